"""A webhook on its way."""

from dataclasses import dataclass

from sandbox.ground.clockwork import Seconds


@dataclass(frozen=True, slots=True)
class Letter:
    """One body for one address."""

    number: int
    url: str
    event: str
    body: bytes
    at: Seconds
    copy: int = 0
    attempt: int = 0
