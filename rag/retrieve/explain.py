"""Says in plain words how a question was understood and why a passage stands where it does."""

from rag.records import RetrievedPassage
from rag.retrieve.question.understand import Understanding

_EXPECTED = {
    "person": "somebody's name",
    "date": "a day",
    "number": "a number",
    "place": "a place",
    "name": "a name",
    "statement": "what was said",
}


def explain_question(understanding: Understanding) -> tuple[str, ...]:
    """One line for each thing that was read in the question, as `name: what`."""
    narrowing, around = understanding.narrowing, understanding.around
    weighted = ", ".join(f"{term.written} {term.weight:.2f}" for term in understanding.terms)
    days = " to ".join(str(day or "…") for day in (narrowing.date_from, narrowing.date_to))
    lines = {
        "asked as": understanding.question,
        "looking for": _EXPECTED.get(understanding.expects),
        "in the words of": understanding.speaker or understanding.asked.described,
        "terms by rarity": weighted or "none",
        "published": days if narrowing.date_from or narrowing.date_to else None,
        "nothing later than": narrowing.as_of and str(narrowing.as_of),
        "rather near": around and f"{around[0]} to {around[1]}",
        "outlets": ", ".join(narrowing.outlets),
    }
    return tuple(f"{name}: {what}" for name, what in lines.items() if what)


def explain_passage(found: RetrievedPassage) -> str:
    """A passage's score with what each feature adds to it, the largest first."""
    day = f", {found.published}" if found.published else ""
    head = f"{found.score:.3f}  {found.passage.id}  {found.title}{day}"
    return f"{head}\n       {explain_score(found)}"


def explain_score(found: RetrievedPassage) -> str:
    """What each feature of the ranking adds to a passage's score, the largest first."""
    parts = sorted(found.parts, key=lambda part: -abs(part[1]))
    return ", ".join(f"{name} {value:+.3f}" for name, value in parts if abs(value) >= 0.0005)
