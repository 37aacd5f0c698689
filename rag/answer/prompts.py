"""Loads the prompts: Markdown files in prompts/, with their version and inputs as front matter."""

from functools import cache
from pathlib import Path
from string import Formatter
from typing import cast

import frontmatter
from langchain_core.prompts import PromptTemplate

_PACKAGE = Path(__file__).resolve().parents[1]
# Beside the package, and inside it where it is installed.
FOLDER = next(it for it in (_PACKAGE / "prompts", _PACKAGE.parent / "prompts") if it.is_dir())


@cache
def load_prompt(name: str) -> PromptTemplate:
    """The prompt `prompts/NAME.md`, whose placeholders are the inputs that its head declares.

    Raises:
        ValueError: the placeholders and the declared inputs differ.
    """
    document = frontmatter.loads((FOLDER / f"{name}.md").read_text(encoding="utf-8"))
    declared = {str(name) for name in cast(list[str], document["inputs"])}
    used = {field for _, field, _, _ in Formatter().parse(document.content) if field}
    if declared != used:
        raise ValueError(f"prompts/{name}.md declares {declared} but uses {used}")
    return PromptTemplate.from_template(
        document.content, metadata={"prompt": name, "version": document["version"]}
    )
