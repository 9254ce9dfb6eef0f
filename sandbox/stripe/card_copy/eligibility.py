"""What is carried over and what is not.

https://docs.stripe.com/get-started/data-migrations/pan-copy-self-serve#data-copying-considerations:
cards (as payment methods, cards or sources), US bank accounts and SEPA payment methods; not SEPA
sources, Bacs, ACSS, and nothing that is not a customer or a way to pay.
"""

from collections.abc import Collection

from sandbox.stripe.core.store import Object

CUSTOMER = ("address", "email", "metadata", "name", "phone")
"""Fields of a customer that are copied; balance, defaults, tax ids … start anew [inferred]."""

KINDS = ("payment_method", "card", "source", "bank_account")
"""Kinds of object one can pay with, in the order in which they are copied."""

CARDS = {("payment_method", "card"), ("card", None), ("source", "card")}
DEBITS = {
    ("payment_method", "us_bank_account"): "us_bank_account",
    ("payment_method", "sepa_debit"): "sepa_debit",
    ("bank_account", None): "us_bank_account",
}
"""By object and type: what the recipient has to accept first."""


def obstacle(method: Object, accepted: Collection[str]) -> str | None:
    """Say why a way to pay stays behind; None when it comes along."""
    what = method["object"], method.get("type")
    if what in CARDS:
        return None
    if what not in DEBITS:
        return f"{what[1]} {what[0]}s are not copied"
    mandate = DEBITS[what]
    return None if mandate in accepted else f"the recipient did not accept {mandate} mandates"
