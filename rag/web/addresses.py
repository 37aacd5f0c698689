"""The addresses of the pages that a browser can open by themselves, made of hostile names."""

from urllib.parse import quote, urlencode

from rag.settings import Settings

PEOPLE = "/who/"
ARTICLES = "/article/"


def root_of(settings: Settings) -> str:
    """What stands before the path of every address: "", or such as "/dateline" or
    "https://news.example/dateline".
    """
    return settings.root_path


def is_name(speaker: str) -> bool:
    """Whether a speaker of an answer is called by a name, not as "officials" are."""
    return speaker != speaker.lower()


def person_address(
    root: str, name: str, *, about: str = "", just: bool = False, page: int = 1
) -> str:
    """Where all that somebody said stands; with `just` of the one who is listed by this very name,
    whoever else bears it.
    """
    asked = {"about": about, "just": "yes" if just else "", "page": page if page > 1 else ""}
    query = urlencode({key: value for key, value in asked.items() if value}, errors="replace")
    return f"{root}{PEOPLE}{_quoted(name)}{'?' if query else ''}{query}"


def article_address(root: str, article_id: str, start: int, end: int) -> str:
    """Where an article opens at its words from `start` up to `end`."""
    return f"{root}{ARTICLES}{_quoted(article_id)}?from={start}&to={end}#words"


def question_address(root: str, question: str) -> str:
    """Where the chat page asks a question."""
    return f"{root}/#{urlencode({'q': question}, errors='replace')}"


def _quoted(text: str) -> str:
    # Half a surrogate pair has no bytes.
    return quote(text, safe="", errors="replace")
