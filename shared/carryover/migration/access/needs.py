"""What each account's key must be allowed, and why: all of it, on one screen."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.ports.stripe_permissions import Level, permission

UNKNOWN: Final = "carryover_probe"
"""An id nobody has: a request for it is refused as unknown by whoever may ask, and as forbidden
by whoever may not; in neither case does anything happen."""

PREVIEW: Final = "invoices/create_preview"
CHECKOUT: Final = f"checkout/sessions/{UNKNOWN}"
PORTAL: Final = f"billing_portal/configurations/{UNKNOWN}"


class Role(StrEnum):
    """What an account is to a migration."""

    SOURCE = "source"
    TARGET = "target"


@dataclass(frozen=True, slots=True)
class Need:
    """One box to tick."""

    resource: str
    level: Level
    why: str
    path: str = ""
    """Where to ask for the unknown; by default the resource itself."""
    optional: bool = False
    """Without it the migration goes on and knows less."""

    @property
    def probe(self) -> str:
        """Say what to ask."""
        return self.path or f"{self.resource}/{UNKNOWN}"

    @property
    def box(self) -> str:
        """Say what to tick: ``Subscriptions: Write``."""
        return permission(self.resource, self.level)


READ, WRITE = Level.READ, Level.WRITE

COMMON: Final = (
    Need("account", READ, "tells whose key it is", path="account", optional=True),
    Need("events", READ, "what webhooks did not bring; Stripe's clock", optional=True),
    Need("payment_methods", READ, "the cards subscriptions are charged to"),
    Need("charges", READ, "payments and refunds in flight", optional=True),
    Need("disputes", READ, "disputes that are still open", optional=True),
    Need("webhook_endpoints", READ, "who else listens to the account", optional=True),
)

READ_AT_SOURCE: Final = (
    Need("customers", READ, "who pays, balances, tax ids, default cards"),
    Need("subscriptions", READ, "what is to be moved; its items and schedules"),
    Need("invoices", READ, "open invoices, pending items, the last renewals"),
    Need("products", READ, "the catalogue"),
    Need("prices", READ, "the catalogue"),
    Need("coupons", READ, "discounts"),
    Need("promotion_codes", READ, "discounts"),
    Need("tax_rates", READ, "taxes"),
    Need("sources", READ, "cards of the old kind", optional=True),
    Need("tax_ids", READ, "the account's own tax ids", optional=True),
    Need("payment_intents", READ, "payments in flight", optional=True),
    Need("payment_links", READ, "where new subscriptions still come from", optional=True),
    Need("checkout", READ, "checkout pages still open", CHECKOUT, optional=True),
    Need("billing_portal", READ, "portal links still open", PORTAL, optional=True),
    Need("balance", READ, "what is left before the account is closed", "balance", optional=True),
    *COMMON,
)
"""Enough for snapshot, audit and plan."""

WRITTEN_AT_SOURCE: Final = (
    Need("subscriptions", WRITE, "ends a subscription once its target is proven: the only write"),
    Need("invoices", WRITE, "previews of the next invoice are asked by POST", path=PREVIEW),
)

READ_AT_TARGET: Final = (
    Need("customers", READ, "whom the copy brought"),
    Need("subscriptions", READ, "what is there already"),
    Need("invoices", READ, "first renewals"),
    Need("products", READ, "what can be used again"),
    Need("prices", READ, "what can be used again"),
    Need("coupons", READ, "what can be used again"),
    Need("promotion_codes", READ, "what can be used again"),
    Need("tax_rates", READ, "what can be used again"),
    *COMMON,
)

WRITTEN_AT_TARGET: Final = (
    Need("customers", WRITE, "default card, balance and tax ids, which the copy does not bring"),
    Need("subscriptions", WRITE, "recreates them"),
    Need("invoices", WRITE, "previews of the next invoice are asked by POST", path=PREVIEW),
    Need("products", WRITE, "makes the catalogue"),
    Need("prices", WRITE, "makes the catalogue"),
    Need("coupons", WRITE, "makes the catalogue"),
    Need("promotion_codes", WRITE, "makes the catalogue"),
    Need("tax_rates", WRITE, "makes the catalogue"),
)

ENDPOINTS: Final = Need("webhook_endpoints", WRITE, "makes the webhook endpoint (cutover)")
"""Of the person who does the cutover; the worker's key needs it no more."""


def needs(role: Role, *, read_only: bool = False) -> Sequence[Need]:
    """List what a key in this role must be allowed."""
    reads, writes = {
        Role.SOURCE: (READ_AT_SOURCE, WRITTEN_AT_SOURCE),
        Role.TARGET: (READ_AT_TARGET, WRITTEN_AT_TARGET),
    }[role]
    return reads if read_only else (*reads, *writes)


def boxes(role: Role, *, read_only: bool = False) -> dict[str, Need]:
    """List the boxes to tick, by resource: one level each, for Write includes Read."""
    return {need.resource: need for need in needs(role, read_only=read_only)}
