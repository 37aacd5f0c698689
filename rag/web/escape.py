"""Makes hostile text fit to be shown: everything that comes from outside goes through here."""

import html
import re
from urllib.parse import urlsplit

from markupsafe import Markup

# Control characters, half surrogates, tag characters, and the marks that turn the direction of
# text round, with which an article could show a sentence as another than it is.
_INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff"
    "\ud800-\udfff\U000e0000-\U000e007f]"
)
# Gradio passes the HTML of a component through two template languages, in which these have a
# meaning: ${…} and {{…}}.
_TEMPLATES = str.maketrans(
    {"$": "&#36;", "{": "&#123;", "}": "&#125;", "`": "&#96;", "\\": "&#92;"}
)
# Nothing that a link leads to learns of the page, or can take its place.
_LINK = Markup('<a href="{}" target="_blank" rel="noopener noreferrer nofollow">{}</a>')
_LONGEST_ADDRESS = 2000


def visible(text: str) -> str:
    """`text` without the characters that nobody sees and that change how the others are read."""
    return _INVISIBLE.sub("", text)


def shown(text: str) -> Markup:
    """`text` as HTML that shows its visible characters and does nothing else."""
    return Markup(html.escape(visible(text), quote=True).translate(_TEMPLATES))  # noqa: S704


def link(url: str | None, label: str) -> Markup:
    """`label`, escaped, as a link to `url` where that is a plain web address, else as text."""
    if url is None or not is_web_address(url):
        return shown(label)
    return _LINK.format(shown(url), shown(label))


def is_web_address(url: str | None) -> bool:
    """Whether `url` is an http or https address that a reader can be sent to.

    One with a user name is not: `https://news.example@elsewhere.example` leads elsewhere.
    """
    if not url or len(url) > _LONGEST_ADDRESS or re.search(r"\s", url) or _INVISIBLE.search(url):
        return False
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
        )
    except ValueError:
        return False
