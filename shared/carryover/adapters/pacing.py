"""The arithmetic of a steady pace: additive increase, multiplicative decrease.

A lane is one of Stripe's limits: an account's, or one endpoint's of it. Every request books the
lane's next slot; slots are as far apart as the rate says. After a 429 the rate is halved, at most
once per second, since one burst is turned away many times; then it grows back with time.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

LIVE, TEST, ENDPOINT, SEARCH = 100, 25, 25, 20
"""Requests per second Stripe takes by default: of an account by its mode, of one endpoint, of all
of search (docs.stripe.com/rate-limits)."""

MARGIN: Final = 0.05
"""What is left of every limit for others: the webhooks' reads, people in the Dashboard."""

CREDIT: Final = 0.05
"""Seconds a slot may be used late: sleepers wake up late, and a slot lost is lost. So no second
sees more than ``rate * (1 + CREDIT) + 1`` requests: with the margin, Stripe's own limit."""

GROWTH: Final = 0.05
"""Share of the limit by which the rate grows per second after a 429: full again in 10 s."""

LEAST: Final = 1.0
"""Requests per second below which no 429 pushes a lane; half of what it takes where that is
less."""

LATER: Final = "later"
"""The lane of work that can wait (``adapters.pace.Reserved``): the clock's, and what is done for
very many at once."""

SHARE: Final = 0.5
"""Of what an account takes, the most that can go to work that can wait: the other half is always
there for whoever waits for an answer (KAJ-2)."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What an account takes, in requests per second; raise them when Stripe raised them for you."""

    account: int = TEST
    endpoint: int = ENDPOINT
    search: int = SEARCH
    margin: float = MARGIN

    def of(self, endpoint: str | None) -> float:
        """Tell how many we let pass: of an endpoint, of what can wait (``LATER``), or (``None``) of
        the whole account."""
        if endpoint == LATER:
            return self.account * (1 - self.margin) * SHARE
        searching = endpoint is not None and endpoint.endswith("/search")
        most = self.search if searching else self.account if endpoint is None else self.endpoint
        return most * (1 - self.margin)


type LimitsOf = Callable[[str], Limits]
"""Finds an account's limits."""


def by_mode(live: Callable[[str], bool], margin: float = MARGIN) -> LimitsOf:
    """Take Stripe's defaults for the mode an account's key is in."""
    return lambda account: Limits(account=LIVE if live(account) else TEST, margin=margin)


@dataclass(frozen=True, slots=True)
class Lane:
    """One limit as it stands. Moments are seconds of one clock."""

    cap: float
    """Requests per second at most."""
    free_from: float = float("-inf")
    """When the next slot is."""
    rate: float = 0.0
    """What the rate was cut to …"""
    cut_at: float = float("-inf")
    """… and when."""

    def rate_at(self, now: float) -> float:
        """Tell the rate as it has grown since it was cut."""
        return min(self.cap, self.rate + self.cap * GROWTH * (now - self.cut_at))

    def book(self, now: float, slots: int = 1) -> tuple[float, "Lane"]:
        """Book some slots: when the first of them is (it may be over), and the lane after that."""
        first = max(self.free_from, now - CREDIT)
        return first, replace(self, free_from=first + slots / self.rate_at(now))

    def slower(self, now: float) -> "Lane":
        """Halve the rate, unless that was done within the second."""
        if now - self.cut_at < 1:
            return self
        least = min(LEAST, self.cap / 2)
        return replace(self, rate=max(least, self.rate_at(now) / 2), cut_at=now)
