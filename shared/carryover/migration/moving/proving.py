"""Asks Stripe what both sides would bill next, and compares."""

from collections.abc import Mapping
from dataclasses import dataclass

from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Old, Run, Thing
from carryover.migration.moving.sides import TargetSide, TargetState
from carryover.migration.moving.sight import Proof, Sight
from carryover.migration.planning.params import reapplying
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.compare import differences, expected
from carryover.migration.verifying.previews import PATH, asking_source, asking_target
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi


@dataclass(frozen=True, slots=True)
class Prover:
    """Previews change nothing, so they need no key and may be repeated."""

    stripe: StripeApi

    def prove(
        self, run: Run, spec: Spec, sight: Sight, target: TargetSide, ids: Mapping[Old, str]
    ) -> Proof:
        """Compare the two next invoices to the cent and the second (MIG-8)."""
        here = self._ask(spec.account, asking_source(sight.source.raw, spec.cancel_at))
        disarmed = {
            **asking_target(target.raw, spec.cancel_at),
            **_redeemed_again(spec, target, ids),
        }
        there = self._ask(run.target, disarmed)
        for side, answer in (("source", here), ("target", there)):
            if isinstance(answer, Refused):
                return Proof(None, refused=_unforetold(side, answer))
        return Proof(expected(_json(here)), differences(_json(here), _json(there), spec, ids))

    def foretell(self, run: Run, said: Params) -> Json | Refused:
        """Ask what a subscription would bill at once, if it were created."""
        return self._ask(run.target, said)

    def _ask(self, account: str, said: Params) -> Json | Refused:
        return self.stripe.ask(account, PATH, said)


def products(account: str, subscription: Json) -> frozenset[Old]:
    """Name the products of its prices: invoices name them beside the prices."""
    prices = (item["price"] for item in subscription["items"]["data"])
    return frozenset(
        Old(account=account, kind=Thing.PRODUCT, id=price["product"]) for price in prices
    )


def _json(answer: Json | Refused) -> Json:
    if isinstance(answer, Refused):
        raise NeedsReview("preview", answer.message)
    return answer


def _redeemed_again(spec: Spec, target: TargetSide, ids: Mapping[Old, str]) -> Params:
    """Say the discounts as the disarming will: previewed without them, the update would drop those
    that run for months (STRIPE.md §3). Once disarmed, they speak for themselves."""
    if target.state is TargetState.ALIVE:
        return {}
    again = reapplying(spec, ids)
    return {"discounts": again["discounts"]} if again else {}


def _unforetold(side: str, answer: Refused) -> str:
    return f"Stripe makes no preview of the {side}'s next invoice: {answer.message}"
