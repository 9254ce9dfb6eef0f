"""Answers as this API gives them: JSON:API unless said otherwise."""

from dataclasses import dataclass

from sandbox.ground import asking, clockwork
from sandbox.ground.clockwork import Seconds
from sandbox.kajabi.core.errors import Refused

JSON_API = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Reply(asking.Reply):
    """An answer to put on the wire."""

    media: str = JSON_API


def refusal(refused: Refused) -> Reply:
    """Tell of a refusal in the documented shape."""
    source = {"pointer": refused.pointer} if refused.pointer else None
    error = {
        "status": str(refused.status),
        "source": source,
        "title": refused.title,
        "detail": refused.detail,
    }
    return Reply(refused.status, {"errors": [error]})


def instant(seconds: Seconds | None) -> str | None:
    """Write an instant as Kajabi does, with milliseconds."""
    return None if seconds is None else clockwork.instant(seconds)
