"""Two local providers, one time: what happens at Kajabi must not lie before the poll began to
read."""

from dataclasses import dataclass, field
from typing import Any, cast

from cli.local import Clocks
from cli.theatre import Theatre


@dataclass
class Provider:
    """A provider that has only a clock."""

    shows: int

    def control(self, method: str, path: str, body: dict[str, int] | None = None) -> dict[str, int]:
        assert (method in {"GET", "POST"}, path) == (True, "clock")
        self.shows += (body or {}).get("by", 0)
        return {"now": self.shows}


@dataclass
class Hall:
    """All of them, and this machine's clock."""

    stripe: Provider
    kajabi: Provider
    hour: float
    polls: int = 0
    highlevel: Provider = field(default_factory=lambda: Provider(100))
    mailbox: Provider = field(default_factory=lambda: Provider(100))

    def clocks(self) -> Clocks:
        return Clocks(cast("Theatre", cast("Any", self)), self.polled, now=lambda: self.hour)

    def polled(self) -> None:
        self.polls += 1


def test_kajabi_goes_with_this_machine_while_stripe_stands() -> None:
    hall = Hall(Provider(100), Provider(1_000), hour=1_000)
    clocks = hall.clocks()

    hall.hour = 1_007
    clocks.step()

    assert (hall.stripe.shows, hall.kajabi.shows) == (100, 1_007)


def test_kajabi_goes_as_far_as_somebody_moves_stripe() -> None:
    hall = Hall(Provider(100), Provider(1_000), hour=1_000)
    clocks = hall.clocks()

    hall.stripe.shows += 86_400
    clocks.step()
    clocks.step()

    assert hall.kajabi.shows == 1_000 + 86_400


def test_highlevel_and_the_mailbox_show_what_stripe_shows() -> None:
    hall = Hall(Provider(100), Provider(1_000), hour=1_000)
    clocks = hall.clocks()

    hall.stripe.shows += 86_400
    clocks.step()

    assert hall.highlevel.shows == hall.mailbox.shows == hall.stripe.shows


def test_a_kajabi_that_somebody_moved_ahead_is_left_there() -> None:
    hall = Hall(Provider(100), Provider(9_000), hour=1_000)

    hall.clocks().step()

    assert hall.kajabi.shows == 9_000


def test_kajabi_is_polled_once_a_minute() -> None:
    hall = Hall(Provider(100), Provider(1_000), hour=1_000)
    clocks = hall.clocks()

    for hall.hour in (1_000, 1_001, 1_059, 1_060, 1_061):
        clocks.step()

    assert hall.polls == 2
