"""The container files name what is there, and start the page as it is meant to be hosted."""

import json
import re
from fnmatch import fnmatch
from pathlib import Path

import pytest
import yaml

from rag.cli import _parser
from rag.settings import Settings


def instructions(project_root: Path) -> list[tuple[str, str]]:
    """The Dockerfile's instructions in order, continued lines joined."""
    text = (project_root / "Dockerfile").read_text(encoding="utf-8")
    text = re.sub(r"^#.*\n", "", text, flags=re.MULTILINE).replace("\\\n", " ")
    return [
        (word, " ".join(rest.split()))
        for word, _, rest in (line.partition(" ") for line in text.splitlines() if line.strip())
    ]


def copied(project_root: Path) -> list[str]:
    return [
        source
        for word, rest in instructions(project_root)
        if word == "COPY"
        for source in rest.split()[:-1]
    ]


def test_what_is_copied_is_there_and_not_ignored(project_root: Path) -> None:
    ignored = (project_root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    kept = {line[1:] for line in ignored if line.startswith("!")}
    sources = copied(project_root)
    assert {"app.py", "rag", "prompts", "corpus", "requirements.txt"} <= set(sources)
    for source in sources:
        assert (project_root / source).exists(), source
        assert source in kept, f".dockerignore keeps {source} out"


@pytest.mark.parametrize("secret", [".env", ".library", ".git", "passwords.txt", "shared"])
def test_nothing_private_gets_into_the_image(project_root: Path, secret: str) -> None:
    lines = (project_root / ".dockerignore").read_text(encoding="utf-8").splitlines()
    rules = [line for line in lines if line and not line.startswith("#")]
    assert rules[0] == "*"
    assert not any(fnmatch(secret, rule[1:]) for rule in rules if rule.startswith("!"))


def test_it_runs_as_nobody_of_importance_and_is_asked_for_its_health(project_root: Path) -> None:
    steps = instructions(project_root)
    words = [word for word, _ in steps]
    known = set("FROM ENV ARG RUN WORKDIR COPY USER VOLUME EXPOSE HEALTHCHECK STOPSIGNAL "
                "ENTRYPOINT CMD".split())  # fmt: skip
    assert set(words) <= known
    assert words[0] == "FROM" and ("FROM", "python:3.11-slim") in steps
    assert dict(steps)["USER"] == "dateline"
    assert words.index("USER") < words.index("ENTRYPOINT")
    health = dict(steps)["HEALTHCHECK"]
    assert "/health" in health
    compile(json.loads(health.split(" CMD ", 1)[1])[2], "healthcheck", "exec")


def test_the_container_starts_the_page_by_a_command_that_exists(project_root: Path) -> None:
    steps = dict(instructions(project_root))
    command = json.loads(steps["ENTRYPOINT"]) + json.loads(steps["CMD"])
    assert command[:2] == ["python", "app.py"]
    options = _parser().parse_args(command[2:])
    assert options.host == "0.0.0.0"
    assert options.allow_library is False and options.allow_evaluate is False


def test_compose_sets_what_is_a_setting_and_shows_the_page_alone(project_root: Path) -> None:
    compose = yaml.safe_load((project_root / "compose.yaml").read_text(encoding="utf-8"))
    page, chroma = compose["services"]["dateline"], compose["services"]["chroma"]
    named = {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    assert set(page["environment"]) <= named
    assert page["environment"]["DATELINE_CHROMA_URL"] == "http://chroma:8000"
    assert "ports" not in chroma
    for service in (page, chroma):
        for volume in service["volumes"]:
            assert volume.split(":")[0] in compose["volumes"]


def test_compose_has_the_chroma_that_the_client_is_pinned_to(project_root: Path) -> None:
    compose = yaml.safe_load((project_root / "compose.yaml").read_text(encoding="utf-8"))
    version = compose["services"]["chroma"]["image"].split(":")[1]
    assert f"chromadb=={version}" in (project_root / "requirements.txt").read_text()


@pytest.mark.parametrize("extra", ["requirements-metrics.txt", "requirements-mcp.txt"])
def test_an_extra_adds_one_pinned_package_to_the_rest(project_root: Path, extra: str) -> None:
    lines = (project_root / extra).read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ") and lines[1] == "-r requirements.txt"
    assert len(lines) == 3 and re.fullmatch(r"[\w-]+==[\d.]+", lines[2])
