"""The Library tab: what is in it, adding to it with a progress bar, and removing articles."""

import queue
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import gradio as gr

from rag.answer.dates import day_in_words
from rag.errors import DatelineError, InputError, LibraryLocked
from rag.ingest import count_records, read_sources
from rag.library import Library
from rag.library import ingest as take_in
from rag.library.indexing import IngestSummary
from rag.library.rows import Titled
from rag.settings import Settings
from rag.web.addresses import person_address, root_of
from rag.web.asking import fault_of_its_own
from rag.web.chart import render_holdings, render_window
from rag.web.escape import is_web_address
from rag.web.page.layout import Parts, html
from rag.web.render import render_intro
from rag.web.service import Service
from rag.web.templating import macro

_LISTED = 20
_REMARKS_SHOWN = 20
_ADDRESSES_AT_ONCE = 50
# Seconds between two looks at how far a run has come.
_LOOK = 0.3
_added = macro("library.html.jinja", "added")
_quoted = macro("library.html.jinja", "quoted")
_removed = macro("library.html.jinja", "removed")
_panel_title = macro("parts.html.jinja", "panel_title")
_progress = macro("parts.html.jinja", "progress")
_status = macro("parts.html.jinja", "status")
_QUIET: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}


class LibraryTab:
    """The parts of the tab, made within an open gr.Tab, and their events."""

    def __init__(self, service: Service, settings: Settings, page: Parts) -> None:
        self._service = service
        self._settings = settings
        self._page = page
        self._lay_out()
        self._connect(page)

    def _lay_out(self) -> None:
        with gr.Column(elem_id="library"):
            self.holdings = html("holdings", render_holdings(self._service.summary))
            html("quoted", _quoted(person_address(root_of(self._settings), "")))
            html("", _panel_title("Add articles"))
            with gr.Row():
                self.files = gr.File(
                    label="Files", file_count="multiple", height=120, elem_id="files"
                )
                self.folder = gr.File(
                    label="A folder", file_count="directory", height=120, elem_id="folder"
                )
            self.addresses = gr.Textbox(
                label="Addresses of pages or feeds, one a line", lines=2, max_lines=8,
                placeholder="https://news.example/feed.xml", elem_id="addresses",
            )  # fmt: skip
            self.add = gr.Button("Add to the library", elem_id="add", scale=0, min_width=160)
            self.progress = html("adding", "")
            html("", _panel_title("Remove articles"))
            self.wanted = gr.Textbox(
                label="Find by words of the headline", elem_id="find-article", max_length=200
            )
            self.listed = gr.CheckboxGroup([], label="Articles, newest first", elem_id="listed")
            self.ids = gr.State([])
            self.remove = gr.Button("Remove the chosen", elem_id="remove", scale=0, min_width=160)
            self.removed = html("removed", "")

    def _connect(self, page: Parts) -> None:
        around = [self.holdings, page.intro, page.window, page.outlets]
        assert page.library_tab is not None  # noqa: S101
        page.library_tab.select(self._now, [], around, queue=False, **_QUIET)
        # One event alone makes the list, and one call of it at a time: an older call that came
        # back later would put the list for other words in place of the one that was asked for.
        gr.on(
            [page.library_tab.select, self.wanted.change, self.holdings.change],
            self._list, [self.wanted, self.ids], [self.listed, self.ids],
            trigger_mode="always_last", queue=False, **_QUIET,
        )  # fmt: skip
        self.add.click(
            self._add, [self.files, self.folder, self.addresses],
            [self.progress, self.files, self.folder, self.addresses, *around],
            concurrency_id="library", concurrency_limit=1, **_QUIET,
        )  # fmt: skip
        self.remove.click(
            self._remove, [self.listed], [self.removed, *around],
            concurrency_id="library", concurrency_limit=1, **_QUIET,
        )  # fmt: skip

    def _now(self) -> dict[Any, Any]:
        """Everything on the page that says what the library holds, as it is now."""
        summary, page = self._service.summary, self._page
        outlets = [name for name, *_ in summary.outlets if name] if summary else []
        return {
            self.holdings: render_holdings(summary),
            page.intro: render_intro(summary),
            page.window: render_window(summary),
            page.outlets: gr.update(choices=outlets),
        }

    def _list(self, wanted: str, ids: list[str]) -> Any:
        """The articles to choose from. The same ones again are left alone, with what is chosen."""
        library = self._service.library
        found = library.database.titled(wanted.split()[:10], _LISTED) if library else []
        now = [it.id for it in found]
        if now == ids:
            return gr.skip(), ids
        return gr.update(choices=[(_line(it), it.id) for it in found], value=[]), now

    def _add(
        self, files: list[str] | None, folder: list[str] | None, addresses: str
    ) -> Iterator[dict[Any, Any]]:
        uploaded: list[str] = []
        try:
            library = self._ready()
            uploaded = [*(files or ()), *(folder or ())]
            sources = [*uploaded, *_addresses(addresses)]
            if not sources:
                raise InputError("Choose a file or a folder, or give an address, and add again.")
            for done in _Run(library, sources, self._settings).steps():
                yield {self.progress: _told(done, uploaded)}
        except DatelineError as error:
            told = _as_named(str(error), uploaded)
            yield {self.progress: str(_status("fault-line", told))}
            return
        yield {self.files: None, self.folder: None, self.addresses: "", **self._now()}

    def _remove(self, chosen: list[str]) -> dict[Any, Any]:
        try:
            library = self._ready()
            if not chosen:
                raise InputError("Choose the articles to remove first.")
            try:
                with library.writing(patience=0):
                    library.remove(chosen)
            except LibraryLocked:
                raise _busy() from None
        except DatelineError as error:
            return {self.removed: str(_status("fault-line", str(error)))}
        return {self.removed: str(_removed(len(chosen))), **self._now()}

    def _ready(self) -> Library:
        if self._service.error:
            raise self._service.error
        if self._service.library is None or not self._service.is_settled:
            raise DatelineError("The language models are still loading; try again in a moment.")
        return self._service.library


class _Run:
    """One run of adding, in a thread of its own that goes on if the reader leaves."""

    def __init__(self, library: Library, sources: Sequence[str], settings: Settings) -> None:
        self._library, self._sources, self._settings = library, sources, settings
        self._done: queue.SimpleQueue[int | IngestSummary | Exception] = queue.SimpleQueue()

    def steps(self) -> Iterator[tuple[int, int | None] | IngestSummary]:
        """How many records of how many, None where nobody knows, to the summary at its end.

        Raises:
            DatelineError: nothing could be read, or the library cannot take it.
        """
        total = count_records(self._sources)
        threading.Thread(target=self._take_in, name="adding", daemon=True).start()
        records = 0
        yield records, total
        while True:
            try:
                came = self._done.get(timeout=_LOOK)
            except queue.Empty:
                continue
            if isinstance(came, DatelineError):
                raise came
            if isinstance(came, Exception):
                raise DatelineError(fault_of_its_own(came))
            if isinstance(came, IngestSummary):
                yield came
                return
            records += came
            yield records, total

    def _take_in(self) -> None:
        try:
            records = read_sources(list(self._sources), self._settings)
            with self._library.writing(patience=0):
                self._done.put(take_in(self._library, records, self._done.put))
        except LibraryLocked:
            self._done.put(_busy())
        except Exception as error:
            self._done.put(error)


def _busy() -> InputError:
    return InputError("Articles are being added just now; do this again when that is done.")


def _addresses(given: str) -> list[str]:
    """The addresses of a form's lines. Only the web: a path would be one of the server's own."""
    lines = [line.strip() for line in given.splitlines() if line.strip()]
    if len(lines) > _ADDRESSES_AT_ONCE:
        raise InputError(f"Give at most {_ADDRESSES_AT_ONCE} addresses at once.")
    for line in lines:
        if not is_web_address(line):
            raise InputError(
                f"{line[:100]!r} is no web address; give one that begins with https:// or http://."
            )
    return lines


def _as_named(text: str, uploaded: Sequence[str]) -> str:
    """`text` with the reader's own names of the files in place of where the server keeps them."""
    for path in uploaded:
        text = text.replace(path, Path(path).name)
    return text


def _told(done: tuple[int, int | None] | IngestSummary, uploaded: Sequence[str]) -> str:
    """How far a run is, or what came of it, as HTML."""
    if isinstance(done, IngestSummary):
        remarks = [*done.rejected, *done.notices][:_REMARKS_SHOWN]
        return str(_added(done, [_as_named(str(it), uploaded) for it in remarks]))
    records, total = done
    counted = f"{records:,} of {total:,}" if total else f"{records:,}"
    return str(_progress("Adding", min(records, total or 0), total, f"{counted} read"))


def _line(article: Titled) -> str:
    day = day_in_words(article.published) if article.published else "undated"
    return " · ".join(part for part in (article.title, article.outlet, day) if part)
