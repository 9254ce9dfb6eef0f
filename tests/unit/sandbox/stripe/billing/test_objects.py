"""Objects are complete: every field of the installed SDK's classes, none that it does not know."""

from typing import Optional, get_args

import pytest
import stripe
from stripe import StripeObject

from tests.unit.sandbox.stripe.billing.shop import Shop

NOT_TYPED_ANY_MORE = {"excluded_payment_method_types", "cancellation_reason", "total_count"}
"""Shown by the API, missing in the Python classes."""
ONLY_WHEN_ASKED = {
    "confirmation_secret", "deleted", "level3", "payment_details", "payment_record", "payments",
    "presentment_details", "transfer", "refunds",
}  # fmt: skip
ONLY_WHEN_USED = {
    "authorization_code", "billed_until", "frozen_fields", "hooks", "invoicing_rules",
    "proration_details", "status_details", "threshold_reason",
}  # fmt: skip
"""Left out rather than null, as stripe-node's types tell (tests/contract/other_language)."""
CLASSES: dict[str, type[StripeObject]] = {
    "subscription": stripe.Subscription,
    "invoice": stripe.Invoice,
    "charge": stripe.Charge,
    "payment_intent": stripe.PaymentIntent,
    "invoice_payment": stripe.InvoicePayment,
    "invoiceitem": stripe.InvoiceItem,
}


@pytest.fixture(scope="module")
def lived() -> Shop:
    """A shop in which everything has happened once."""
    shop = Shop()
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price())
    shop.post("/v1/invoiceitems", customer=customer, amount=100, currency="usd")
    item = subscription["items"]["data"][0]["id"]
    path = f"/v1/subscriptions/{subscription['id']}"
    shop.post(path, items=[{"id": item, "quantity": 2}])
    shop.gets_card(customer, "chargeCustomerFail")
    shop.days_pass(90)
    return shop


def fields(of: type[StripeObject]) -> dict[str, object]:
    return {name: kind for name, kind in of.__annotations__.items() if name != "OBJECT_NAME"}


def may_be_null(annotation: object) -> bool:
    return type(None) in get_args(annotation) or annotation is Optional


@pytest.mark.parametrize("kind", CLASSES)
def test_no_field_is_missing_unknown_or_wrongly_null(lived: Shop, kind: str) -> None:
    known = fields(CLASSES[kind])
    found = lived.truth(kind)

    assert found
    for obj in found.values():
        assert set(known) - obj.keys() <= ONLY_WHEN_ASKED | ONLY_WHEN_USED
        assert obj.keys() - known.keys() - {"object"} <= NOT_TYPED_ANY_MORE
        nulls = {name for name, value in obj.items() if value is None and name in known}
        assert not {name for name in nulls if not may_be_null(known[name])}


@pytest.mark.parametrize(
    ("parent", "path", "of"),
    [
        ("subscription", "items", stripe.SubscriptionItem),
        ("invoice", "lines", stripe.InvoiceLineItem),
    ],
)
def test_parts_are_complete_too(
    lived: Shop, parent: str, path: str, of: type[StripeObject]
) -> None:
    known = fields(of)

    for obj in lived.truth(parent).values():
        for part in obj[path]["data"]:
            assert set(known) - part.keys() <= ONLY_WHEN_ASKED | ONLY_WHEN_USED
            assert part.keys() - known.keys() <= {"object"}
