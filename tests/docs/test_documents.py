"""What the documents say is true: their commands run, their lists are whole."""

import ast
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rag.cli import main
from rag.settings import PREFIX, Settings
from rag.web.recent import Recent
from rag.web.service import Service
from rag.web.v1.application import build_api

# The commands that run here.
RUN = ("ask", "ingest", "sources", "people", "doctor", "evaluate", "follow", "feeds")


def readme(project_root: Path) -> str:
    return (project_root / "README.md").read_text(encoding="utf-8")


def shell_commands(text: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
    return [line.split("#")[0].strip() for block in blocks for line in block.splitlines() if line]


def options_of(capsys: pytest.CaptureFixture[str], *command: str) -> set[str]:
    """The options that `--help` names."""
    with pytest.raises(SystemExit) as ended:
        main([*command, "--help"])
    assert ended.value.code == 0
    return set(re.findall(r"--[\w-]+", capsys.readouterr().out))


def test_every_command_in_the_readme_is_known_and_runs(
    project_root: Path,
    sample_folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # given the README's commands in their order, in a folder that holds nothing but the project,
    # whose libraries hold the sample corpus already, and a few of whose questions are asked
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "briefs").symlink_to(project_root / "corpus" / "briefs")
    questions = (project_root / "corpus" / "questions.jsonl").read_text("utf-8").splitlines()
    (tmp_path / "corpus" / "questions.jsonl").write_text("\n".join(questions[:6]), "utf-8")
    for library in (".library", "my-library"):
        shutil.copytree(sample_folder, tmp_path / library)
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith(PREFIX)]:
        monkeypatch.delenv(name)
    commands = shell_commands(readme(project_root))
    assert len(commands) > 10
    settings = Settings()
    described = build_api(Service(settings), settings, Recent()).openapi()["paths"]
    addresses = [re.sub(r"{\w+}", ".+", path) for path in described]
    ran = []
    for command in commands:
        words = shlex.split(command)
        if words[0] == "curl":
            address = next(word for word in words if word.startswith("http"))
            path = address.removeprefix("http://127.0.0.1:7860/v1").partition("?")[0]
            assert any(re.fullmatch(known, path) for known in addresses), command
            continue
        if words[0] == "make":
            target = words[1]
            assert re.search(rf"^{target}:", (project_root / "Makefile").read_text(), re.MULTILINE)
            continue
        if words[:3] == ["python3", "-m", "venv"] or words[0].endswith("pip"):
            continue  # done already, or this test would not run
        assert words.count("app.py") == 1, command
        arguments = words[words.index("app.py") + 1 :]
        if "DATELINE_MODEL" in command or not any(word in arguments for word in RUN):
            # Opens the page or goes out to the web, which other tests do; its options are there.
            name = [word for word in arguments[:1] if not word.startswith("--")]
            options = {word for word in arguments if word.startswith("--")}
            assert options <= options_of(capsys, *name), command
            continue
        # when it runs, then it succeeds
        status = main(arguments)
        assert status == 0, f"{command}\n{capsys.readouterr().err}"
        ran.append(arguments[0])
    assert {"ask", "ingest", "sources", "people", "doctor"} <= set(ran)


def test_the_script_in_the_readme_runs(project_root: Path) -> None:
    done = subprocess.run(
        [sys.executable, project_root / "app.py", "--help"],
        capture_output=True, text=True, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_the_readme_shows_pictures_that_are_there(project_root: Path) -> None:
    text = readme(project_root)
    pictures = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", text)
    pictures += re.findall(r'<img src="([^"]+)"[^>]* alt="[^"]+">', text)
    assert len(pictures) == 3
    for picture in pictures:
        assert (project_root / picture).is_file()


def test_the_python_in_the_readme_names_what_rag_offers(project_root: Path) -> None:
    import rag

    blocks = re.findall(r"```python\n(.*?)```", readme(project_root), re.DOTALL)
    nodes = [node for block in blocks for node in ast.walk(ast.parse(block))]
    imports = [it for it in nodes if isinstance(it, ast.ImportFrom) and it.module == "rag"]
    assert imports
    for name in (alias.name for node in imports for alias in node.names):
        assert getattr(rag, name)


def test_the_configuration_of_a_client_names_a_command_that_there_is(project_root: Path) -> None:
    block = re.search(r"```json\n(.*?)```", readme(project_root), re.DOTALL)
    assert block
    server = json.loads(block[1])["mcpServers"]["dateline"]
    script, *arguments = server["args"]
    assert Path(script).name == "app.py" and (project_root / "app.py").is_file()
    assert arguments[0] == "mcp" and "--library" in arguments


def test_env_example_lists_every_setting_with_its_default(project_root: Path) -> None:
    listed = dict(
        re.findall(
            r"^# (DATELINE_\w+)=(.*)$", (project_root / ".env.example").read_text(), re.MULTILINE
        )
    )
    expected = {
        PREFIX + name.upper(): "" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }
    assert listed == expected


def test_every_dependency_is_pinned_and_explained(project_root: Path) -> None:
    files = sorted(project_root.glob("requirements*.txt"))
    assert len(files) >= 2
    lines = [line for file in files for line in file.read_text().splitlines()]
    entries = [line for line in lines if line and not line.startswith(("#", "-r"))]
    table = re.findall(r"^\| ([\w, -]+) \|", (project_root / "CONTRIBUTING.md").read_text(), re.M)
    explained = {name.strip() for row in table for name in row.split(",")}
    for entry in entries:
        name, pinned, version = entry.partition("==")
        assert pinned and version
        assert name in explained, f"{name} is not explained in CONTRIBUTING.md"
