"""One list of the verbs of speech, from which others take the forms that they look for."""

import re

from rag.reading.parsing.reporting_verbs import ASKED, GIVEN, SAYING, VERBS, any_form, forms


def test_the_forms_of_a_verb() -> None:
    assert forms("deny") == ("deny", "denies", "denying", "denied")
    assert forms("admit")[3] == "admitted"
    assert forms("write")[:4] == ("write", "writes", "writing", "wrote")


def test_a_pattern_holds_the_forms_asked_for() -> None:
    pattern = re.compile(any_form(SAYING, 0, 3))
    found = [word for word in ("say", "said", "says", "warned") if pattern.fullmatch(word)]
    assert found == ["say", "said", "warned"]


def test_what_a_question_asks_for_is_known_to_the_reading_of_articles() -> None:
    assert set(VERBS.values()) >= ASKED
    assert GIVEN - {"emphasise"} <= set(VERBS.values())


def test_words_that_are_mostly_other_things_in_a_question_are_none_of_speech() -> None:
    assert not {"state", "note", "add"} & ASKED
