"""The house is laid out as it says: imports go one way, modules are small and say their purpose."""

import ast
import importlib
import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).resolve().parents[1]
# A name may import those of the lines above it, and its own.
ORDER = [
    {"records", "settings", "errors"},
    {"ingest"},
    {"reading"},
    {"library"},
    {"retrieve"},
    {"answer"},
    # questions.py reads question files for `ask --batch` and for the test sets.
    {"questions"},
    {"evaluate"},
    {"web", "doctor"},
    {"commands"},
    {"cli"},
]
LONGEST_MODULE = 330  # lines
# All SQL stands in one module, so that another database can take SQLite's place.
LONG_FOR_A_REASON = {"rag/library/database.py": 665}

MODULES = sorted([*ROOT.glob("rag/**/*.py"), *ROOT.glob("*.py")])


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def layer_of(module: str) -> int:
    """The place of `rag.x.y` in ORDER."""
    part = module.split(".")[1]
    return next(at for at, names in enumerate(ORDER) if part in names)


def imported_by(tree: ast.AST, package: str) -> set[str]:
    """The modules that a file imports, by their whole names; type-checking imports count too."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{package} imports relatively"
            module = node.module or ""
            whole = {f"{module}.{alias.name}" for alias in node.names}
            found |= whole if module == "rag" else {module}
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_every_module_says_what_it_is_for(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    purpose = ast.get_docstring(ast.parse(source))
    assert purpose
    assert purpose.split("\n\n")[0].endswith((".", ":", "?")), purpose
    limit = LONG_FOR_A_REASON.get(name_of(path), LONGEST_MODULE)
    assert len(source.splitlines()) <= limit


@pytest.mark.parametrize(
    "path",
    [path for path in MODULES if name_of(path) not in ("app.py", "rag/__init__.py")],
    ids=name_of,
)
def test_imports_go_one_way(path: Path) -> None:
    own = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for module in imported_by(ast.parse(path.read_text(encoding="utf-8")), own):
        if not module.startswith("rag."):
            continue
        same_part = module.split(".")[1] == own.split(".")[1]
        both_first = layer_of(module) == layer_of(own) == 0
        earlier = layer_of(module) < layer_of(own)
        assert same_part or both_first or earlier, f"{own} imports {module}"


def test_sql_stands_in_one_module() -> None:
    statement = re.compile(r"\b(SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET|PRAGMA)\b")
    holding = {
        name_of(path)
        for path in ROOT.glob("rag/**/*.py")
        if statement.search(path.read_text(encoding="utf-8"))
    }
    assert holding == {"rag/library/database.py"}


def test_the_public_names_are_these() -> None:
    assert sorted(rag.__all__) == [
        "Answer",
        "PassageRetriever",
        "Question",
        "Settings",
        "build_chain",
        "load_settings",
        "open_library",
        "read_sources",
    ]
    for name in rag.__all__:
        assert callable(getattr(rag, name)), f"a module of the package hides {name}"


def test_another_name_is_no_part_of_it() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        importlib.import_module("rag").no_such_name  # noqa: B018


def test_requirements_are_pinned_and_used() -> None:
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    entries = [line.split("#")[0].strip() for line in lines]
    pins = [re.fullmatch(r"([\w.-]+)(?:\[[\w,-]+\])?==[\w.+-]+", one) for one in entries if one]
    assert pins
    assert all(pins), "each requirement is pinned with =="
    imported = {
        module.split(".")[0]
        for path in MODULES
        for module in imported_by(ast.parse(path.read_text(encoding="utf-8")), name_of(path))
    }
    named = packages_distributions()
    used = {_plain(name) for module in imported for name in named.get(module, [module])}
    explained = _plain((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"))
    for pin in pins:
        assert pin
        name = _plain(pin[1])
        assert name in used or name in explained, f"{name} is neither imported nor explained"


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
