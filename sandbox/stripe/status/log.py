"""The last requests, for the status page and ``/_sandbox/requests``."""

import json
from collections import deque
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from sandbox.stripe.core.store import Object

LONGEST = 500
"""Requests that are remembered."""


@dataclass(frozen=True, slots=True)
class Line:
    """One request and what became of it."""

    at: int
    account: str | None
    method: str
    path: str
    status: int
    request_id: str
    message: str | None
    """What Stripe refused it with."""


class RequestLog:
    """The last requests, newest first when read."""

    def __init__(self) -> None:
        self._lines: deque[Line] = deque(maxlen=LONGEST)

    def note(self, line: Line) -> None:
        """Remember a request and forget the oldest."""
        self._lines.append(line)

    def __iter__(self) -> Iterator[Line]:
        return reversed(list(self._lines))

    def clear(self) -> None:
        """Forget everything."""
        self._lines.clear()

    def shown(self) -> list[Object]:
        """Give the lines as JSON has them."""
        return [asdict(line) for line in self]


def refusal_in(status: int, body: bytes) -> str | None:
    """Read the sentence of a refusal."""
    if status < 400:
        return None
    said: str = json.loads(body)["error"]["message"] if body else "the connection was broken"
    return said
