"""Follow-up questions that are offered after an answer, each known to be answered."""

from rag.web.followups.making import FollowupMaker
from rag.web.followups.trying import OFFERED

__all__ = ["OFFERED", "FollowupMaker"]
