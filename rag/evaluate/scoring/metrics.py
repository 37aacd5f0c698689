"""Every figure that `evaluate` reports: its name, what it means, and which way is better.

The report, the Markdown summary, the gates and the command's help are all made from `METRICS`.
"""

from dataclasses import dataclass
from typing import Literal

Group = Literal["Overall", "Retrieval", "Answers", "Citations", "Refusals", "Cost"]
# How the items' values become one figure: their mean, an F1 over counts, or a point of their order.
Statistic = Literal["mean", "f1", "median", "p95"]
Unit = Literal["share", "seconds", "words"]

CUTOFFS = (1, 3, 5, 10, 20)
RECALL_CUTOFFS = (5, 10)
RANKED = 10
# Gold answers of at most this many words count as short.
SHORT_ANSWER_WORDS = 5


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure. `name` is what `--min` takes; `meaning` is one line for the reader.

    `without_followups` says that the headline leaves out questions that need the conversation
    before them, which are shown beside it.
    """

    name: str
    title: str
    meaning: str
    group: Group
    unit: Unit = "share"
    statistic: Statistic = "mean"
    higher_is_better: bool = True
    without_followups: bool = False


def _hits(name: str, title: str, what: str) -> list[Metric]:
    return [
        Metric(
            f"{name}@{k}",
            f"{title} at {k}",
            f"Share of questions with {what} "
            + (f"among the first {k} passages" if k > 1 else "in the first passage"),
            "Retrieval",
            without_followups=True,
        )
        for k in CUTOFFS
    ]


METRICS: tuple[Metric, ...] = (
    Metric(
        "right",
        "Items got right",
        "Share of questions with the right reply: all key facts (else the answer, the choice or "
        "the evidence) where there is an answer, a refusal where there is none",
        "Overall",
    ),
    *_hits("hit", "Evidence hit rate", "any of their evidence"),
    Metric(
        "mrr@10",
        "Mean reciprocal rank (10)",
        "1 for evidence in the first passage, 1/2 for the second and so on, 0 after the tenth; the "
        "mean over questions",
        "Retrieval",
        without_followups=True,
    ),
    Metric(
        "ndcg@10",
        "nDCG (10)",
        "How near the first 10 passages come to one from every evidence article, at the top; a "
        "second passage from an article already found adds nothing",
        "Retrieval",
        without_followups=True,
    ),
    *(
        Metric(
            f"recall@{k}",
            f"Evidence recall at {k}",
            f"Share of a question's evidence quotations found in the first {k} passages, the mean "
            "over questions (the hit rate asks for any one of them)",
            "Retrieval",
            without_followups=True,
        )
        for k in RECALL_CUTOFFS
    ),
    *_hits(
        "answer_hit", "Answer-string hit rate", "a gold answer's words (where no evidence is known)"
    ),
    Metric(
        "answer_mrr@10",
        "Answer-string reciprocal rank (10)",
        "As the mean reciprocal rank, for passages that hold a gold answer's words",
        "Retrieval",
        without_followups=True,
    ),
    Metric(
        "key_facts_all",
        "All key facts",
        "Share of questions whose answer states every key fact (any one, where one is enough)",
        "Answers",
    ),
    Metric(
        "key_facts_share",
        "Share of key facts",
        "Share of a question's key facts that its answer states, the mean over questions",
        "Answers",
    ),
    Metric(
        "exact_match",
        "Exact match",
        f"Share of answers equal to a gold answer of at most {SHORT_ANSWER_WORDS} words, but for "
        "case, articles and punctuation (as SQuAD does)",
        "Answers",
    ),
    Metric(
        "f1",
        "Word F1",
        f"Words shared with the nearest gold answer of at most {SHORT_ANSWER_WORDS} words: the "
        "harmonic mean of precision and recall (as SQuAD does)",
        "Answers",
    ),
    Metric(
        "answer_contained",
        "Gold answer stated",
        f"Share of answers that hold a gold answer of at most {SHORT_ANSWER_WORDS} words whole",
        "Answers",
    ),
    Metric(
        "choice_accuracy",
        "Multiple choice",
        "Share of questions with choices whose answer names the right choice and no other",
        "Answers",
    ),
    Metric(
        "answered",
        "Answerable and answered",
        "Share of answerable questions that get an answer: 1 less the wrongly refused",
        "Refusals",
    ),
    Metric(
        "unanswerable_refused",
        "Unanswerable and refused",
        "Share of questions without an answer in the articles that are refused",
        "Refusals",
    ),
    Metric(
        "wrong_speaker_refused",
        "Wrong speaker refused",
        "Share of questions that put somebody's words in another's mouth that are refused",
        "Refusals",
    ),
    Metric(
        "refusal_f1",
        "Refusal F1",
        "Right refusals among all refusals, and among all questions without an answer: the "
        "harmonic mean of the two",
        "Refusals",
        statistic="f1",
    ),
    Metric(
        "citation_recall",
        "Citation recall",
        "Of the key facts that an answer states, the share that also stands in a quotation cited "
        "by the sentence that states it",
        "Citations",
    ),
    Metric(
        "citation_precision",
        "Citation precision",
        "Share of an answer's citations that are needed: the quotation holds a key fact or the "
        "evidence (a true quotation that the test set does not list counts as not needed)",
        "Citations",
    ),
    Metric(
        "evidence_cited",
        "Evidence cited",
        "Share of answers that cite at least one quotation from the question's evidence",
        "Citations",
    ),
    Metric(
        "verbatim",
        "Sentences verbatim",
        "Share of an answer's sentences that stand word for word in a quotation they cite",
        "Citations",
    ),
    Metric(
        "quotes_exact",
        "Quotations in place",
        "Share of an answer's quotations that the library's article holds at the very place given",
        "Citations",
    ),
    Metric(
        "attribution",
        "Attribution",
        "Share of answers on what somebody said that cite that person and nobody else, by the "
        "names that the citations give",
        "Citations",
    ),
    Metric(
        "wrong_speaker_kept",
        "Words left to their speaker",
        "Share of questions that put somebody's words in another's mouth where the reply gives "
        "those words to nobody wrong",
        "Citations",
    ),
    Metric(
        "answer_words",
        "Answer length",
        "Median number of words in an answer, refusals left out",
        "Cost",
        unit="words",
        statistic="median",
        higher_is_better=False,
    ),
    Metric(
        "seconds_median",
        "Time, median",
        "Half of the questions were answered within this time",
        "Cost",
        unit="seconds",
        statistic="median",
        higher_is_better=False,
    ),
    Metric(
        "seconds_p95",
        "Time, 95th percentile",
        "95 of 100 questions were answered within this time",
        "Cost",
        unit="seconds",
        statistic="p95",
        higher_is_better=False,
    ),
)

BY_NAME = {metric.name: metric for metric in METRICS}
