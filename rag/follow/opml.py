"""OPML, the form in which readers of feeds exchange their lists."""

from collections.abc import Iterable
from pathlib import Path

from lxml import etree

from rag.errors import SourceError
from rag.follow.followed import Feed

# No entity is replaced and nothing is loaded: the file may come from anywhere.
_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, recover=True, huge_tree=False)
_LARGEST = 20_000_000


def read_opml(path: Path) -> list[str]:
    """The addresses of the feeds in an OPML file, in its order, folders within it or not.

    Raises:
        SourceError: it cannot be read, or lists no feeds.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise SourceError(f"{path} is too large for a list of feeds; give an OPML file.")
        tree = etree.fromstring(path.read_bytes(), _PARSER)
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise SourceError(f"{path} cannot be read ({why}); check it.") from None
    except (etree.XMLSyntaxError, ValueError):
        tree = None
    outlines = tree.iter("{*}outline") if tree is not None else ()
    found = [
        str(value).strip()
        for outline in outlines
        for name, value in outline.attrib.items()
        if str(name).lower() == "xmlurl" and value.strip()
    ]
    if not found:
        raise SourceError(f"{path} lists no feeds; give an OPML file with xmlUrl in its outlines.")
    return list(dict.fromkeys(found))


def write_opml(feeds: Iterable[Feed], path: Path) -> None:
    """Write a list of feeds for other readers.

    Raises:
        SourceError: the file cannot be written.
    """
    root = etree.Element("opml", version="2.0")
    etree.SubElement(etree.SubElement(root, "head"), "title").text = "Feeds that Dateline follows"
    body = etree.SubElement(root, "body")
    for feed in feeds:
        name = _allowed(feed.title) or feed.address
        etree.SubElement(body, "outline", type="rss", text=name, xmlUrl=feed.address)
    try:
        path.write_bytes(
            etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)
        )
    except OSError as error:
        why = (error.strerror or "unknown error").lower()
        raise SourceError(f"{path} cannot be written ({why}); name another file.") from None


def _allowed(text: str) -> str:
    """A text without the control characters that XML cannot hold."""
    return "".join(it for it in text if it.isprintable())
