"""Looks at one subscription's boundary until its first renewal is seen (MIG-9).

The sweeper calls it for every move that is due. It reads, judges, and writes down what it found;
what a person has to know is laid on the desk before it is written down as known. A crash in between
lays the same doubt there again, which opens no second case; the other order would lose it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, assert_never

from carryover.kernel.clock import Clock, Seconds
from carryover.migration.model import Move, Run, State
from carryover.migration.store import Moves, Runs
from carryover.migration.verifying.invoices import asking_invoices, asking_later_invoices
from carryover.migration.verifying.outcomes import (
    Doubled,
    Ended,
    Missed,
    NotYet,
    Outcome,
    Renewed,
    Stayed,
    Wrong,
)
from carryover.migration.verifying.renewals import Side, needs_subscriptions, renewal
from carryover.ports.reviews import Case, Doubt, Reviews
from carryover.ports.stripe_api import Json, StripeApi

MOST_PAGES = 5
"""Pages of invoices per side and look: of 100 each, more than any plan makes in 40 days."""

AGAIN_AFTER = 24 * 3600
"""Seconds until a renewal that is not as it should be is looked at again: people may mend it."""

GIVES_UP_AFTER = 40 * 24 * 3600
"""Seconds after the boundary; whatever is still wrong then is with the people who were told."""


_ABOUT: Final = "migration-renewal"


@dataclass(frozen=True, slots=True)
class Watcher:
    """Sees first renewals happen."""

    stripe: StripeApi
    runs: Runs
    moves: Moves
    reviews: Reviews
    heard: Callable[[Move, Outcome], None]
    """Told of every outcome, so that missed and doubled ones can be counted and ring."""
    at: Clock
    """Stamps doubts."""

    def look(self, move: Move, cause: str = "watch") -> Move:
        """Read both sides, judge, ask a person if need be, remember. Reads two lists; of a renewal
        that is absent or unclear the two subscriptions as well."""
        run = self.runs.find(move.run)
        if run is None or move.boundary is None or move.target is None:
            return self.moves.save(move.model_copy(update={"next_look": None}))
        now = self.stripe.now(run.target)
        outcome = self._outcome(move, run, move.boundary, now)
        self.heard(move, outcome)
        if (doubt := doubt_about(outcome)) is not None:
            self.reviews.open(doubt_of(move, doubt, cause, self.at))
        return self.moves.save(move.model_copy(update=changes(move, outcome, now)))

    def _outcome(self, move: Move, run: Run, boundary: Seconds, now: Seconds) -> Outcome:
        """Look at both sides; at a source only if it is a Stripe account."""
        account, sources = run.target, run.sources
        source, target = Side(()), Side(())
        if now >= boundary:
            asked = asking_invoices(str(move.target), boundary)
            target = Side(self._invoices(account, asked))
            if move.account in sources:
                later = asking_later_invoices(move.subscription, boundary)
                source = Side(self._invoices(move.account, later))
        if needs_subscriptions(boundary, target, now):
            theirs = self.stripe.get(account, f"subscriptions/{move.target}")
            target = replace(target, subscription=theirs)
        return renewal(move, source, target, now)

    def _invoices(self, account: str, asked: dict[str, Any]) -> Sequence[Json]:
        found: list[Json] = []
        for number, page in enumerate(self.stripe.pages(account, "invoices", asked), 1):
            found += page
            if number == MOST_PAGES:
                break
        return found


def changes(move: Move, outcome: Outcome, now: Seconds) -> dict[str, object]:
    """Say what is to be remembered of an outcome."""
    match outcome:
        case NotYet(again):
            return {"next_look": again}
        case Renewed(_, paid, again):
            return {"state": State.RENEWED, "paid": paid, "next_look": again, "sentence": ""}
        case Missed(sentence) | Doubled(sentence) | Wrong(_, sentence) | Stayed(sentence):
            late = move.boundary is not None and now > move.boundary + GIVES_UP_AFTER
            return {"sentence": sentence, "next_look": None if late else now + AGAIN_AFTER}
        case Ended(sentence=sentence):
            return {"sentence": sentence, "next_look": None}
        case _:
            assert_never(outcome)


def doubt_about(outcome: Outcome) -> tuple[str, str] | None:
    """Give the kind of trouble and its sentence; ``None``: all is well, or nobody can know yet."""
    match outcome:
        case NotYet() | Renewed() | Ended(meant=True):
            return None
        case Missed(sentence):
            return "missed", sentence
        case Doubled(sentence):
            return "doubled", sentence
        case Wrong(_, sentence):
            return "wrong", sentence
        case Stayed(sentence):
            return "stayed", sentence
        case Ended(sentence=sentence):
            return "ended", sentence
        case _:
            assert_never(outcome)


def doubt_of(move: Move, about: tuple[str, str], cause: str, at: Clock) -> Doubt:
    """Put it on paper; the same trouble of the same move is one case."""
    kind, sentence = about
    return Doubt(
        id=f"{_ABOUT}:{move.run}:{move.account}:{move.subscription}:{kind}",
        subject=f"first renewal of {move.account}/{move.subscription}",
        sentence=sentence,
        cause=cause,
        opened_at=at(),
    )


def explained(cases: Iterable[Case], run: str) -> frozenset[str]:
    """Name the subscriptions (``us/sub_1``) whose renewal was not as expected, and about which
    somebody has said why: a customer who changed plans after the move, an invoice put right."""
    begins = f"{_ABOUT}:{run}:"
    closed = (case.doubt.id for case in cases if case.closed_at is not None)
    parts = (each.removeprefix(begins).split(":") for each in closed if each.startswith(begins))
    return frozenset(f"{account}/{subscription}" for account, subscription, _ in parts)
