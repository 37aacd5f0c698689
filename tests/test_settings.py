"""Settings: read from the environment and .env, and a slip is told instead of ignored."""

from pathlib import Path

import pytest

from rag.errors import SettingsError
from rag.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def _bare_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_the_defaults_need_no_key_and_no_server() -> None:
    settings = load_settings()
    assert settings.library == Path(".library")
    assert settings.model is None
    assert settings.chroma_url is None
    assert settings.host == "127.0.0.1"


def test_the_environment_wins_over_the_file_and_an_option_over_both(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text(
        'DATELINE_PORT=7000\nDATELINE_MODEL="ollama:llama"\nDATELINE_QUEUE=9\nOTHER_PROGRAM=1\n'
    )
    monkeypatch.setenv("DATELINE_PORT", "7001")
    settings = load_settings(queue=11, host=None)
    assert (settings.port, settings.model, settings.queue) == (7001, "ollama:llama", 11)
    assert settings.host == "127.0.0.1", "an option that is not given changes nothing"


@pytest.mark.parametrize(
    ("slip", "meant"),
    [
        ("DATELINE_LIBARY", "DATELINE_LIBRARY"),
        ("DATELINE_CHROMAURL", "DATELINE_CHROMA_URL"),
        ("DATELINE_ANSWERWORDS", "DATELINE_ANSWER_WORDS"),
        ("dateline_modell", "DATELINE_MODEL"),
    ],
)
@pytest.mark.parametrize("place", ["the environment", ".env"])
def test_an_unknown_name_is_an_error_that_names_the_nearest(
    slip: str, meant: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place == ".env":
        Path(".env").write_text(f"{slip}=x\n")
    else:
        monkeypatch.setenv(slip, "x")
    with pytest.raises(SettingsError) as raised:
        load_settings()
    assert str(raised.value) == f"{slip} in {place} is not a setting; did you mean {meant}?"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATELINE_PORT", "http"),
        ("DATELINE_PORT", "70000"),
        ("DATELINE_ANSWER_WORDS", "3"),
        ("DATELINE_MODEL_TIMEOUT", "0"),
        ("DATELINE_FETCH_SECONDS", "inf"),
        ("DATELINE_QUEUE", ""),
        ("DATELINE_UNSUPPORTED", "hide"),
    ],
)
def test_a_value_that_cannot_be_used_is_told_in_one_sentence(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as raised:
        load_settings()
    message = str(raised.value)
    assert message.startswith(f"{name} cannot be {value!r} (")
    assert message.endswith("see .env.example for what it takes.")
    assert "\n" not in message


def test_a_bad_option_is_told_like_a_bad_variable() -> None:
    with pytest.raises(SettingsError, match=r"^DATELINE_PORT cannot be 0"):
        load_settings(port=0)


@pytest.mark.parametrize(
    "data", [b"DATELINE_PORT=7000\n\xff\xfe", "DATELINE_PORT=1".encode("utf-16")]
)
def test_a_file_in_another_encoding_is_told(data: bytes) -> None:
    Path(".env").write_bytes(data)
    with pytest.raises(SettingsError, match="UTF-8"):
        load_settings()


def test_the_switch_of_the_test_suite_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_REQUIRE_BROWSER", "1")
    assert load_settings() == Settings()


def test_a_key_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_MODEL_API_KEY", "sk-secret")
    settings = load_settings()
    assert "sk-secret" not in repr(settings)
    assert settings.model_api_key
    assert settings.model_api_key.get_secret_value() == "sk-secret"


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValueError, match="frozen"):
        load_settings().port = 1


def test_the_example_file_has_a_line_for_every_setting_and_no_other(project_root: Path) -> None:
    lines = (project_root / ".env.example").read_text(encoding="utf-8").splitlines()
    named = [line.lstrip("# ").split("=")[0] for line in lines if line.startswith("# DATELINE_")]
    assert sorted(named) == sorted(f"DATELINE_{name.upper()}" for name in Settings.model_fields)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("", ""), ("/", ""), ("//", ""), ("/dateline", "/dateline"), ("dateline", "/dateline"),
        ("/dateline/", "/dateline"), ("//dateline//", "/dateline"), (" /dateline ", "/dateline"),
        ("/a//b/", "/a/b"), ("/~anna/date-line_2.0", "/~anna/date-line_2.0"),
        ("https://news.example", "https://news.example"),
        ("https://news.example:8443//dateline/", "https://news.example:8443/dateline"),
        ("http://[::1]:80/a", "http://[::1]:80/a"),
    ],
)  # fmt: skip
def test_a_root_path_is_taken_with_or_without_its_slashes(given: str, taken: str) -> None:
    assert load_settings(root_path=given).root_path == taken


@pytest.mark.parametrize(
    "given",
    ["/a b", "/a?b", "/a#b", "/../a", "/a/.", "/a%2fb", "/ä", "/a\\b", "/<b>", '/"', "/a\nb",
     "ftp://news.example/a", "https://anna:barley@news.example/", "C:/Program Files/Git/dateline"],
)  # fmt: skip
def test_a_root_path_of_odd_characters_is_refused_in_one_sentence(given: str) -> None:
    with pytest.raises(SettingsError, match="should be a path such as /dateline") as raised:
        load_settings(root_path=given)
    assert "\n" not in str(raised.value)
