"""The page's templates escape whatever they are given, and no HTML is made beside them."""

import re
from html import unescape
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from rag.library.indexing import IngestSummary
from rag.records import Rejection
from rag.web.conversation import Turn
from rag.web.page.evaluate_tab import _fault
from rag.web.page.library_tab import _told
from rag.web.render import render_sources
from rag.web.templating import macro

WEB = Path(__file__).resolve().parents[2] / "rag" / "web"
TEMPLATES = sorted((WEB / "templates").iterdir())
HOSTILE = (
    "<script>alert('1')</script>\" onload=\"alert(1) ${alert(1)} {{ x }} {% x %} `x` \\ &lt; \u202e"
)
# The same as a reader sees it.
SEEN = HOSTILE.replace("\u202e", "")


@pytest.mark.parametrize(
    ("template", "name", "given"),
    [
        ("parts.html.jinja", "line", ("quiet", HOSTILE)),
        ("parts.html.jinja", "line", (HOSTILE, "text")),
        ("parts.html.jinja", "status", ("fault-line", HOSTILE)),
        ("parts.html.jinja", "items", ([HOSTILE],)),
        ("parts.html.jinja", "dotted", ([HOSTILE, "2 April 2025"],)),
        ("answer.html.jinja", "found", ([HOSTILE], [])),
        ("sources.html.jinja", "without_sources", (0, HOSTILE)),
        ("sources.html.jinja", "paragraphs", ([[(HOSTILE, None)]],)),
        ("sources.html.jinja", "paragraphs", ([[(HOSTILE, 1)]],)),
        ("library.html.jinja", "holds_nothing", (HOSTILE,)),
        ("page.html.jinja", "report", (HOSTILE,)),
    ],
)
def test_what_a_template_is_given_is_shown_as_text(
    template: str, name: str, given: tuple[object, ...]
) -> None:
    html = macro(template, name)(*given)
    assert SEEN in unescape(html)
    for mark in ("<script", 'onload="', "${", "{{", "{%", "`", "\u202e"):
        assert mark not in html


def test_the_tabs_show_names_of_files_and_faults_as_text() -> None:
    # given a file whose name is markup, at a place of the server's own
    place = "/srv/uploads/17/<img src=x>.txt"
    summary = IngestSummary(rejected=[Rejection(place, f"it holds no {HOSTILE}")])
    # when it is told what became of it, then the name is text and the place is not told
    told = _told(summary, [place])
    assert f"<li><img src=x>.txt: it holds no {SEEN}</li>" in unescape(told)
    assert "<img" not in told
    assert "/srv" not in unescape(told)
    assert "<script" not in _fault(HOSTILE)


def test_cards_that_are_not_of_this_projects_making_are_shown_as_text() -> None:
    made = render_sources([Turn(0, "q", "finished", cards=Markup("<b>made here</b>"))])
    assert "<b>made here</b>" in made
    brought = render_sources([Turn(0, "q", "finished", cards="<b>brought along</b>")])
    assert "<b>" not in brought
    assert "<b>brought along</b>" in unescape(brought)


def test_a_value_that_is_missing_is_a_fault() -> None:
    with pytest.raises(UndefinedError):
        macro("parts.html.jinja", "status")("quiet")


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_goes_round_the_escaping(path: Path) -> None:
    # Jinja's own filters for HTML do not know what Gradio's template languages would read.
    template = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*(safe|e|escape|forceescape|xmlattr|tojson|urlize)\b", template)
    assert "autoescape" not in template
    # and every value in a tag stands between double quotation marks
    assert not re.search(r"[\w-]=(\{\{|')", template)


def test_html_stands_in_the_templates() -> None:
    holding = {
        path.relative_to(WEB).as_posix()
        for path in WEB.glob("**/*.py")
        if re.search(r"""["'>]</?\w+|</\w+>""", path.read_text(encoding="utf-8"))
    }
    # A link is refused or made in one place, and the policy looks for scripts.
    assert holding == {"escape.py", "policy.py"}
