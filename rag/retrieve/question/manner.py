"""Tells what is no question to the news, such as a greeting, thanks or another language, and reads
an order ("summarise …") for what it asks.
"""

import re
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from runpy import run_path
from typing import Literal

from rag.reading.terms import content_terms, words

Manner = Literal["question", "greeting", "thanks", "assistant", "foreign"]

_POLITE = r"(?:please|pls|there|so much|very much|a lot|again|all|everyone|dateline|man|mate|you)"
_SMALL_TALK: tuple[tuple[Manner, re.Pattern[str]], ...] = (
    (
        "greeting",
        re.compile(
            rf"^(?:hi+|hello|hey|hiya|howdy|yo|greetings|good (?:morning|afternoon|evening|day)"
            rf"|how are you|how(?:'s| is) it going|what'?s up)(?: {_POLITE})*$"
        ),
    ),
    (
        "thanks",
        re.compile(
            rf"^(?:(?:ok(?:ay)?|great|cool|good|nice|perfect|fine|wow|yes|no|yep|nope|sure|alright"
            rf"|got it|i see|thanks?|thank you|thx|ty|cheers|bye|goodbye|see you|never ?mind"
            rf"|that'?s all|well done)(?: {_POLITE})*(?: |$))+$"
        ),
    ),
    (
        "assistant",
        re.compile(
            r"^(?:(?:and )?(?:who|what) are you|what(?: is|'s) (?:dateline|your name|this"
            r"(?: site| app| page)?)|what can (?:you|i) (?:do|ask)(?: here| you)?"
            r"|how do(?:es)? (?:you|this|dateline) work|how (?:can|do) i use (?:you|this|dateline)"
            r"|are you (?:an? )?(?:ai|bot|human|robot|real|language model)"
            r"|who (?:made|built|wrote) (?:you|this|dateline)|(?:can you )?help(?: me)?"
            r"|where do (?:you|your answers) (?:get|come)\b.*)$"
        ),
    ),
)
_ORDER = re.compile(
    r"^\W*(?:please\s+|can you\s+|could you\s+)*(?:(?P<digest>summari[sz]e|sum\s+up|recap"
    r"|(?:brief\s+me|catch\s+me\s+up)\s+on|(?:give\s+me\s+)?(?:an?\s+)?"
    r"(?:summary|overview|digest|recap|round-?up)\s+(?:of|on|about)"
    r"|what(?:['’]s|\s+is)\s+(?:new|the\s+latest)\s+(?:about|on|with|in))"
    r"|compare|list|name|show(?:\s+me)?|find(?:\s+me)?)\s+(?=\S)",
    re.I,
)
# Languages that readers of news are likeliest to ask in, by spaCy's names for them.
_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv", "da", "fi", "tr", "id", "ro", "cs")
# Function words of another language that must be there, and the share of all words that they are.
_FOREIGN_WORDS = 2
_FOREIGN_SHARE = 0.34
# The share of letters outside the Latin script from which a question is not in English.
_OTHER_SCRIPT = 0.5


def manner_of(text: str) -> Manner:
    """What `text` is; anything that may be about the news is a question."""
    plain = " ".join(words(text.replace("’", "'")))
    bare = re.sub(r"[^\w' ]+", " ", text.lower().replace("’", "'"))
    bare = " ".join(bare.split())
    for manner, pattern in _SMALL_TALK:
        if pattern.match(bare) or pattern.match(plain):
            return manner
    return "foreign" if _is_foreign(text) else "question"


def without_order(text: str) -> tuple[str, bool]:
    """`text` without "summarise", "compare", "list" and the like at its start, and whether a digest
    is asked for.
    """
    order = _ORDER.match(text)
    if order is None or not content_terms(text[order.end() :]):
        return text, False
    return text[order.end() :], order["digest"] is not None


def _is_foreign(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    if letters and sum(ord(it) > 0x24F for it in letters) > _OTHER_SCRIPT * len(letters):
        return True
    said = [word.lower() for word in re.findall(r"[^\W\d_]+", text)]
    english = sum(word in _function_words("en") for word in said)
    most = max(sum(word in _function_words(name) for word in said) for name in _LANGUAGES)
    return most >= _FOREIGN_WORDS and most > 2 * english and most >= _FOREIGN_SHARE * len(said)


@cache
def _function_words(language: str) -> frozenset[str]:
    """The function words of a language, as spaCy lists them: its file alone, since all of spaCy
    takes seconds to load.
    """
    spacy = find_spec("spacy")
    if spacy is None or spacy.origin is None:
        return frozenset()
    listed = Path(spacy.origin).parent / "lang" / language / "stop_words.py"
    return frozenset(run_path(str(listed))["STOP_WORDS"])
