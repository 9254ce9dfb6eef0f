"""A request and its answer, free of any web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.core.records import Seconds

type Object = dict[str, Any]
"""Whatever JSON holds."""

JSON_API = "application/vnd.api+json"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request off the wire."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By small-lettered name."""
    origin: str = "https://api.kajabi.com"
    """Scheme and host the client called; links in answers lead back there."""

    @property
    def media(self) -> str:
        """Name the type of the body."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to put on the wire."""

    status: int = 200
    body: Object | str | None = None
    media: str = JSON_API
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Write the body as it goes over the wire."""
        if self.body is None:
            return b""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()


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
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
