"""Compares both sides: every term, and what Stripe says each would bill next (MIG-8)."""

from collections.abc import Mapping
from dataclasses import dataclass

from carryover.migration.model import Old, Run
from carryover.migration.moving.sides import TargetSide, TargetState
from carryover.migration.moving.sight import Proof, Sight
from carryover.migration.planning.params import reapplying
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.compare import differences, expected
from carryover.migration.verifying.difference import differing
from carryover.migration.verifying.previews import PATH, asking_source, asking_target
from carryover.migration.verifying.reading import previewed, subscription
from carryover.migration.verifying.terms import EXPAND, term_differences
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi


@dataclass(frozen=True, slots=True)
class Prover:
    """Previews change nothing, so they need no key and may be repeated."""

    stripe: StripeApi

    def prove(
        self, run: Run, spec: Spec, sight: Sight, target: TargetSide, ids: Mapping[Old, str]
    ) -> Proof:
        """Compare the two subscriptions, term by term, and their next invoices."""
        whole = self._whole(run, target)
        here = previewed(self.stripe, spec.account, asking_source(sight.source.raw, spec.cancel_at))
        there = previewed(self.stripe, run.target, _asking(spec, whole, ids))
        terms = term_differences(sight.source.raw, _living_on(target, whole, spec), spec, ids)
        if _nothing_to_come(here) and _nothing_to_come(there):
            return Proof(None, terms)
        if isinstance(here, Refused):
            return Proof(None, terms, _unforetold("source", here))
        if isinstance(there, Refused):
            return Proof(None, terms, _unforetold("target", there))
        return Proof(expected(here), (*terms, *differences(here, there, spec, ids)))

    def foresee(self, run: Run, spec: Spec, target: TargetSide, ids: Mapping[Old, str]) -> Proof:
        """Look at the target's next invoice alone: the other side is no Stripe account. It must be
        for the boundary and in the row's currency; what it amounts to is written down."""
        there = previewed(self.stripe, run.target, _asking(spec, target.raw, ids))
        if isinstance(there, Refused):
            return Proof(None, refused=_unforetold("target", there))
        foretold = expected(there)
        found = (
            *differing("renewal at", spec.boundary, foretold.at),
            *differing("currency", spec.currency, foretold.currency),
        )
        return Proof(foretold, found)

    def foretell(self, run: Run, said: Params) -> Json | Refused:
        """Ask what a subscription would bill at once, if it were created."""
        return self.stripe.ask(run.target, PATH, said)

    def _whole(self, run: Run, target: TargetSide) -> Json:
        """Take it as its creation has answered it, or read it with everything that is compared."""
        raw = target.raw
        if isinstance(raw.get("customer"), Mapping) and not raw["items"].get("has_more"):
            return raw
        return subscription(self.stripe, run.target, target.id, list(EXPAND)) or raw


def _asking(spec: Spec, target: Json, ids: Mapping[Old, str]) -> Params:
    return asking_target(target, spec.cancel_at, reapplying(spec, ids))


def _living_on(target: TargetSide, whole: Json, spec: Spec) -> Json:
    """See a target that is armed still as it will be: the end it has now is the switch itself."""
    if target.state is TargetState.ALIVE:
        return whole
    return {**whole, "cancel_at": spec.cancel_at, "cancel_at_period_end": False}


def _nothing_to_come(answer: Json | Refused) -> bool:
    """Tell a subscription that neither side will bill, such as a trial without a card that is to be
    cancelled (docs.stripe.com/error-codes)."""
    return isinstance(answer, Refused) and answer.code == "invoice_upcoming_none"


def _unforetold(side: str, answer: Refused) -> str:
    return f"Stripe makes no preview of the {side}'s next invoice: {answer.message}"
