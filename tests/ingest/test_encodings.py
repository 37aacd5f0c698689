"""Bytes become the text that was meant, whatever a server or a file says of them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.ingest import read_sources
from rag.ingest.characters import NotTextError, decode, without_entities
from rag.ingest.feeds import is_feed
from rag.records import Article, Notice
from rag.settings import Settings

MALAGA = "The council of Málaga said: “We did not want this — it’s rotten,” and closed the pier."
POLISH = "Rada portu zagłosowała w niedzielę za zamknięciem mola, a promy będą odpływać ze wschodu."
RUSSIAN = "Совет порта проголосовал за закрытие старого причала на два года для ремонта."


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        (MALAGA.encode(), ["iso-8859-1"], MALAGA),
        (MALAGA.encode("utf-8-sig"), [], MALAGA),
        (MALAGA.encode("utf-16"), [], MALAGA),
        (MALAGA.encode("utf-16-le"), [], MALAGA),
        (MALAGA.encode("utf-16-be"), ["utf-8"], MALAGA),
        (MALAGA.encode("windows-1252"), [], MALAGA),
        # ISO 8859-1 means Windows-1252 on the web, where it has curly marks.
        (MALAGA.encode("windows-1252"), ["ISO-8859-1"], MALAGA),
        (POLISH.encode("iso-8859-2"), ["iso-8859-2"], POLISH),
        (POLISH.encode("windows-1250"), [None, "windows-1250"], POLISH),
        (RUSSIAN.encode("koi8-r"), ["koi8-r"], RUSSIAN),
        (RUSSIAN.encode("windows-1251"), ["nonsense", "windows-1251"], RUSSIAN),
        ("日本の港は閉鎖された。".encode("shift_jis"), ["shift_jis"], "日本の港は閉鎖された。"),
    ],
)
def test_a_text_is_read_in_its_own_encoding(
    data: bytes, declared: list[str | None], text: str
) -> None:
    assert decode(data, *declared) == (text, "")


@pytest.mark.parametrize("at", [0, 24, len(MALAGA.encode())])
@pytest.mark.parametrize("declared", [None, "utf-8", "iso-8859-1"])
@pytest.mark.parametrize("bad", [b"\xff", b"\x92", b"\xe2\x80"])
def test_a_bad_byte_is_replaced_alone_and_told(at: int, declared: str | None, bad: bytes) -> None:
    text, doubt = decode(MALAGA.encode()[:at] + bad + MALAGA.encode()[at:], declared)
    assert text.replace("\ufffd", "") == MALAGA
    assert "one place" in doubt


def test_letters_beyond_utf_8_do_not_make_it_another_encoding() -> None:
    # Bytes of Windows-1252 in one line of a file whose other lines are UTF-8.
    text, doubt = decode("café".encode("windows-1252"), "utf-8")
    assert (text, doubt) == ("café", "")


def test_a_guess_is_told() -> None:
    text, doubt = decode((RUSSIAN * 3).encode("windows-1251"))
    assert text == RUSSIAN * 3
    assert "save it as UTF-8" in doubt


@given(st.text(min_size=1), st.binary(min_size=1, max_size=3), st.data())
def test_no_bytes_within_a_text_of_utf_8_end_in_an_exception(
    text: str, bad: bytes, data: st.DataObject
) -> None:
    whole = text.encode("utf-8", "ignore")
    at = data.draw(st.integers(0, len(whole)))
    try:
        found = decode(whole[:at] + bad + whole[at:]).text
    except NotTextError:
        return
    assert isinstance(found, str)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&ldquo;We did not want this,&rdquo;", "“We did not want this,”"),
        ("Fed&#8217;s cut &#x2014; AT&amp;T", "Fed’s cut — AT&T"),
        ("it&amp;rsquo;s", "it’s"),
        ("/search?a=1&copy=2&lt=3", "/search?a=1&copy=2&lt=3"),
        ("M&A; R&D;", "M&A; R&D;"),
        ("&nosuch; &#99999999;", "&nosuch; &#99999999;"),
    ],
)
def test_entities_in_plain_fields_become_their_characters(written: str, meant: str) -> None:
    assert without_entities(written) == meant


FEED = (
    '<rss version="2.0"><channel><title>Quay News</title><item><title>Pier</title>'
    f"<description>{MALAGA} {MALAGA} {MALAGA}</description></item></channel></rss>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><title>Q</title></feed>'
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns="http://purl.org/rss/1.0/"></rdf:RDF>'
)


@pytest.mark.parametrize(
    "before",
    [
        "",
        "\ufeff",
        "\n\n  ",
        '<?xml version="1.0"?>',
        '<?xml version="1.0"?><?xml-stylesheet href="a.xsl"?><!DOCTYPE rss [<!ENTITY a "b">]>',
        f"<!-- {'a long licence ' * 1000} -->",
        '<br />\n<b>Warning</b>: something in header.php<br />\n<?xml version="1.0"?>',
        "Notice: Undefined index in /srv/feed.php on line 3\n",
    ],
)
@pytest.mark.parametrize("feed", [FEED, ATOM, RDF])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le"])
def test_a_feed_is_known_by_its_content(before: str, feed: str, encoding: str) -> None:
    assert is_feed((before + feed).encode(encoding), "text/html")


@pytest.mark.parametrize(
    "page",
    [
        "<!doctype html><html><body><article>Feeds</article></body></html>",
        f"<html><body><p>A feed looks so:</p><textarea>{FEED}</textarea></body></html>",
        "<p>The &lt;rss version= &gt; tag</p>",
        "plain text about <rss> feeds",
        '{"rss": "<rss>"}',
    ],
)
def test_a_page_about_feeds_is_none(page: str) -> None:
    assert not is_feed(page.encode(), "text/html")


@pytest.mark.parametrize(
    "hostile",
    [" " * 60_000, "<!-- -->" * 8_000, "<!--" * 16_000, "<?x?>" * 12_000, "x<rss " * 11_000],
)
def test_a_head_that_is_made_to_take_long_takes_no_time(hostile: str) -> None:
    assert not is_feed(hostile.encode() + b"<html>", "text/html")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "windows-1252"])
def test_a_feed_in_any_encoding_is_read_whole(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "feed.xml"
    declared = f'<?xml version="1.0" encoding="{encoding}"?>'
    path.write_bytes((declared + FEED).encode(encoding))
    (article,) = read_sources([str(path)], Settings())
    assert isinstance(article, Article)
    assert article.text.startswith(MALAGA)


def test_a_line_of_a_file_may_be_broken_and_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    line = f'{{"title": "Pier", "text": "{MALAGA}"}}\n'.encode()
    broken = line.replace(b"The", b"\xff")
    path.write_bytes(line + broken + broken)
    found = list(read_sources([str(path)], Settings()))
    articles = [it for it in found if isinstance(it, Article)]
    assert len(articles) == 3
    assert all("“We did not want this — it’s rotten,”" in it.text for it in articles)
    (notice,) = [it for it in found if isinstance(it, Notice)]
    assert notice.line == 2
