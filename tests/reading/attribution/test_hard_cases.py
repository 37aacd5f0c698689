"""Where no statement is one, and whose it is where a name has another form than first and last."""

import pytest

from rag.reading import find_statements


def said(text: str) -> list[tuple[str, str]]:
    return [
        (it.speaker, " ".join(text[start:end] for start, end in it.content))
        for it in find_statements("a1", text)
    ]


@pytest.mark.parametrize(
    "sentence",
    [
        "If Jo Barker says the pier is safe, people will walk on it again.",
        "Unless Jo Barker says the pier is safe, nobody will walk on it.",
        "If Jo Barker were to say the pier was safe, people would come.",
        "Had Jo Barker said the pier was safe, people would have come.",
        "Whether Jo Barker said that the pier is safe is unknown.",
        "Jo Barker could say that the pier is safe.",
        "Jo Barker is expected to say on Monday that the pier is safe.",
        "Jo Barker is likely to say that the pier is safe.",
        "Jo Barker plans to announce that the pier is safe.",
        "Nobody believes Jo Barker said the pier is safe.",
        "Few think that Jo Barker said the pier is safe.",
        "Jo Barker has written “The Pier and the Sea”, a novel.",
        "“Is the pier safe?” a reporter asked Jo Barker.",
    ],
)
def test_what_nobody_has_said_is_no_statement(sentence: str) -> None:
    text = f"The old pier has been closed since Monday.\n\n{sentence}\n\nIt rained."
    assert [it for it in said(text) if it[0] == "Jo Barker"] == []


@pytest.mark.parametrize(
    ("sentence", "content"),
    [
        ("Jo Barker went on to say that the pier is safe.", "that the pier is safe"),
        ("Jo Barker said that if it rains the pier is closed.",
         "that if it rains the pier is closed"),
        ("“If it rains,” Jo Barker said, “the pier is closed.”",
         "“If it rains,” “the pier is closed.”"),
        ("“Thank you, friends of the pier.” — Jo Barker, harbour master",
         "“Thank you, friends of the pier.”"),
        ("From Chairwoman Jo Barker: “We will open the pier.”", "“We will open the pier.”"),
        ("Tolls are taxes, said Chief Justice Jo Barker, “and that is for the council to say”.",
         "“and that is for the council to say”"),
        ("Jo Barker: “We will open the pier.”", "“We will open the pier.”"),
    ],
)  # fmt: skip
def test_what_somebody_has_said_is_one(sentence: str, content: str) -> None:
    text = f"The old pier has been closed since Monday.\n\n{sentence}\n\nIt rained."
    assert ("Jo Barker", content) in said(text)


@pytest.mark.parametrize(
    ("first", "later", "speaker"),
    [
        ("Korean President Park Min-jun met the press.", "Park", "Park Min-jun"),
        ("President Lee Jae-myung met the press.", "Lee", "Lee Jae-myung"),
        ("Chinese leader Xi Jinping met the press.", "Xi", "Xi Jinping"),
        ("The novelist Lucía Márquez Gil came home.", "Márquez", "Lucía Márquez Gil"),
        ("The novelist Lucía Márquez Gil came home.", "Márquez Gil", "Lucía Márquez Gil"),
        ("Gabriel García Márquez came home.", "García Márquez", "Gabriel García Márquez"),
        ("Ursula von der Leyen came to Brussels.", "von der Leyen", "Ursula von der Leyen"),
        ("Her colleague Alyssa Gehman came along.", "Gehman", "Alyssa Gehman"),
        # Two of one surname, and nothing that parts them.
        ("Peter Hollis and Clara Hollis came. “We are glad,” Clara Hollis said.", "Hollis",
         "Hollis"),
    ],
)  # fmt: skip
def test_a_later_part_of_a_name_means_its_bearer(first: str, later: str, speaker: str) -> None:
    quotation = "“The quotas must be fair,”"
    text = f"{first}\n\n{quotation} {later} said."
    assert said(text)[-1] == (speaker, quotation)


@pytest.mark.parametrize("between", ["on ABC the same day", "on the radio that week"])
def test_a_day_between_a_name_and_its_verb_is_not_who_speaks(between: str) -> None:
    text = (
        "Scott Bessent was asked about the cheques on Monday. President Donald Trump had promised "
        f"the money.\n\nBessent, {between}, said he had not discussed the idea with the president, "
        "and that it might take another form. “It could be just the tax decreases,” he said."
    )
    speakers = {speaker for speaker, content in said(text) if "discussed" in content}
    assert speakers == {"Scott Bessent"}
    assert ("Scott Bessent", "“It could be just the tax decreases,”") in said(text)
