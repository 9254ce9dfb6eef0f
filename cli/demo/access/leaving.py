"""People leave at Kajabi, by every channel there is, while the poll comes by: the poll's period is
compressed, everything else takes its real time."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.wiring.console import Console
from cli.academy import Academy
from cli.command import Refusal
from cli.demo.access.members import Member
from cli.demo.access.opening import polls
from cli.demo.access.stopwatch import Stopwatch
from cli.demo.quiet import Advance

PERIOD: Final = 5.0
"""Seconds between two polls; on AWS 60 (template.yaml, AccessPollSchedule)."""

SPREAD: Final = 0.25
"""Seconds between two people who leave by hook: they are no crowd."""

DOWN: Final = 2.0
"""Seconds for which Kajabi answers nothing."""

PATIENCE: Final = 90.0
"""Seconds without any end before the demo gives up."""

LOOK: Final = 0.1
"""Seconds between two looks at Stripe."""

WHAT: Final = "people leave at Kajabi"


class Channel(StrEnum):
    """How somebody leaves, and how it is found."""

    HOOK = "cancellation form, by hook"
    LOST = "cancellation form, hook lost: by poll"
    DOWN = "cancellation form, Kajabi down"
    DEACTIVATED = "purchase deactivated, by poll"
    REVOKED = "access revoked, by poll"
    REFUNDED = "refunded, by poll"


BOUGHT: Final = frozenset({Channel.DEACTIVATED, Channel.REFUNDED})
"""Only what was bought at Kajabi can be deactivated or refunded there."""

SAID: Final[Mapping[Channel, str]] = {
    Channel.DEACTIVATED: "deactivation",
    Channel.REVOKED: "revocation",
    Channel.REFUNDED: "refund",
}
"""What the local Kajabi calls it; everything else is the member's own form."""


@dataclass
class Leaving:
    """The acts in which people leave."""

    academy: Academy
    stage: Console
    watch: Stopwatch
    leavers: Mapping[Channel, list[Member]]
    tell: Advance
    polled: float = float("-inf")

    def play(self) -> None:
        """All of them."""
        self._what_only_the_poll_finds()
        for one in self.leavers[Channel.HOOK]:
            self._leaves(one, Channel.HOOK)
            self._meanwhile(SPREAD)
        self._until_all_have_ended()
        self._kajabi_goes_down()
        self._until_all_have_ended()

    def asks_without_being_clear(self, one: Member) -> None:
        """Somebody with two subscriptions leaves, and does not say which."""
        self.academy.kajabi.deed(one.email, "cancel", channel="automation")

    def _what_only_the_poll_finds(self) -> None:
        for channel in (Channel.DEACTIVATED, Channel.REVOKED, Channel.REFUNDED):
            for one in self.leavers[channel]:
                self._leaves(one, channel)
        self._hooks({"lost": 1.0})
        for one in self.leavers[Channel.LOST]:
            self._leaves(one, Channel.LOST)
        self._hooks({"duplicated": 0.2, "copies": 1})

    def _kajabi_goes_down(self) -> None:
        """They fill in the form, their hooks go out, and nobody can ask Kajabi whether it is so."""
        kajabi = self.academy.kajabi
        for one in self.leavers[Channel.DOWN]:
            self._leaves(one, Channel.DOWN)
        kajabi.control("PUT", "outage", {"hours": 24})
        self._meanwhile(DOWN)
        kajabi.control("DELETE", "outage")

    def _leaves(self, one: Member, channel: Channel) -> None:
        said: dict[str, str] = {"channel": SAID.get(channel, "automation")}
        if channel in SAID:
            (title,) = one.offers
            said["offer"] = self.academy.offers[title]
        self.watch.starts(one.place, channel)
        self.academy.kajabi.deed(one.email, "cancel", **said)

    def _hooks(self, way: Mapping[str, object]) -> None:
        self.academy.kajabi.control("PUT", "faults", {"webhooks": dict(way)})

    def _meanwhile(self, seconds: float) -> None:
        over = time.monotonic() + seconds
        self._go_on(lambda: time.monotonic() >= over)

    def _until_all_have_ended(self) -> None:
        self._go_on(lambda: not self.watch.waiting())

    def _go_on(self, done: Callable[[], bool]) -> None:
        """Look at Stripe again and again, and let the poll come by."""
        fewest, news = len(self.watch.waiting()) + 1, time.monotonic()
        while not done():
            self._poll_if_due()
            self.watch.look()
            self.tell(WHAT, len(self.watch.ended), sum(map(len, self.leavers.values())))
            if len(self.watch.waiting()) < fewest:
                fewest, news = len(self.watch.waiting()), time.monotonic()
            if time.monotonic() - news > PATIENCE:
                raise Refusal(f"{WHAT}: {fewest} do not end: {self.watch.waiting()[:5]}")
            time.sleep(LOOK)

    def _poll_if_due(self) -> None:
        if time.monotonic() - self.polled >= PERIOD:
            self.polled = time.monotonic()
            polls(self.stage)
