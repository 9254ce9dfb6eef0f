"""What the checks of a checklist stand on: both accounts, and what is remembered of the run.

Each thing is read when the first check asks for it, and once.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from carryover.kernel.clock import Seconds
from carryover.migration.aftercare.owners import Owned, owners, renews, strangers, twins
from carryover.migration.aftercare.tail import Left, last_charge, tail
from carryover.migration.model import Move, Run, State, Wave
from carryover.migration.store import IdMap, Moves, Waves
from carryover.migration.stripe_json import OVER
from carryover.ports.reviews import Case, ReviewDesk
from carryover.ports.stripe_api import Json, Params, StripeApi

SOME = 20
"""Of a list of troubles so many are kept to be shown; all are counted."""


@dataclass(slots=True)
class Tally:
    """How the moves stand."""

    states: Counter[State] = field(default_factory=Counter)
    held: list[Move] = field(default_factory=list)
    """Some of those that were held."""


@dataclass(slots=True)
class Billing:
    """Who bills what, counted."""

    counts: Counter[str] = field(default_factory=Counter)
    troubles: list[Owned] = field(default_factory=list)
    """Some of them."""
    trouble: int = 0


@dataclass(slots=True)
class Running:
    """Subscriptions of a source."""

    living: int = 0
    """Not over: what has moved still runs to its boundary."""
    renewing: int = 0


@dataclass
class Ground:
    """Everything is live; nothing is written."""

    stripe: StripeApi
    run: Run
    moves: Moves
    waves: Waves
    ids: IdMap
    reviews: ReviewDesk

    @cached_property
    def now(self) -> Seconds:
        """Tell the target's time."""
        return self.stripe.now(self.run.target)

    @cached_property
    def tally(self) -> Tally:
        """Go through the moves once."""
        told = Tally()
        for move in self.moves.all(self.run.name):
            told.states[move.state] += 1
            if move.state is State.HELD and len(told.held) < SOME:
                told.held.append(move)
        return told

    @cached_property
    def opened(self) -> Sequence[Wave]:
        """List the waves."""
        return self.waves.all(self.run.name)

    @cached_property
    def doubts(self) -> Sequence[Case]:
        """List what waits for a person and is about this migration or its renewals."""
        cases = (case for case in self.reviews.all() if case.closed_at is None)
        return [case for case in cases if self._about_us(case)]

    @cached_property
    def left(self) -> Mapping[str, Sequence[Left]]:
        """Find what is still going on at each source."""
        return {each: list(tail(self.stripe, each, self.now)) for each in self.run.sources}

    @cached_property
    def charged_last(self) -> Mapping[str, Seconds | None]:
        """Say when each source charged somebody last."""
        return {each: last_charge(self.stripe, each) for each in self.run.sources}

    @cached_property
    def billing(self) -> Billing:
        """Go through every subscription of every account once."""
        known = twins(self.every(self.run.target, "subscriptions", {"status": "all"}))
        told = Billing()
        for account in self.run.sources:
            listed = self.every(account, "subscriptions", {"status": "all"})
            _count(told, owners(account, listed, known, self._remembered))
            _count(told, strangers(account, known))
        return told

    @cached_property
    def running(self) -> Mapping[str, Running]:
        """Count what is not over at each source, and what of it renews."""
        return {each: _running(self.every(each, "subscriptions")) for each in self.run.sources}

    def account(self, alias: str) -> Json:
        """Read an account itself (docs.stripe.com/api/accounts/object)."""
        return self.stripe.get(alias, "account") or {}

    def every(self, account: str, path: str, params: Params | None = None) -> Iterable[Json]:
        """Go through a list."""
        for page in self.stripe.pages(account, path, params):
            yield from page

    def some(self, account: str, path: str, params: Mapping[str, Any]) -> Json | None:
        """Read the first of a list, if there is one."""
        page = self.stripe.get(account, path, {**params, "limit": 1})
        found: list[Json] = (page or {}).get("data", [])
        return found[0] if found else None

    def _about_us(self, case: Case) -> bool:
        subject = case.doubt.subject
        named = (self.run.target, *self.run.sources)
        return self.run.name in case.doubt.id or any(f"{each}/" in subject for each in named)

    def _remembered(self, account: str, subscription: str) -> Move | None:
        return self.moves.find(self.run.name, account, subscription)


def _count(told: Billing, found: Iterable[Owned]) -> None:
    for each in found:
        told.counts[each.owner.value] += 1
        told.trouble += each.trouble
        if each.trouble and len(told.troubles) < SOME:
            told.troubles.append(each)


def _running(listed: Iterable[Json]) -> Running:
    told = Running()
    for raw in listed:
        told.living += raw["status"] not in OVER
        told.renewing += renews(raw)
    return told
