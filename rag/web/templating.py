"""The page's templates: each macro of `templates/` becomes a function that gives HTML."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, cast

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from rag.answer.dates import day_in_words
from rag.web.escape import is_web_address, link, shown

# The look of the pages that stand by themselves, outside of Gradio's.
PLAIN_STYLE = (Path(__file__).parent / "plain.css").read_text(encoding="utf-8")


def macro(template: str, name: str) -> Callable[..., Markup]:
    """The macro `name` of the file `template`, compiled now: a slip in it is found at the start."""
    return cast(Callable[..., Markup], getattr(_templates.get_template(template).module, name))


def _counted(count: int, thing: str) -> str:
    """As many of a thing in words: "1,200 articles"."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _thousands(count: int) -> str:
    return f"{count:,}"


def _day(day: date | None) -> str:
    return day_in_words(day) if day else "undated"


def _escaped(value: Any) -> Any:
    # Jinja's own escaping leaves alone what Gradio's two template languages would read, and what
    # turns text round; so every value that is shown goes through `shown` before it.
    return value if hasattr(value, "__html__") else shown(str(value))


_templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    finalize=_escaped,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    auto_reload=False,
)
_templates.filters |= {"counted": _counted, "day": _day, "thousands": _thousands}
_templates.globals |= {
    "is_web_address": is_web_address,
    "link": link,
    "plain_style": Markup(PLAIN_STYLE),  # noqa: S704 - it is this project's own
}
