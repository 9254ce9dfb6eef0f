"""Reads both sides of a move from Stripe: two requests, when nothing is unusual."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Move, Old, Run, Thing
from carryover.migration.moving.sides import (
    SourceSide,
    TargetSide,
    TargetState,
    marked_for,
    source_side,
    stopped_by,
    target_side,
)
from carryover.migration.planning.seen import COUPON_EXPAND, EXPAND, Seen, coupons_to_read
from carryover.migration.store import IdMap
from carryover.migration.stripe_json import id_of
from carryover.migration.verifying.reading import subscription
from carryover.ports.stripe_api import Json, StripeApi

OWED: Final = frozenset({"open", "paid", "uncollectible"})
"""Statuses of invoices a customer has been asked to pay (docs.stripe.com/api/invoices/object)."""


@dataclass(frozen=True, slots=True)
class Payer:
    """The customer in the target, with what is already there for this source."""

    raw: Json
    targets: tuple[TargetSide, ...]


@dataclass(frozen=True, slots=True)
class Looker:
    """Looks at one subscription's both sides."""

    stripe: StripeApi
    ids: IdMap

    def source(self, move: Move) -> SourceSide:
        """Read the source, whole: of more than ten items a list shows only the first."""
        raw = subscription(self.stripe, move.account, move.subscription, list(EXPAND))
        return source_side(raw, move.run)

    def seen(self, move: Move, source: SourceSide, now: int) -> Seen:
        """Put it before the planner, with the coupons that it only names, and what its customer is
        still to be billed for."""
        named = sorted(coupons_to_read(source.raw))
        coupons = {name: self._coupon(move.account, name) for name in named}
        return Seen(
            account=move.account,
            subscription=source.raw,
            coupons={name: coupon for name, coupon in coupons.items() if coupon is not None},
            pending_items=tuple(self._pending(move.account, source.raw)),
            read_at=now,
        )

    def payer(self, run: Run, move: Move, customer: str) -> Payer | None:
        """Read who pays in the target; ``None``: Stripe's mapping does not know them yet.

        Customers show their living subscriptions when asked (docs.stripe.com/api/customers/object),
        and unlike search this shows what was written a moment ago.
        """
        old = Old(account=move.account, kind=Thing.CUSTOMER, id=customer)
        new = self.ids.find(run.name, [old]).get(old)
        if new is None:
            return None
        expand = ["subscriptions", "tax_ids"]
        raw = self.stripe.get(run.target, f"customers/{new}", {"expand": expand})
        if raw is None or raw.get("deleted"):
            raise NeedsReview(
                f"customer {new} of {run.target}",
                f"Stripe's mapping names {new} for {old}, and {run.target} has no such customer. "
                "Ask for the card copy again, or correct the mapping.",
            )
        return Payer(raw, tuple(self._targets(run, move, raw)))

    def targets(self, run: Run, move: Move, payer: Payer | None) -> tuple[TargetSide, ...]:
        """Find whatever lives in the target for this source: by its mark, and the one we made last
        by its id. Marks can be lost (metadata is everybody's), a later mapping may name another
        customer, and a target that is overlooked bills beside its source."""
        marked = () if payer is None else payer.targets
        made = self.ids.find(run.name, [move.old]).get(move.old)
        if made is None or any(made == each.id for each in marked):
            return marked
        overlooked = self.target(run, made)
        return marked if overlooked is None else (*marked, overlooked)

    def target(self, run: Run, target: str) -> TargetSide | None:
        """Read one target again; ``None``: it is over."""
        raw = self.stripe.get(run.target, f"subscriptions/{target}")
        side = None if raw is None else target_side(raw)
        return None if side is None or side.state is TargetState.ENDED else side

    def is_ours_to_mend(self, run: Run, target: str) -> bool:
        """Tell whether we have ended it ourselves: a worker that stood still for longer than its
        claim may do so after another one has finished."""
        raw = self.stripe.get(run.target, f"subscriptions/{target}")
        said = ((raw or {}).get("cancellation_details") or {}).get("comment")
        return bool(said == stopped_by(run.name))

    def billed(self, run: Run, target: str) -> str | None:
        """Name an invoice of a target that is about money, unless it was voided or never sent."""
        pages = self.stripe.pages(run.target, "invoices", {"subscription": target})
        asked = (invoice for page in pages for invoice in page if invoice["total"] > 0)
        return next((str(each["id"]) for each in asked if each["status"] in OWED), None)

    def _coupon(self, account: str, name: str) -> Json | None:
        return self.stripe.get(account, f"coupons/{name}", {"expand": list(COUPON_EXPAND)})

    def _pending(self, account: str, bought: Json) -> Iterator[Json]:
        asked = {"customer": id_of(bought["customer"]), "pending": True}
        for page in self.stripe.pages(account, "invoiceitems", asked):
            yield from page

    def _targets(self, run: Run, move: Move, customer: Json) -> Iterator[TargetSide]:
        shown = customer["subscriptions"]
        every = self._all(run, customer["id"]) if shown["has_more"] else shown["data"]
        for raw in every:
            if marked_for(raw, move.account, move.subscription):
                yield target_side(raw)

    def _all(self, run: Run, customer: str) -> Iterator[Json]:
        for page in self.stripe.pages(run.target, "subscriptions", {"customer": customer}):
            yield from page
