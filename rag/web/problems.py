"""How a request of a program is refused: by a code for the program and a sentence for people."""

from typing import Any

_CODES = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    503: "unavailable",
    504: "too_slow",
}


def problem(status: int, sentence: str) -> dict[str, Any]:
    """The body of a refusal."""
    return {"error": {"code": _CODES.get(status, "internal"), "message": sentence}}
