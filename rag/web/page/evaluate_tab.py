"""The Evaluate tab: a small test set in, the report out."""

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from rag.answer import build_chain
from rag.errors import DatelineError, InputError
from rag.evaluate import evaluate, read_testset
from rag.evaluate.report.page import PAGE
from rag.evaluate.runs import ANSWERS
from rag.settings import Settings
from rag.web.asking import fault_of_its_own
from rag.web.feedback import feedback_file
from rag.web.page.layout import html
from rag.web.service import Service
from rag.web.templating import macro

# Questions that are answered in a minute or two; more belong on the command line.
_MOST = 200
_LONGEST = 2_000_000  # characters pasted
_LOOK = 0.3  # seconds
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
_intro = macro("page.html.jinja", "evaluate_intro")
_report = macro("page.html.jinja", "report")
_progress = macro("parts.html.jinja", "progress")
_status = macro("parts.html.jinja", "status")


class EvaluateTab:
    """The parts of the tab, made within an open gr.Tab, and their events."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings
        self._feedback = feedback_file(settings)
        with gr.Column(elem_id="evaluate"):
            html("", _intro())
            with gr.Row():
                pasted = gr.Textbox(
                    label="A test set", lines=6, max_lines=12, elem_id="pasted", scale=2
                )
                file = gr.File(
                    label="Or a file",
                    file_types=[".jsonl", ".json", ".csv"],
                    height=160,
                    elem_id="testset",
                )
            with gr.Row():
                run = gr.Button("Run", variant="primary", elem_id="run", scale=0, min_width=120)
                thumbs = gr.Button(
                    "Run on the readers’ thumbs", elem_id="run-thumbs", scale=0, min_width=260,
                    visible=self._feedback is not None,
                )  # fmt: skip
            report = html("report", "")
        one: dict[str, Any] = {"concurrency_id": "evaluate", "concurrency_limit": 1} | _QUIET
        run.click(self._run, [pasted, file], [report], **one)
        thumbs.click(self._run_thumbs, None, [report], **one)

    def _run(self, pasted: str, file: str | None) -> Iterator[str]:
        with tempfile.TemporaryDirectory(prefix="dateline-") as passing:
            testset = Path(file) if file else Path(passing) / "testset.jsonl"
            if not file:
                testset.write_text(pasted[:_LONGEST], encoding="utf-8", errors="replace")
            yield from self._judged(testset, Path(passing) / "report")

    def _run_thumbs(self) -> Iterator[str]:
        if self._feedback is None or not self._feedback.is_file():
            yield _fault("No reader has given a thumb yet.")
            return
        with tempfile.TemporaryDirectory(prefix="dateline-") as passing:
            yield from self._judged(self._feedback, Path(passing) / "report")

    def _judged(self, testset: Path, report: Path) -> Iterator[str]:
        """How far it is, then the report."""
        try:
            library = self._service.library
            if library is None or not self._service.is_settled or self._service.error:
                raise DatelineError("The library is not ready yet; run it again in a moment.")
            total = len(read_testset(testset).items)
            if total > _MOST:
                raise InputError(
                    f"These are {total:,} questions and the page takes {_MOST}; use "
                    "`python app.py evaluate` for more."
                )
            run = _Run(
                lambda: evaluate(
                    testset, chain=build_chain(library, self._settings),
                    articles=library.database, report=report,
                )
            )  # fmt: skip
            while not run.has_ended(_LOOK):
                yield _bar(report / ANSWERS, total)
            if run.error:
                raise run.error
        except DatelineError as error:
            yield _fault(str(error).replace(str(testset), "The test set"))
        except Exception as error:
            yield _fault(fault_of_its_own(error))
        else:
            yield str(_report((report / PAGE).read_text(encoding="utf-8")))


class _Run:
    """Work in a thread of its own, so that the page can say how far it is."""

    def __init__(self, work: Any) -> None:
        self.error: Exception | None = None
        self._thread = threading.Thread(target=self._do, args=(work,), name="judge", daemon=True)
        self._thread.start()

    def has_ended(self, seconds: float) -> bool:
        """Wait at most `seconds` for the end; whether it has come."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _do(self, work: Any) -> None:
        try:
            work()
        except Exception as error:
            self.error = error


def _bar(answers: Path, total: int) -> str:
    done = answers.read_bytes().count(b"\n") if answers.is_file() else 0
    return str(_progress("Asking", done, total, f"{done} of {total} questions asked"))


def _fault(sentence: str) -> str:
    return str(_status("fault-line", sentence))
