"""Figures for Prometheus, where its client is installed (requirements-metrics.txt)."""

from collections.abc import Callable
from typing import Any

from rag.errors import SettingsError
from rag.web.asked import Asked

_SECONDS = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """Counts questions by outcome and times them. Holds no words of theirs.

    Raises:
        SettingsError: the client is not installed.
    """

    def __init__(self) -> None:
        try:
            import prometheus_client
        except ImportError:
            raise SettingsError(
                "DATELINE_METRICS needs another package; install it with: "
                "pip install -r requirements-metrics.txt"
            ) from None
        # A registry of its own, so that two pages in one process do not meet.
        self._registry = prometheus_client.CollectorRegistry()
        self._write: Callable[[Any], bytes] = prometheus_client.generate_latest
        self.content_type = str(prometheus_client.CONTENT_TYPE_LATEST)
        prometheus_client.ProcessCollector(registry=self._registry)
        self._questions = prometheus_client.Counter(
            "dateline_questions", "Questions by outcome, reason of a refusal and answerer.",
            ["outcome", "refusal", "answered_by"], registry=self._registry,
        )  # fmt: skip
        self._seconds = prometheus_client.Histogram(
            "dateline_answer_seconds", "Seconds from question to the end of its answer.",
            buckets=_SECONDS, registry=self._registry,
        )  # fmt: skip
        self._turned_away = prometheus_client.Counter(
            "dateline_requests_refused", "Requests refused at the door, by HTTP status.",
            ["status"], registry=self._registry,
        )  # fmt: skip

    def observe(self, asked: Asked) -> None:
        """Count one question."""
        by = asked.answer.answered_by if asked.answer else ""
        self._questions.labels(asked.outcome, asked.refusal or "", by).inc()
        self._seconds.observe(asked.ms / 1000)

    def count_refused(self, status: int) -> None:
        """Count a request that was refused at the door."""
        self._turned_away.labels(str(status)).inc()

    def text(self) -> bytes:
        """All figures in Prometheus's text format."""
        return self._write(self._registry)
