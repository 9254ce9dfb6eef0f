"""What is read from a source, and what for: one entry per kind of object."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.planning.seen import EXPAND
from carryover.ports.stripe_api import Json

DAY: Final = 86_400

RECENT: Final = 60
"""Days of paid invoices: two monthly renewals, for the rate at which they succeed (MIG-9)."""

IN_FLIGHT: Final = 120
"""Days in which a refund may still be on its way, or fail."""


@dataclass(frozen=True, slots=True)
class Query:
    """One list."""

    filters: Mapping[str, Any]
    days: int | None = None
    """Only what was created in the days before the snapshot."""

    def params(self, taken_at: Seconds) -> dict[str, Any]:
        """Say it to Stripe; the same whenever it is asked within one snapshot."""
        since = {} if self.days is None else {"created": {"gte": taken_at - self.days * DAY}}
        return {**self.filters, **since}

    def holds(self, one: Json) -> bool:
        """Tell whether an object, read again, would still be in this list: only then the list can
        be gone on with behind it."""
        return all(STILL[name](one, value) for name, value in self.filters.items())


STILL: Final[Mapping[str, Callable[[Json, Any], bool]]] = {
    "active": lambda one, wanted: one.get("active") is wanted,
    "pending": lambda one, wanted: (one.get("invoice") is None) is wanted,
    "status": lambda one, wanted: wanted in {"all", one.get("status")},
}
"""The filters that are used here, by what they mean."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """One kind of object."""

    kind: str
    """Stripe's ``object`` name."""
    path: str
    queries: tuple[Query, ...] = (Query({}),)
    expand: tuple[str, ...] = ()
    """Below ``data``; Stripe follows four levels in all (docs.stripe.com/expand)."""
    single: bool = False
    """There is one of it, and no list."""
    optional: bool = False
    """A migration can be planned without it: a key that may not read it stops nothing."""

    @property
    def file(self) -> str:
        """Name its file."""
        return f"{self.kind}.jsonl.gz"

    @property
    def expansions(self) -> dict[str, list[str]]:
        """Say the expansions for a list."""
        return {"expand": [f"data.{each}" for each in self.expand]} if self.expand else {}


WANTED: Final = (
    Wanted("account", "account", single=True, optional=True),
    Wanted(
        "subscription",
        "subscriptions",
        (Query({"status": "all"}),),
        expand=EXPAND,
    ),
    Wanted("subscription_schedule", "subscription_schedules"),
    Wanted("invoiceitem", "invoiceitems", (Query({"pending": True}),)),
    Wanted(
        "invoice",
        "invoices",
        (
            Query({"status": "draft"}),
            Query({"status": "open"}),
            Query({"status": "uncollectible"}),
            Query({"status": "paid"}, days=RECENT),
        ),
    ),
    Wanted(
        "customer",
        "customers",
        expand=("tax_ids", "default_source", "invoice_settings.default_payment_method"),
    ),
    Wanted("product", "products"),
    Wanted(
        "price",
        "prices",
        (Query({"active": True}), Query({"active": False})),
        expand=("tiers", "currency_options"),
    ),
    Wanted("coupon", "coupons", expand=("applies_to", "currency_options")),
    Wanted("promotion_code", "promotion_codes", expand=("promotion.coupon",)),
    Wanted("tax_rate", "tax_rates"),
    Wanted("dispute", "disputes", optional=True),
    Wanted("refund", "refunds", (Query({}, days=IN_FLIGHT),), optional=True),
    Wanted("webhook_endpoint", "webhook_endpoints", optional=True),
    Wanted("tax_id", "tax_ids", optional=True),
    Wanted("payment_link", "payment_links", (Query({"active": True}),), optional=True),
)
"""Subscriptions first: what they hang on is read after them, and so is at least as new. Payment
methods come inside customers and subscriptions: a subscription is charged to nothing else than
one of the four defaults (docs.stripe.com/api/subscriptions/object). Prices are two lists: without
``active`` Stripe leaves the archived ones out, and subscriptions still bill by them
(docs.stripe.com/api/prices/list); its other lists name what is archived, too. Usage, events and
paid history are left where they are; test clocks too."""
