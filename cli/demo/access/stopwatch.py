"""Seconds from what somebody does at Kajabi to Stripe showing the end: real ones, read off the
event lists of Stripe's own API. They are measured, and nothing waits for a number."""

import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any, Final

from cli.theatre import LocalStripe

ENDINGS: Final = ("customer.subscription.updated", "customer.subscription.deleted")

type Place = tuple[str, str]
"""Account and subscription."""


@dataclass
class Stopwatch:
    """Watches the event lists of some accounts."""

    stripe: LocalStripe
    accounts: Collection[str]
    clock: Callable[[], float] = time.monotonic
    began: dict[Place, tuple[str, float]] = field(default_factory=dict)
    """The channel by which somebody left, and when."""
    ended: dict[Place, float] = field(default_factory=dict)
    """When an end was seen first; also of those who did nothing."""
    _newest: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for account in self.accounts:
            newest = self._read(account, limit=1)
            self._newest[account] = newest[0]["id"] if newest else ""

    def starts(self, place: Place, channel: str) -> None:
        """Somebody leaves now."""
        self.began[place] = (channel, self.clock())

    def look(self) -> None:
        """Read what is new at Stripe."""
        for account in self.accounts:
            since = self._newest[account]
            news = self._read(account, limit=100, **({"ending_before": since} if since else {}))
            for event in reversed(news):
                self._newest[account] = event["id"]
                self._hear(account, event["data"]["object"])

    def waiting(self) -> list[Place]:
        """Name those who left and whose end is not to be seen yet."""
        return [place for place in self.began if place not in self.ended]

    def seconds(self) -> dict[str, list[float]]:
        """List how long each waited, the shortest first, by channel."""
        waits: dict[str, list[float]] = {}
        for place, (channel, at) in self.began.items():
            if place in self.ended:
                waits.setdefault(channel, []).append(self.ended[place] - at)
        return {channel: sorted(each) for channel, each in waits.items()}

    def _hear(self, account: str, raw: dict[str, Any]) -> None:
        if raw["cancel_at_period_end"] or raw["status"] == "canceled":
            self.ended.setdefault((account, raw["id"]), self.clock())

    def _read(self, account: str, **said: object) -> list[dict[str, Any]]:
        asked: Any = {"types": list(ENDINGS), **said}
        answer = self.stripe.client(account).raw_request("get", "/v1/events", **asked)
        found: list[dict[str, Any]] = answer.data["data"]
        return found
