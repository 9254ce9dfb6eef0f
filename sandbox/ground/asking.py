"""A request and its answer, free of any web framework."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

type Object = dict[str, Any]
"""Whatever JSON holds."""

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request off the wire."""

    method: str
    path: str
    query: str = ""
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    """By small-lettered name."""
    origin: str = ""
    """Scheme and host the client called; links in answers lead back there."""

    @property
    def media(self) -> str:
        """Name the type of the body."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer to put on the wire."""

    status: int = 200
    body: Object | list[Object] | str | None = None
    media: str = JSON
    headers: Mapping[str, str] = field(default_factory=dict)

    def written(self) -> bytes:
        """Write the body as it goes over the wire."""
        if self.body is None:
            return b""
        return (self.body if isinstance(self.body, str) else json.dumps(self.body)).encode()
