"""The health address: whether the page can answer, in a form for load balancers and containers."""

from typing import Literal

from rag.web.service import Service

Status = Literal["starting", "ready", "failed"]


def status_of(service: Service) -> Status:
    """How far the service is. Why it failed is in the log: a stranger need not know."""
    if service.error:
        return "failed"
    return "ready" if service.is_settled else "starting"


def health(service: Service) -> tuple[int, dict[str, str]]:
    """The HTTP status, 503 until it is ready, and the body."""
    status = status_of(service)
    return (200 if status == "ready" else 503), {"status": status}
