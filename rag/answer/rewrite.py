"""Makes a question that leans on the conversation stand on its own: by a model, else by rules."""

import re
from collections.abc import Sequence

from rag.answer.models import chat_model
from rag.answer.prompts import load_prompt
from rag.answer.streaming import streamed
from rag.reading.terms import content_terms, words
from rag.retrieve.followups.standalone import loses, standalone
from rag.settings import Settings

# What the model may take of its time; the answer still has to be written afterwards.
_SHARE_OF_TIME = 0.25
_MOST_SECONDS = 8.0
# What it is shown of the conversation: the last turns, and the opening of each text.
_TURNS = 6
_QUESTION_CHARACTERS = 400
_ANSWER_CHARACTERS = 500
_LONGEST = 400  # characters of a rewrite that is taken

_MARKUP = re.compile(r"[<>*_`#|{}\[\]\\]|https?://|www\.|\w\(https?", re.I)
_ASKS = re.compile(
    r"^(?:\W*)(?:(?:\w+\W+){0,8}?)(?:who|whom|whose|what|when|where|why|how|which|did|does|do|is"
    r"|are|was|were|has|have|had|will|would|can|could|should|may|might|must)\b",
    re.I,
)
# A word in capitals, or a number: what a rewrite may not invent.
_NAMED = re.compile(r"(?<![\w’'])(?:[^\W\d_a-zß-öø-ÿ][\w’'&.-]*|\d[\d.,:%-]*)")
_OPENS = frozenset(
    """who whom whose what when where why how which did does do is are was were has have had will
    would can could should may might must according after before in on at of for by with from
    since during as the a an and i""".split()
)


class Rewriter:
    """Rewrites follow-up questions with the model that the settings name, if they name one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def standalone(self, question: str, history: Sequence[tuple[str, str]]) -> str:
        """`question` made to stand alone; unchanged where it leans on nothing in `history`.

        The model is asked only where the rules see that the question leans. What it writes is
        taken only if it keeps every name, number and date, and invents none; else, and where it
        fails or is slow, the rules' version stands.
        """
        by_rules = standalone(question, history)
        if not self._settings.model or by_rules == question:
            return by_rules
        written = self._ask(question, history)
        if written is None or not _can_be_taken(written, question, by_rules, history):
            return by_rules
        return " ".join(written.split())

    def _ask(self, question: str, history: Sequence[tuple[str, str]]) -> str | None:
        """What the model writes, None where it fails or takes too long."""
        prompt = load_prompt("rewrite").format(
            conversation=_told(history), question=_line(question, _QUESTION_CHARACTERS)
        )
        seconds = min(_MOST_SECONDS, self._settings.model_timeout * _SHARE_OF_TIME)
        try:
            return "".join(streamed(chat_model(self._settings), prompt, seconds))
        except Exception:  # each provider's client raises its own errors, and rules remain
            return None


def _can_be_taken(
    written: str, question: str, by_rules: str, history: Sequence[tuple[str, str]]
) -> bool:
    """Whether a model's rewrite is one plain question that loses and invents nothing."""
    text = written.strip()
    if not text or len(text) > _LONGEST or len(text.splitlines()) != 1 or not text.isprintable():
        return False
    if _MARKUP.search(text) or not (text.endswith("?") or _ASKS.match(text)):
        return False
    if not content_terms(text) or loses(question, text):
        return False
    told = " ".join([question, by_rules, *(part for turn in history[-_TURNS:] for part in turn)])
    known = set(words(told))
    for match in _NAMED.finditer(text):
        new = set(words(match.group())) - known
        if new and not (new <= _OPENS):
            return False
    return True


def _told(history: Sequence[tuple[str, str]]) -> str:
    return "\n".join(
        f"Reader: {_line(asked, _QUESTION_CHARACTERS)}\nAnswer: {_line(reply, _ANSWER_CHARACTERS)}"
        for asked, reply in history[-_TURNS:]
    )


def _line(text: str, most: int) -> str:
    """The opening of `text` on one line, so that it cannot pass for another part of the prompt."""
    return " ".join(text[: 4 * most].split())[:most]
