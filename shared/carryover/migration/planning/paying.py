"""What a subscription is charged to, and whether Stripe's data copy brings that along.

docs.stripe.com/billing/subscriptions/payment-methods-setting, payment method priority;
docs.stripe.com/get-started/data-migrations/pan-copy-self-serve, what is copied.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from carryover.migration.planning.codes import Code
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.payer import Customer, Instrument
from carryover.migration.planning.verdict import Reason

COPIED: Final = frozenset(
    {
        ("payment_method", "card"),
        ("payment_method", "us_bank_account"),
        ("payment_method", "sepa_debit"),
        ("card", None),
        ("bank_account", None),
        ("source", "card"),
    }
)
"""Object and type."""


@dataclass(frozen=True, slots=True)
class Method:
    """What will be charged."""

    id: str
    own: bool
    """Whether the subscription names it itself; otherwise its customer does."""
    instrument: Instrument | None
    """``None``: it was not expanded, so nothing is known but its id."""


def method(subscription: Subscription) -> Method | None:
    """Find what is charged, in Stripe's order."""
    own = subscription.default_payment_method or subscription.default_source
    if own is not None:
        return _named(own, own=True)
    fallback = of_customer(subscription.customer)
    return None if fallback is None else _named(fallback, own=False)


def of_customer(customer: Customer) -> Instrument | str | None:
    """Find what the customer is charged by default."""
    return customer.invoice_settings.default_payment_method or customer.default_source


def needed(subscription: Subscription, found: Method | None) -> Method | None:
    """Keep what has to be in the target: what is charged, or what the subscription itself names
    even though it sends invoices."""
    if found is None or found.own or subscription.charged:
        return found
    return None


def objections(subscription: Subscription, amount: int | None) -> Iterator[Reason]:
    """Say what stands against charging it in the target."""
    found = method(subscription)
    if found is None:
        if subscription.charged and subscription.status == "active" and amount != 0:
            yield _nothing_to_charge()
        return
    if needed(subscription, found) is None or found.instrument is None:
        return
    if (kind := _kind(found.instrument)) not in COPIED:
        yield _stays_behind(found.id, kind)


def _kind(instrument: Instrument) -> tuple[str, str | None]:
    return instrument.object, instrument.type if instrument.object != "card" else None


def _named(found: Instrument | str, *, own: bool) -> Method:
    if isinstance(found, str):
        return Method(found, own, None)
    return Method(found.id, own, found)


def _nothing_to_charge() -> Reason:
    return Reason(
        code=Code.NO_PAYMENT_METHOD,
        sentence=(
            "There is nothing to charge: neither the subscription nor its customer has a payment "
            "method. Its next payment fails wherever it is. Ask the customer for one at the source "
            "and have it copied."
        ),
    )


def _stays_behind(name: str, kind: tuple[str, str | None]) -> Reason:
    what = {"source": f"{kind[1]} source"}.get(kind[0], kind[1] or kind[0])
    return Reason(
        code=Code.NOT_COPIED,
        sentence=(
            f"It is charged to {name} ({what}), which Stripe's data copy does not carry. Ask the "
            "customer for a card at the source before the copy, or for a new mandate in the target."
        ),
    )
