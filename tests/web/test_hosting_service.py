"""The unit for systemd starts the page as it is meant to be hosted, and a Space does too."""

import shlex
import shutil
import subprocess
from configparser import ConfigParser
from pathlib import Path

import pytest
from served import BESSENT, serving

from rag.cli import _parser
from rag.settings import Settings

UNIT = "examples/dateline.service"
INSTALLED = "/opt/dateline"


@pytest.fixture
def service(project_root: Path) -> dict[str, str]:
    unit = ConfigParser(interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(project_root / UNIT, encoding="utf-8")
    return dict(unit["Service"])


def test_the_unit_starts_a_read_only_page_by_a_command_that_exists(
    service: dict[str, str],
) -> None:
    python, app, *given = shlex.split(service["ExecStart"])
    assert python == f"{INSTALLED}/.venv/bin/python" and app == "app.py"
    options = _parser().parse_args(given)
    assert given[0] == "serve" and options.refresh
    assert options.allow_library is False and options.allow_evaluate is False


def test_the_unit_keeps_the_library_where_it_may_write(service: dict[str, str]) -> None:
    named = {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    given = dict(it.split("=", 1) for it in shlex.split(service["Environment"]))
    assert {it for it in given if it.startswith("DATELINE_")} <= named
    folder = f"/var/lib/{service['StateDirectory']}/"
    assert given["DATELINE_LIBRARY"].startswith(folder)
    assert service["DynamicUser"] == service["ProtectHome"] == service["NoNewPrivileges"] == "yes"


def test_systemd_takes_the_unit(project_root: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not there")
    written = (project_root / UNIT).read_text(encoding="utf-8")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch(mode=0o755)
    unit = tmp_path / "dateline.service"
    unit.write_text(written.replace(INSTALLED, str(tmp_path)), encoding="utf-8")
    verified = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True
    )
    assert verified.returncode == 0 and str(unit) not in verified.stderr, verified.stderr


def test_a_space_takes_the_sample_and_lets_its_visitors_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPACE_ID", "anna/dateline")
    with serving(tmp_path / "library") as page, page.client() as client:
        assert client.get("/v1/sources").json()["articles"] == 33
        answer = client.post("/v1/ask", json={"question": BESSENT}).json()
        assert answer["citations"] and not answer["refusal"]
        opened = client.get("/")
        policy = opened.headers["content-security-policy"]
        assert "frame-ancestors 'self' https://huggingface.co" in policy
        config = client.get("/config").text
        assert "library-tab" not in config and "evaluate-tab" not in config
        upload = client.post("/gradio_api/upload", files={"files": ("a.txt", b"a")})
        assert upload.status_code in (403, 404, 413)
