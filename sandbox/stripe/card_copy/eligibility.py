"""What is carried over and what is not.

https://docs.stripe.com/get-started/data-migrations/pan-copy-self-serve#data-copying-considerations:
cards (as payment methods, cards or sources), US bank accounts and SEPA payment methods; not SEPA
sources, Bacs, ACSS, and nothing that is not a customer or a way to pay.
"""

from collections.abc import Collection

from sandbox.stripe.core.store import Object

CUSTOMER = ("address", "email", "metadata", "name", "phone")
"""Fields of a customer that are copied; balance, defaults, tax ids … start anew [inferred]."""

MANDATED = ("us_bank_account", "sepa_debit")
KINDS = ("payment_method", "card", "source", "bank_account")
"""Kinds of object one can pay with, in the order in which they are copied."""


def obstacle(method: Object, accepted: Collection[str]) -> str | None:
    """Say why a way to pay stays behind; None when it comes along."""
    kind, of = method["object"], method.get("type")
    if kind == "card":
        return None
    if kind == "bank_account":
        return _unless(accepted, "us_bank_account")
    if kind == "source":
        return None if of == "card" else f"{of} sources are not copied"
    if of == "card":
        return None
    return _unless(accepted, of) if of in MANDATED else f"{of} payment methods are not copied"


def _unless(accepted: Collection[str], of: str) -> str | None:
    return None if of in accepted else f"the recipient did not accept the {of} mandates"
