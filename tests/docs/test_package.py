"""The project as a package that is installed, and its example."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("rag", "prompts")
FILES = ("pyproject.toml", "setup.py", "requirements.txt", "README.md", "LICENSE")
CACHES = shutil.ignore_patterns("__pycache__")


def run(*command: object, cwd: Path, **settings: str) -> str:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env=kept | settings, capture_output=True, text=True,
        timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that `pip install` has filled; what the project needs is installed already."""
    folder = tmp_path_factory.mktemp("package")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / "project" / name, ignore=CACHES)
    for name in FILES:
        shutil.copy(ROOT / name, folder / "project" / name)
    run(
        sys.executable, "-m", "pip", "install", ".", "--no-deps", "--no-build-isolation",
        "--no-compile", "--target", folder / "site", cwd=folder / "project",
    )  # fmt: skip
    return folder / "site"


def paths(installed: Path) -> Mapping[str, str]:
    return {"PYTHONPATH": str(installed)}


def test_every_file_that_the_code_reads_is_installed(installed: Path, project_root: Path) -> None:
    def held(folder: Path) -> set[str]:
        files = (it for it in folder.rglob("*") if it.is_file())
        return {str(it.relative_to(folder)) for it in files if "__pycache__" not in it.parts}

    pictures = {it for it in held(project_root / "rag") if it.startswith("web/screenshots")}
    prompts = {f"prompts/{name}" for name in held(project_root / "prompts")}
    assert held(installed / "rag") == held(project_root / "rag") - pictures | prompts
    beside = {it.name for it in installed.iterdir() if not it.name.endswith(".dist-info")}
    assert beside == {"rag", "bin"}, "nothing else takes a name among the packages"


def test_the_command_answers_anywhere(installed: Path, sample_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / ".library")
    dateline = installed / "bin" / "dateline"
    asked = ("ask", "what did Bessent say about tariffs?")
    assert "Everything is on the table" in run(dateline, *asked, cwd=tmp_path, **paths(installed))
    where = "import rag.answer.prompts as it; print(it.__file__, it.load_prompt('answer').template)"
    told = run(sys.executable, "-c", where, cwd=tmp_path, **paths(installed))
    assert told.startswith(str(installed)) and "passages" in told


def test_the_command_calls_itself_by_its_name(installed: Path, tmp_path: Path) -> None:
    dateline = installed / "bin" / "dateline"
    helped = run(dateline, "serve", "--help", cwd=tmp_path, **paths(installed))
    assert helped.startswith("usage: dateline serve") and "app.py" not in helped
    failed = subprocess.run(
        [dateline, "ask", "who?", "--library", str(tmp_path / "none")], cwd=tmp_path,
        env={**os.environ, **paths(installed)}, capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert failed.returncode == 2
    assert "dateline ingest" in failed.stderr and "app.py" not in failed.stderr


def test_the_example_runs(project_root: Path, sample_folder: Path, tmp_path: Path) -> None:
    shutil.copytree(sample_folder, tmp_path / "library")
    told = run(
        sys.executable, project_root / "examples" / "first_steps.py", cwd=tmp_path,
        DATELINE_LIBRARY=str(tmp_path / "library"), PYTHONPATH=str(project_root),
    )  # fmt: skip
    assert "Everything is on the table" in told and "soybeans" in told
    assert "[1] " in told and "speaker_silent: " in told
