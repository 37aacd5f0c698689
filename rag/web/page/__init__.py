"""The page: its layout, and what each of its parts sets going."""

from pathlib import Path

import gradio as gr
from markupsafe import Markup

from rag.settings import Settings
from rag.web.api import add_endpoints
from rag.web.page.evaluate_tab import EvaluateTab
from rag.web.page.events import Events
from rag.web.page.layout import TITLE, lay_out
from rag.web.page.library_tab import LibraryTab
from rag.web.page.reading import Reading
from rag.web.permissions import READ_ONLY, Permissions
from rag.web.service import Service
from rag.web.templating import macro

__all__ = ["TITLE", "build_page", "head", "style"]

_FOLDER = Path(__file__).parent
# Seconds between two looks at what was uploaded, and after which it is deleted.
_UPLOADS_KEPT = (600, 3600)
_head = macro("page.html.jinja", "head")
_STYLES = ("page.css", "actions.css")
# In this order: page.js uses what those before it define, and keys.js what it does.
_SCRIPTS = ("keep.js", "window.js", "heard.js", "page.js", "keys.js")


def head() -> str:
    """What the page needs in its <head>: its scripts, and a description."""
    scripts = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    return str(_head(Markup(scripts)))  # noqa: S704 - they are this project's own


def style() -> str:
    """The page's style sheets, as one."""
    return "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _STYLES)


def build_page(
    service: Service, settings: Settings, permissions: Permissions = READ_ONLY
) -> gr.Blocks:
    """The page over `service`; serve it with the theme, `style()` and `head()`."""
    page: gr.Blocks
    with gr.Blocks(
        title=TITLE, analytics_enabled=False, fill_width=True, delete_cache=_UPLOADS_KEPT
    ) as page:
        parts = lay_out(service, settings, permissions)
        Events(service, parts).connect(page)
        Reading(service, settings, parts).connect()
        if parts.library_tab:
            with parts.library_tab:
                LibraryTab(service, settings, parts)
        if parts.evaluate_tab:
            with parts.evaluate_tab:
                EvaluateTab(service, settings)
        add_endpoints(service, "asking")
    page.queue(
        default_concurrency_limit=settings.concurrency, max_size=settings.queue, api_open=False
    )
    return page
