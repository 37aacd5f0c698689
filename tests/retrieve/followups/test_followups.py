"""A question that leans on the conversation is made to stand alone; one that stands is left."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rag.reading.terms import content_terms, words
from rag.retrieve.followups.standalone import loses, standalone
from tests.counting import calls_of

History = list[tuple[str, str]]

BESSENT = [("what did Bessent say about tariffs?", "Scott Bessent advised against retaliation.")]
SOYBEANS = [*BESSENT, ("and about soybeans?", "He said China would buy them.")]
LE_PEN = [("What happened to Marine Le Pen in court?", "She was banned from office.")]
ADAMS = [("What did the Dilbert creator announce?", "Scott Adams said he has cancer.")]
COOK = [("Did Trump fire Lisa Cook?", "Trump said he had removed her.")]
MEASLES = [("How many measles cases are there in New Mexico?", "14 cases.")]
DUNMORE = [("What did the mayor of Dunmore say about the floods?", "Help was needed.")]
RENNICK = [("What did the mayor of Dunmore say about the floods?", "Paula Rennick wept.")]
MUSK = [("What did Elon Musk say about the spending bill?", "He called it an abomination.")]
FLUORIDE = [("When does Utah's fluoride ban start?", "On May 7.")]
PROBE = [("What happened to the Kestrel probe on Mars?", "It tipped over on landing.")]
EDITOR = [("Who is succeeding Tom Aldous at the Harrow Gazette?", "Mina Farouk will edit it.")]
SHOW = [("Which dog won the 2024 Ardley Show?", "Biscuit, shown by Ann Doyle, won.")]
RIOTS = [("Why did the premier of Sandoria quit?", "Ivo Marek left after bloody riots over bread.")]
FINAL = [("Who did Alcaraz beat in the Paris final?", "Carlos Alcaraz beat Holger Rune.")]
PLANT = [("Why did Volkswagen close its Dresden plant?", "Demand for its cars had fallen.")]
FED = [("What did the Fed decide in July?", "It left rates unchanged.")]
CUP = [("Which country will host the 2030 World Cup?", "Morocco, Spain and Portugal.")]
KIMMEL = [("Why did Jimmy Kimmel's show go off air?", "After a remark.")]


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        # another topic, speaker, place or time takes the place of the last one
        (BESSENT, "and about soybeans?", "what did Bessent say about soybeans?"),
        (BESSENT, "What about China?", "what did Bessent say about China?"),
        (BESSENT, "and Powell?", "what did Powell say about tariffs?"),
        (BESSENT, "what about Lutnick?", "what did Lutnick say about tariffs?"),
        (MUSK, "and on immigration?", "What did Elon Musk say about immigration?"),
        (MEASLES, "And in Texas?", "How many measles cases are there in Texas?"),
        (FED, "And in September?", "What did the Fed decide in September?"),
        (FLUORIDE, "and Florida's?", "When does Florida's fluoride ban start?"),
        (CUP, "and in 2034?", "Which country will host the 2034 World Cup?"),
        (CUP, "and the 2034 one?", "Which country will host the 2034 World Cup?"),
        (
            [("Who won the men's final at Roland Garros?", "Carlos Alcaraz.")],
            "and the women's final?",
            "Who won the women's final at Roland Garros?",
        ),
        # a question word alone is asked of the question before
        (BESSENT, "why?", "why did Bessent say this about tariffs?"),
        (COOK, "why?", "why did Trump fire Lisa Cook?"),
        (PLANT, "when?", "when did Volkswagen close its Dresden plant?"),
        (PROBE, "when?", "when did this happen to the Kestrel probe on Mars?"),
        (SHOW, "how many?", "how many? (Which dog won the 2024 Ardley Show)"),
        (MUSK, "tell me more", "tell me more? (What did Elon Musk say about the spending bill)"),
        # a chain keeps what each link left standing
        (SOYBEANS, "when?", "when did Bessent say this about soybeans?"),
        (
            [*MEASLES, ("And in Texas?", "90 cases.")],
            "and in Ohio?",
            "How many measles cases are there in Ohio?",
        ),
        # he and she
        (BESSENT, "and what did he say about China?", "what did Scott Bessent say about China?"),
        (LE_PEN, "what sentence did she get?", "what sentence did Marine Le Pen get in court?"),
        (LE_PEN, "And who is her lawyer?", "who is Marine Le Pen's lawyer?"),
        (
            ADAMS,
            "How long does he think he has to live?",
            "How long does Scott Adams, the Dilbert creator, think he has to live?",
        ),
        (EDITOR, "Who is her father?", "Who is Mina Farouk's father?"),
        (DUNMORE, "did he call for help?",
         "did the mayor of Dunmore call for help? (about the floods)"),
        (RENNICK, "how old is she?", "how old is Paula Rennick, the mayor of Dunmore?"),
        (COOK, "what did she say?", "what did Lisa Cook say? (Did Trump fire Lisa Cook)"),
        (COOK, "is she suing him?", "is Lisa Cook suing Trump? (Did Trump fire Lisa Cook)"),
        # things, bodies and places
        (PROBE, "was it carrying a drill?", "was the Kestrel probe on Mars carrying a drill?"),
        (FLUORIDE, "is it permanent?", "is Utah's fluoride ban permanent?"),
        (PLANT, "when will it close?", "when will Volkswagen's Dresden plant close?"),
        (FED, "what did its chair say?", "what did the Fed's chair say?"),
        (MUSK, "What did Trump say about it?", "What did Trump say about the spending bill?"),
        (MUSK, "How did Trump react?", "How did Trump react to the spending bill?"),
        (
            SHOW,
            "will the dog retire?",
            "will the dog that won the 2024 Ardley Show, Biscuit, retire?",
        ),
        (
            RIOTS,
            "How many people died in those riots?",
            "How many people died in the bloody riots? (Why did the premier of Sandoria quit)",
        ),
        (
            [("What did King Charles say in Ottawa?", "He praised Canada.")],
            "was the queen there?",
            "was the queen in Ottawa?",
        ),
        # what names nothing takes the whole topic
        (FINAL, "What was the score?",
         "What was the score? (Who did Alcaraz beat in the Paris final)"),
        (PLANT, "how many jobs were lost?",
         "how many jobs were lost? (Why did Volkswagen close its Dresden plant)"),
        (PLANT, "What did the union say?",
         "What did the union say? (Why did Volkswagen close its Dresden plant)"),
        (KIMMEL, "what did Letterman say about that?",
         "what did Letterman say about that? (Why did Jimmy Kimmel's show go off air)"),
    ],
)  # fmt: skip
def test_what_the_question_leaves_out_is_carried_over(
    history: History, question: str, expected: str
) -> None:
    assert standalone(question, history) == expected


@pytest.mark.parametrize(
    ("history", "question", "kept", "dropped"),
    [
        ([*SOYBEANS, ("when?", "In October.")], "where did he say that?", "Bessent soybeans", "he"),
        ([("Who won the Boston marathon?", "John Korir won.")], "where is he from?", "Korir", "he"),
        ([("Who runs Harrow Foods?", "Marta Lindqvist.")], "how old is she?", "Lindqvist", "she"),
        ([("Who runs Harrow Foods?", "Marta Lindqvist.")], "who came second?", "Harrow", ""),
        ([("What did Costco announce about tariffs?", "It sued.")], "when did it sue?", "Costco",
         "it"),
        ([("what did okafor say about the oil spill", "Ngozi Okafor wept.")],
         "did she name the company?", "okafor spill", "she"),
        ([("What did scientists find under the iceberg A-84?", "Corals.")],
         "who led the expedition?", "iceberg", ""),
        ([("What is missing from the Louvre after the robbery?", "Jewels.")],
         "how did the thieves get in?", "Louvre", ""),
        ([("How strong was the Kamchatka earthquake?", "8.8.")],
         "Were there any tsunami warnings?", "Kamchatka tsunami", ""),
        ([("How many staff is Burrell Motors cutting?", "1,900.")], "how many are in Germany?",
         "Burrell Germany", ""),
        ([("Who leads the Federal Reserve?", "Jerome Powell.")], "when does his term end?",
         "Powell", "his"),
        ([("Which companies sued over tariffs?", "Costco.")], "which others?", "tariffs", ""),
        ([("Which film won the Golden Bear in Berlin?", "Dreams.")], "who directed it?",
         "Golden Bear Berlin", "it"),
        ([("What caused the blackout in Valencia?", "A fire.")], "how long did it last?",
         "blackout Valencia", "it"),
        ([("How much did Nvidia earn last quarter?", "$22bn.")], "what about AMD?", "AMD quarter",
         "Nvidia"),
        ([("Why did the Lisbon ferry sink?", "A door.")], "how many people were on board?",
         "Lisbon ferry", ""),
        ([("Which teams are in the Ice Cup?", "Two.")], "where will they play?", "Ice Cup", "they"),
        ([("Was Jan Novak charged with murder?", "Yes.")], "when is the trial?", "Novak trial", ""),
        ([("¿Qué dijo Sánchez sobre Gaza?", "Pidió paz.")], "and what did he say about Israel?",
         "Sánchez Israel", "he"),
    ],
)  # fmt: skip
def test_the_words_that_find_the_evidence_are_there(
    history: History, question: str, kept: str, dropped: str
) -> None:
    rewritten = words(standalone(question, history))
    assert set(words(kept)) <= set(rewritten)
    assert not set(words(dropped)) & set(rewritten)


@pytest.mark.parametrize("history", [BESSENT, LE_PEN, SHOW, PLANT])
@pytest.mark.parametrize(
    "question",
    [
        "Who won the Masters in 2025?",
        "What did Carney say about Canada's tariffs?",
        "when did costco file its tariff lawsuit",
        "what did he-man say about skeletor",
        "why did trump say he wants greenland?",
        "What did Powell say when he spoke in Chicago?",
        "How many people died in the Bengaluru stadium crush?",
        "who replaced Kristin Crowley as fire chief",
        "What did Trump say about his tariffs?",
        "is it true that NASA found life on Mars?",
        "how long does it take to fly to the moon",
        "who won the super bowl",
        "Is there life on Mars?",
        "who owns the guardian",
        "Which company said that its chips would be made in Arizona?",
        "what did the fed do in september",
        "how did stocks close on friday",
        "Why are those who fled Sudan living in Chad?",
        "what happened in nepal this week",
        "What did Mexico say about their border?",
        "And now for something: who won the Nobel peace prize in 2025?",
        "Actor Jan Novak died at 65. Which detective did he once play?",
        "Does Mina Farouk think the mayor will win? What did he say",
        "What did Seoul say about the cable, and why did it wait?",
        "Which singer took home her first prize at Ardley?",
        "  Who won the  Masters in 2025 ? ",
        "¿Quién ganó las elecciones en Chile?",
    ],
)
def test_a_question_that_stands_alone_is_left_untouched(question: str, history: History) -> None:
    assert standalone(question, history) == question


def test_without_a_conversation_nothing_changes() -> None:
    assert standalone("and he?", []) == "and he?"


def test_a_rewritten_question_leans_no_more() -> None:
    for history in (BESSENT, LE_PEN, ADAMS, COOK, PROBE, SHOW, RIOTS, FINAL, PLANT):
        for question in (
            "why?",
            "when?",
            "what did he say?",
            "and in Texas?",
            "What was the score?",
        ):
            rewritten = standalone(question, history)
            assert standalone(rewritten, history) == rewritten


def test_only_the_last_turns_are_looked_back_upon() -> None:
    long_ago = [*BESSENT, *[("Who won the Ardley Show?", "Biscuit.")] * 200]
    assert "Bessent" not in standalone("what did he say about China?", long_ago)


@pytest.mark.parametrize(
    "history",
    [
        [("", "")] * 3,
        [("?", "!"), ("the of and?", "")],
        [("0", ""), ("did ,", "")],
        [("what did Bessent say " + "about tariffs " * 8000, "x " * 50_000)],
        [("Why did " + "A" * 100_000, "B." * 50_000)],
        [("(" * 5000, "[[" * 5000), ("<script>alert(1)</script>", "\x00\u202e")],
        [("how many " + "a " * 50_000 + "were killed", "It" * 50_000)],
        [("Что сказал Путин?", "Он промолчал."), ("为什么？", "因为。")],
    ],
)
def test_no_history_is_too_odd_or_too_long(history: History) -> None:
    questions = ("why?", "what did he say about it?", "and in Texas?", "in " * 600, "it" * 9000)
    for question in questions:
        assert not loses(question, standalone(question, history * 6))
    # and the work is bounded, however long the history
    assert calls_of(lambda: [standalone(question, history * 6) for question in questions]) < 80_000


TALK = st.lists(
    st.sampled_from(
        """and but what did she he it they her its why when how many about China Powell 2024 14
        4.5% in Texas those riots the suspect say said killed on Friday U.S. AT&T Le Pen O'Neill
        ? , . so also then there of was is that which one else mayor’s""".split()
    ),
    max_size=14,
).map(" ".join)


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(TALK, st.text(max_size=200)),
    st.lists(st.tuples(st.one_of(TALK, st.text()), st.one_of(TALK, st.text())), max_size=4),
)
def test_no_name_number_or_date_of_the_question_is_ever_lost(
    question: str, history: History
) -> None:
    rewritten = standalone(question, history)
    assert set(content_terms(question)) <= set(content_terms(rewritten))
    for name in ("U.S", "Le Pen", "2024", "14", "4.5", "Friday"):
        if name in question:
            assert name in rewritten
