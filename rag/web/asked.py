"""What is known of a question once it is over, for the log and the figures."""

from dataclasses import dataclass

from rag.records import Answer, Question


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the last of its answer, the milliseconds it took, and what went wrong.

    `fault` is the name of the error, "left" where the reader went away in the middle, else None.
    """

    question: Question
    answer: Answer | None
    ms: float
    fault: str | None = None

    @property
    def refusal(self) -> str | None:
        """The reason of the refusal, where it was one."""
        return self.answer.refusal.reason if self.answer and self.answer.refusal else None

    @property
    def outcome(self) -> str:
        """One word for it: "answered", "refused", "left" or "failed"."""
        if self.fault:
            return "left" if self.fault == "left" else "failed"
        return "refused" if self.refusal else "answered"
