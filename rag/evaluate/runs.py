"""Asks every question of a test set and keeps each answer at once, so that a stop loses nothing."""

import json
import time
from collections.abc import Mapping
from pathlib import Path

from langchain_core.runnables import Runnable
from tqdm import tqdm

from rag.errors import InputError
from rag.evaluate.testsets.answers import GivenAnswer, read_answers
from rag.evaluate.testsets.items import TestSet
from rag.records import Answer

ANSWERS = "answers.jsonl"
PREVIOUS = "answers-previous.jsonl"
_STATE = "run.json"


def run(
    testset: TestSet,
    chain: Runnable[object, Answer],
    folder: Path,
    identity: Mapping[str, str],
    *,
    progress: bool = False,
) -> dict[str, GivenAnswer]:
    """Answer what is not answered yet in `folder`/answers.jsonl, and return all answers by id.

    `identity` says what answers (the library, the model); a run that was stopped is only gone on
    with by the same. A run that was finished is kept as answers-previous.jsonl and asked anew.

    Raises:
        InputError: the folder holds answers of another set or another system, a line of it was
            damaged, or a question cannot be asked.
    """
    _make(folder)
    path = folder / ANSWERS
    _begin(testset, folder, identity)
    answered = read_answers(path, testset) if path.exists() else {}
    waiting = [item for item in testset.items if item.id not in answered]
    try:
        with (
            path.open("a", encoding="utf-8", newline="\n") as lines,
            tqdm(
                total=len(testset.items),
                initial=len(answered),
                unit="question",
                disable=not progress,
            ) as bar,
        ):
            for item in waiting:
                try:
                    answer = chain.invoke(item.as_question())
                except InputError as error:
                    raise InputError(f"{testset.where(item)}: {error}") from None
                line = json.dumps(answer.as_dict() | {"id": item.id}, ensure_ascii=False)
                lines.write(line + "\n")
                lines.flush()
                answered[item.id] = GivenAnswer.model_validate_json(line)
                bar.update()
    except OSError as error:
        raise InputError(f"{path} cannot be written ({(error.strerror or '').lower()}).") from None
    return answered


def finish(folder: Path) -> None:
    """Say that the run in `folder` has its report, so that the next one asks anew."""
    path = folder / _STATE
    if path.exists():
        state = json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(state | {"finished": True}, indent=1), encoding="utf-8")


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError:
        raise InputError(
            f"The folder {folder} cannot be made; name another with --report."
        ) from None


def _begin(testset: TestSet, folder: Path, identity: Mapping[str, str]) -> None:
    """Take up a run that was stopped, or set a finished one aside."""
    path, state_path = folder / ANSWERS, folder / _STATE
    state = {"test_set": testset.digest(), "identity": dict(identity), "finished": False}
    old = _state(state_path)
    if old.get("finished") and path.exists():
        path.replace(folder / PREVIOUS)
    elif path.exists() and path.stat().st_size:
        if old.get("identity", state["identity"]) != state["identity"]:
            raise InputError(
                f"{path} was begun by another library or model; name another folder with "
                "--report, or remove the file."
            )
        _cut_unfinished_line(path)
        read_answers(path, testset)
    state["begun"] = old.get("begun") if path.exists() else time.strftime("%Y-%m-%dT%H:%M:%S%z")
    state_path.write_text(json.dumps(state, indent=1), encoding="utf-8")


def _state(path: Path) -> dict[str, object]:
    try:
        state = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return state if isinstance(state, dict) else {}


def _cut_unfinished_line(path: Path) -> None:
    """A kill may have left half a line at the end, whose question is asked again."""
    with path.open("r+b") as file:
        content = file.read()
        file.truncate(content.rfind(b"\n") + 1)
