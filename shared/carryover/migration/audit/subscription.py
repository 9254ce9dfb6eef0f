"""A subscription as the rules look at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.audit import charged
from carryover.migration.audit.reading import hashes, number, text
from carryover.ports.stripe_api import Json

LIVE: Final = frozenset({"active", "trialing", "past_due", "unpaid", "paused", "incomplete"})
"""What bills, or could bill again; ``canceled`` and ``incomplete_expired`` never do
(docs.stripe.com/billing/subscriptions/overview#subscription-statuses)."""


@dataclass(frozen=True)
class Subscription:
    """One, with what is asked of it more than once."""

    json: Json
    monthly: int | None
    """In minor units of its currency; ``None``: cannot be said beforehand."""
    taken_at: Seconds
    idle_products: frozenset[str] = frozenset()
    """Products that are archived."""

    @property
    def id(self) -> str:
        """Stripe's id."""
        return text(self.json, "id")

    @property
    def status(self) -> str:
        """As Stripe says."""
        return text(self.json, "status")

    @property
    def live(self) -> bool:
        """Whether it could ever bill again."""
        return self.status in LIVE

    @property
    def currency(self) -> str:
        """What it bills in."""
        return text(self.json, "currency")

    @property
    def customer(self) -> object:
        """Who pays; only the id if it was not expanded."""
        return self.json.get("customer")

    @property
    def automatic(self) -> bool:
        """Whether it charges by itself, instead of sending an invoice."""
        return text(self.json, "collection_method") != "send_invoice"

    @cached_property
    def items(self) -> Sequence[Json]:
        """What it bills for."""
        return hashes(self.json, "items")

    @cached_property
    def prices(self) -> Sequence[Json]:
        """The prices of its items."""
        return [each["price"] for each in self.items if isinstance(each.get("price"), dict)]

    @cached_property
    def intervals(self) -> frozenset[tuple[str, int]]:
        """How often its items bill: ``("month", 3)``."""
        return frozenset(
            (text(each, "recurring", "interval"), number(each, "recurring", "interval_count"))
            for each in self.prices
        )

    @cached_property
    def means(self) -> object:
        """What it is charged to."""
        return charged.means(self.json)

    @cached_property
    def method(self) -> str:
        """What kind of thing that is."""
        return charged.kind_of(self.means)

    @cached_property
    def period(self) -> tuple[Seconds, Seconds]:
        """Begin and end of the period already paid; the first end when items differ."""
        ends = [number(each, "current_period_end") for each in self.items]
        begins = [number(each, "current_period_start") for each in self.items]
        end = min(filter(None, ends), default=number(self.json, "current_period_end"))
        begin = min(filter(None, begins), default=number(self.json, "current_period_start"))
        return begin, end

    @property
    def anchor_day(self) -> int:
        """The day of the month it was set to bill on."""
        return moment(number(self.json, "billing_cycle_anchor")).day

    @property
    def discounts(self) -> Sequence[Json]:
        """Its own discounts, without its items' and its customer's."""
        return hashes(self.json, "discounts")

    def duration(self, discount: Json) -> str:
        """Tell how long a discount's coupon runs: ``once``, ``repeating``, ``forever``."""
        return text(discount, "source", "coupon", "duration") or text(
            discount, "coupon", "duration"
        )
