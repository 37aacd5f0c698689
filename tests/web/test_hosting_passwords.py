"""Names and passwords of a hosted page."""

import io
import os
from pathlib import Path

import pytest

from rag.cli import main
from rag.errors import InputError
from rag.web import hashed, read_passwords


def test_a_password_on_the_command_line_lets_its_reader_in_and_no_other() -> None:
    passwords = read_passwords(["anna:long:secret", "berta:other"], None)
    assert passwords and len(passwords) == 2
    assert passwords.match("anna", "long:secret")
    assert passwords.match("berta", "other")
    for name, password in [
        ("anna", "other"), ("anna", ""), ("anna", "long:secret "), ("clara", "nobody"), ("", ""),
        ("anna", "long:secret\0"), ("anna", "x" * 100), ("anna", "\ud800"),
    ]:  # fmt: skip
        assert not passwords.match(name, password), (name, password)


def test_without_any_the_page_is_open() -> None:
    assert read_passwords([], None) is None


def test_a_line_made_by_the_command_opens_the_page_and_does_not_hold_the_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("open sesame\n"))
    assert main(["password", "anna"]) == 0
    line = capsys.readouterr().out
    assert line.startswith("anna:$2b$") and "sesame" not in line
    file = tmp_path / "passwords.txt"
    # `htpasswd -B` writes the same with $2y$
    file.write_text("# readers\n\n" + line.replace("$2b$", "$2y$"))
    file.chmod(0o600)
    passwords = read_passwords([], file)
    assert passwords and passwords.match("anna", "open sesame")
    assert not passwords.match("anna", "open sesam")


@pytest.mark.parametrize(
    "content",
    [
        b"anna:secret\n",
        b"anna\n",
        b"",
        b"# nobody\n",
        b"\xff\xfe\x00",
        b"anna:$2b$10$tooshort\n",
        b"anna:$apr1$abcdefgh$1234567890123456789012\n",
    ],
)
def test_a_wrong_file_is_one_plain_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "passwords.txt"
    file.write_bytes(content)
    file.chmod(0o600)
    status = main(["serve", "--auth-file", str(file), "--library", str(tmp_path / "library")])
    error = capsys.readouterr().err
    assert status == 2
    assert error.count("\n") == 1 and "python app.py password NAME" in error
    assert "secret" not in error


@pytest.mark.skipif(os.name == "nt", reason="a mode does not tell there who may read")
@pytest.mark.parametrize("mode", [0o604, 0o644, 0o606, 0o620, 0o666])
def test_a_file_that_others_may_read_is_refused(
    mode: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "my passwords.txt"
    file.write_text(f"anna:{hashed('secret')}\n")
    file.chmod(mode)
    status = main(["serve", "--auth-file", str(file), "--library", str(tmp_path / "library")])
    error = capsys.readouterr().err
    assert status == 2
    assert error.count("\n") == 1 and error.endswith(f"chmod 600 '{file}'\n")
    for closed in (0o400, 0o440, 0o640):
        file.chmod(closed)
        assert read_passwords([], file)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_passwords([], tmp_path / "none.txt")


@pytest.mark.parametrize("given", ["anna", ":secret", "anna:", " :x", ""])
def test_a_wrong_option_is_said_without_the_password(given: str) -> None:
    with pytest.raises(InputError, match="--auth anna:secret"):
        read_passwords([given], None)


@pytest.mark.parametrize("password", ["", "x" * 73, "a\0b"])
def test_a_password_that_cannot_be_kept_is_refused(password: str) -> None:
    with pytest.raises(InputError):
        hashed(password)
