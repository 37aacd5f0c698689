"""The house is laid out as it says: imports go one way, modules are small and say their purpose.

CONTRIBUTING.md draws it, one sentence a folder.
"""

import ast
import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Set
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib.metadata import packages_distributions
from itertools import pairwise
from pathlib import Path

import pytest

import rag

ROOT = Path(__file__).resolve().parents[1]
# A name may import those of the lines above it, and its own.
ORDER = [
    {"records", "settings", "errors", "calendar_words"},
    {"ingest"},
    {"reading"},
    {"library"},
    {"follow"},
    {"retrieve"},
    {"reader"},
    {"answer"},
    # terminal.py shows an answer to `ask`, and whom `people` finds.
    {"terminal"},
    # questions.py reads question files for `ask --batch` and for the test sets.
    {"questions"},
    {"evaluate"},
    {"web", "doctor"},
    {"commands", "feed_commands"},
    {"cli"},
]
LONGEST_MODULE = 330  # lines
# All queries stand in one module, so that another database can take SQLite's place.
LONG_FOR_A_REASON = {"rag/library/database.py": 680}

MODULES = sorted([*ROOT.glob("rag/**/*.py"), *ROOT.glob("*.py")])
FOLDERS = sorted({path.parent for path in ROOT.glob("rag/**/*.py")})


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


def dotted(path: Path) -> str:
    """`rag.x.y` for rag/x/y.py, and for rag/x/y/__init__.py."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def imports_among_modules() -> dict[str, set[str]]:
    """Each module of rag, with the modules of rag that it imports, wherever in it that is."""
    known = {dotted(path): path for path in ROOT.glob("rag/**/*.py")}
    graph: dict[str, set[str]] = {}
    for name, path in known.items():
        found: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                # "from rag.reading import terms" may mean a module, or a name in __init__.
                parts = {f"{node.module}.{alias.name}" for alias in node.names}
                found |= {part if part in known else str(node.module) for part in parts}
        graph[name] = (found & known.keys()) - {name}
    return graph


def circle_in(graph: Mapping[str, Set[str]], place: Callable[[str], str]) -> list[str]:
    """The names along a circle of imports between places, none where there is no circle."""
    places: dict[str, set[str]] = {}
    for name, imported in graph.items():
        places.setdefault(place(name), set()).update(
            place(one) for one in imported if place(one) != place(name)
        )
    try:
        TopologicalSorter(places).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def room_of(module: str) -> str:
    """The folder inside a part, `rag.reading.people`; a module outside of any stands for itself."""
    return ".".join(module.split(".")[:3])


def test_no_modules_import_each_other_in_a_circle() -> None:
    assert circle_in(imports_among_modules(), place=str) == []


def test_no_rooms_import_each_other_in_a_circle() -> None:
    assert circle_in(imports_among_modules(), place=room_of) == []


def test_a_circle_would_be_found() -> None:
    # given two modules of one room that lean on a third in another, which leans on one of them
    graph = {
        "rag.a.x.one": {"rag.a.y.two"},
        "rag.a.y.two": {"rag.a.x.three"},
        "rag.a.x.three": set(),
    }
    # then the rooms go round, though the modules do not; and with one import more they do too
    assert circle_in(graph, place=str) == []
    assert set(circle_in(graph, place=room_of)) == {"rag.a.x", "rag.a.y"}
    graph["rag.a.x.three"] = {"rag.a.x.one"}
    assert set(circle_in(graph, place=str)) == graph.keys()


def test_no_module_is_named_like_one_of_the_standard_library() -> None:
    # A test's folder is put on the path, where such a name would hide the library's own.
    paths = [*ROOT.glob("rag/**/*.py"), *ROOT.glob("tests/**/*.py")]
    names = {path.stem: name_of(path) for path in paths} | {it.name: name_of(it) for it in FOLDERS}
    assert {names[name] for name in names.keys() & sys.stdlib_module_names} == set()


@pytest.mark.parametrize("folder", FOLDERS, ids=name_of)
def test_every_folder_says_what_it_is_for_and_what_others_may_use(folder: Path) -> None:
    source = folder / "__init__.py"
    assert source.is_file()
    purpose = ast.get_docstring(ast.parse(source.read_text(encoding="utf-8")))
    assert purpose
    if len(folder.relative_to(ROOT).parts) < 3:
        return
    room = dotted(source)
    part = room.rpartition(".")[0]
    for name, imported in imports_among_modules().items():
        for one in imported:
            if one.startswith(f"{room}.") and not f"{name}.".startswith(f"{part}."):
                used = one.rpartition(".")[2]
                assert f"`{used}`" in purpose, f"{name} uses {one}, which {room} does not offer"


def test_the_house_is_drawn_whole() -> None:
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    drawn = re.findall(r"^\| `(rag/[\w/]+)/` \| [^|]+\. \|$", contributing, re.MULTILINE)
    assert sorted(drawn) == [name_of(folder) for folder in FOLDERS if folder.parent != ROOT]
    # and its order is that to which imports are held
    line = next(line for line in contributing.splitlines() if "→" in line)
    layers = [
        sorted({layer_of(f"rag.{name.strip()}") for name in group.split(",")})
        for group in line.split("→")
    ]
    assert all(one[-1] < following[0] for one, following in pairwise(layers))


def test_the_rooms_of_the_tests_are_those_of_the_house() -> None:
    parts = [folder for folder in FOLDERS if folder.parent == ROOT / "rag"]
    rooms = {
        name_of(path.parent)
        for part in parts
        for path in ROOT.glob(f"tests/{part.name}/*/test_*.py")
    }
    assert rooms <= {name_of(folder).replace("rag/", "tests/", 1) for folder in FOLDERS}


def test_git_ignores_no_module() -> None:
    command = "git ls-files --others --ignored --exclude-standard rag tests".split()
    if not (ROOT / ".git").exists() or not shutil.which("git"):
        pytest.skip("this is no checkout of git")
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert [name for name in listed.splitlines() if name.endswith(".py")] == []


def test_sql_stands_in_the_record_and_its_tables() -> None:
    statement = re.compile(r"\b(SELECT .* FROM|INSERT INTO|DELETE FROM|UPDATE \w+ SET|PRAGMA)\b")
    holding = {
        name_of(path)
        for path in ROOT.glob("rag/**/*.py")
        if statement.search(path.read_text(encoding="utf-8"))
    }
    assert holding == {"rag/library/database.py", "rag/library/schema.py"}


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
