"""From bytes to characters: finding the encoding, refusing what is no text, tidying."""

import html
import re
import unicodedata
from typing import NamedTuple

import charset_normalizer
from lxml import etree
from lxml import html as lxml_html

MAX_CHARACTERS = 1_000_000

# The first bytes of files that people rename .txt, with what to do about each.
SIGNATURES = (
    (b"%PDF-", "it is a PDF, not text; save or export its text and give that instead."),
    (b"PK\x03\x04", "it is a ZIP or Office file, not text; unpack it or save it as plain text."),
    (b"\x1f\x8b", "it is a gzip file, not text; unpack it first."),
    (b"\xd0\xcf\x11\xe0", "it is an Office file, not text; save it as plain text."),
    (b"{\\rtf", "it is an RTF file, not plain text; save it as plain text."),
    (b"\x89PNG", "it is a picture, not text; give the article's text instead."),
    (b"\xff\xd8\xff", "it is a picture, not text; give the article's text instead."),
    (b"SQLite format 3\x00", "it is a database, not text; export its articles as JSON Lines."),
)
BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


# What a page or a feed says of itself, within its first bytes.
_DECLARED = re.compile(
    rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"' ]*([\w.:-]{2,30})"
    rb"|<meta[^>]{0,200}charset=[\"' ]*([\w.:-]{2,30})",
    re.IGNORECASE,
)
# Names under which Windows-1252 goes about: see the WHATWG's Encoding Standard.
_WINDOWS_1252 = frozenset(["ascii", "us-ascii", "iso-8859-1", "iso8859-1", "latin-1", "latin1"])
# How many letters of UTF-8 speak for it against one byte that is none.
_WELL_FORMED = 2
_DECLARED_WITHIN = 4096
_GUESSED = (
    "it does not say its encoding and was read as {}; save it as UTF-8 where letters look wrong."
)


class NotTextError(ValueError):
    """The bytes are no text; the message says what they are and what to do."""


class Decoded(NamedTuple):
    """A text, and what is doubtful about its encoding: a sentence, or nothing."""

    text: str
    doubt: str = ""


def refuse_binary(head: bytes) -> None:
    """Look at a file's first bytes.

    Raises:
        NotTextError: they belong to a PDF, an archive, a picture or another binary file.
    """
    for signature, advice in SIGNATURES:
        if head.startswith(signature):
            raise NotTextError(advice)
    if b"\x00" in head and wide_encoding(head) is None:
        raise NotTextError("it is a binary file, not text; give the article's text instead.")


def wide_encoding(head: bytes) -> str | None:
    """The encoding that a byte order mark at the start of `head` names, or that of a text with a
    zero beside every letter; else None.
    """
    marked = next((name for mark, name in BOMS if head.startswith(mark)), None)
    if marked or len(head) < 8:
        return marked
    even, odd = head[0:256:2], head[1:256:2]
    if odd.count(0) > 0.9 * len(odd) and even.count(0) < 0.1 * len(even):
        return "utf-16-le"
    if even.count(0) > 0.9 * len(even) and odd.count(0) < 0.1 * len(odd):
        return "utf-16-be"
    return None


def declared_encodings(data: bytes) -> list[str]:
    """What a page or feed says that its encoding is, in its XML declaration and its head."""
    found = _DECLARED.finditer(data[:_DECLARED_WITHIN])
    return [(match[1] or match[2]).decode("ascii", "replace") for match in found]


def decode(data: bytes, *declared: str | None) -> Decoded:
    """Read bytes as text: by byte order mark, as UTF-8, as `declared`, else by their look.

    A text is UTF-8 too where a byte here and there is none; each such byte becomes U+FFFD, and
    nothing else changes. Western European text is tried before charset-normalizer, which takes
    short French in Windows-1252 for a Macintosh encoding of Central Europe.

    Raises:
        NotTextError: the bytes are binary, or in no encoding that can be told.
    """
    refuse_binary(data)
    wide = wide_encoding(data)
    if wide:
        return _mended(data.decode(wide, "replace"))
    try:
        return Decoded(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    mended = data.decode("utf-8", "replace")
    broken = mended.count("\ufffd")
    letters = sum(character > "\x7f" for character in mended) - broken
    names = [name.strip().lower() for name in declared if name]
    if letters and (letters >= _WELL_FORMED * broken or names[:1] in (["utf-8"], ["utf8"])):
        return _mended(mended)
    for name in names:
        try:
            return Decoded(data.decode("windows-1252" if name in _WINDOWS_1252 else name))
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    western = None if letters > broken else _western(data)
    if western is not None:
        return Decoded(western)
    match = charset_normalizer.from_bytes(data).best()
    if match is None:
        raise NotTextError("its encoding cannot be told; save it as UTF-8.")
    return Decoded(str(match), _GUESSED.format(match.encoding))


def _mended(text: str) -> Decoded:
    broken = text.count("\ufffd")
    if not broken:
        return Decoded(text)
    places = "one place" if broken == 1 else f"{broken} places"
    return Decoded(text, f"in {places} its bytes are no text; “\ufffd” stands there.")


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("windows-1252")
    except UnicodeDecodeError:
        return None
    foreign = [character for character in text if character > "\x7f"]
    usual = sum(character in "‘’“”–—…•€£©®°«»·½§\xa0" or character >= "À" for character in foreign)
    few = len(foreign) <= max(3, 0.08 * len(text))
    return text if few and usual >= 0.9 * len(foreign) else None


def _translation() -> dict[int, str | None]:
    table: dict[int, str | None] = {}
    for code in range(0x110000):
        category = unicodedata.category(chr(code)) if code < 0x3100 or code > 0xF8FF else "Lo"
        if category == "Zs":
            table[code] = " "
        elif category == "Cc":
            table[code] = None
        elif category == "Cs" or 0xD800 <= code <= 0xDFFF:
            table[code] = "\ufffd"
        if code > 0xFFFF:
            break
    table.update(dict.fromkeys((0x0B, 0x0C, 0x0D, 0x85, 0x2028, 0x2029), "\n"))
    table.update({0x09: " ", 0x0A: "\n"})
    # Invisible marks and direction overrides: with them a quotation can be made to look like
    # another one. The joiners U+200C and U+200D stay, since Persian and emoji are spelt with them.
    marks = (0xAD, 0x180E, 0x200B, 0x200E, 0x200F, 0xFEFF, *range(0x2060, 0x2070))
    table.update(dict.fromkeys((*marks, *range(0x202A, 0x202F), 0x061C, *range(0xFFF9, 0xFFFC))))
    return table


_TABLE = _translation()


def tidy_characters(text: str) -> str:
    """Compose to NFC, make line ends and spaces plain, drop control and direction characters."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n").translate(_TABLE))


# An entity with its closing sign: without it "?a=1&copy=2" would change.
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][\da-fA-F]{1,6}|[A-Za-z][A-Za-z\d]{1,30});")
_ESCAPED_TIMES = 2  # "&amp;rsquo;" is what some exports make of "’"


def without_entities(text: str) -> str:
    """A plain text with its HTML entities as the characters that they stand for."""
    for _ in range(_ESCAPED_TIMES):
        if "&" in text:
            text = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    return text


BLOCKS = frozenset(
    [
        "address",
        "article",
        "blockquote",
        "br",
        "dd",
        "div",
        "dl",
        "dt",
        "figcaption",
        "figure",
        "footer",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    ]
)
UNSEEN = frozenset(["head", "iframe", "noscript", "script", "style", "svg", "template"])


def text_of_markup(markup: str) -> str:
    """The text of an HTML fragment, one line for each block, without scripts and styles."""
    try:
        root = lxml_html.fromstring(f"<div>{tidy_characters(markup)}</div>")
    except (etree.ParserError, ValueError):
        return ""
    parts: list[str] = []
    for event, node in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        tag = node.tag if isinstance(node.tag, str) else None
        hidden = tag is None or any(up.tag in UNSEEN for up in (node, *node.iterancestors()))
        if event == "start" and not hidden:
            parts += ["\n" if tag in BLOCKS else "", " ".join((node.text or "").split("\n"))]
        elif event != "start":
            above = hidden and any(up.tag in UNSEEN for up in node.iterancestors())
            tail = "" if above else " ".join((node.tail or "").split("\n"))
            parts += ["\n" if tag in BLOCKS else "", tail]
    return "".join(parts).strip()
