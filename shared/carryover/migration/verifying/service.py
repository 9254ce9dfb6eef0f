"""Verifies moved subscriptions again, read-only: both next invoices and every term (MIG-8).

The mover has proved each before it touched the source; this is for people who want to see it for
all of them at once, and for what somebody changed since. Six requests per subscription.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.migration.model import Expected, Move, Old, Run, State
from carryover.migration.planning.params import needs, reapplying
from carryover.migration.planning.spec import Spec
from carryover.migration.store import IdMap
from carryover.migration.stripe_json import products
from carryover.migration.verifying.compare import differences, expected
from carryover.migration.verifying.difference import Difference
from carryover.migration.verifying.previews import asking_source, asking_target
from carryover.migration.verifying.reading import previewed, subscription
from carryover.migration.verifying.terms import EXPAND, term_differences
from carryover.ports.stripe_api import Json, Refused, StripeApi


class Verdict(StrEnum):
    """What a comparison came to."""

    EQUAL = "equal"
    DIFFERENT = "different"
    RENEWED = "renewed"
    """The target has billed already: what was expected was compared with the invoice itself."""
    WATCHED = "watched"
    """The boundary has passed: the source has no next invoice, and the renewal is being watched."""
    UNKNOWN = "unknown"
    """Stripe gave no answer, or not one that can be compared."""


@dataclass(frozen=True, slots=True)
class Verified:
    """One subscription, compared."""

    move: Move
    verdict: Verdict
    differences: tuple[Difference, ...] = ()
    expected: Expected | None = None
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Verifier:
    """Compares; changes nothing. ``one`` may be called from several threads."""

    stripe: StripeApi
    ids: IdMap

    def verify(self, run: Run, moves: Iterable[Move], now: Seconds) -> Iterator[Verified]:
        """Go through everything that was moved, one answer each."""
        for move in moves:
            if move.state in {State.MOVED, State.RENEWED}:
                yield self.one(run, move, now)

    def one(self, run: Run, move: Move, now: Seconds) -> Verified:
        """Compare one."""
        if move.state is State.RENEWED:
            return Verified(move, Verdict.RENEWED, expected=move.expected)
        if move.boundary is not None and now >= move.boundary:
            return Verified(move, Verdict.WATCHED, sentence="Its boundary has passed.")
        try:
            return self._compared(run, move)
        except Retryable as busy:
            return _unknown(move, f"Stripe could not answer: {busy.reason}. Verify it again.")

    def _compared(self, run: Run, move: Move) -> Verified:
        expand = list(EXPAND)
        source = subscription(self.stripe, move.account, move.subscription, expand)
        target = subscription(self.stripe, run.target, move.target or "none", expand)
        if source is None or target is None:
            return _unknown(move, f"{'Source' if source is None else 'Target'} is not there.")
        spec = Spec.model_validate_json(move.spec or move.planned)
        ids = self.ids.find(run.name, {*needs(spec), *products(spec.account, source)})
        return self._invoices(run, move, spec, ids, (source, target))

    def _invoices(
        self, run: Run, move: Move, spec: Spec, ids: Mapping[Old, str], sides: tuple[Json, Json]
    ) -> Verified:
        source, target = sides
        terms = term_differences(source, target, spec, ids)
        here = previewed(self.stripe, move.account, asking_source(source, spec.cancel_at))
        asked = asking_target(target, spec.cancel_at, reapplying(spec, ids))
        there = previewed(self.stripe, run.target, asked)
        if _nothing_to_come(here) and _nothing_to_come(there):
            return _verdict(move, terms, None)
        if isinstance(here, Refused):
            return _silent(move, "source", here, terms)
        if isinstance(there, Refused):
            return _silent(move, "target", there, terms)
        return _verdict(move, (*terms, *differences(here, there, spec, ids)), expected(here))


def _verdict(move: Move, found: tuple[Difference, ...], foretold: Expected | None) -> Verified:
    told = " ".join(each.sentence for each in found)
    return Verified(move, Verdict.DIFFERENT if found else Verdict.EQUAL, found, foretold, told)


def _nothing_to_come(answer: Json | Refused) -> bool:
    """Tell a subscription that neither side will bill, such as a trial without a card that is to be
    cancelled (docs.stripe.com/error-codes)."""
    return isinstance(answer, Refused) and answer.code == "invoice_upcoming_none"


def _silent(move: Move, side: str, answer: Refused, terms: tuple[Difference, ...]) -> Verified:
    sentence = f"Stripe makes no preview of the {side}'s next invoice: {answer.message}"
    return Verified(move, Verdict.UNKNOWN, terms, sentence=sentence)


def _unknown(move: Move, sentence: str) -> Verified:
    return Verified(move, Verdict.UNKNOWN, sentence=sentence)
