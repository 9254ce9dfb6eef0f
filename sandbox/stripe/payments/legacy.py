"""Cards and sources as customers had them before payment methods
(docs.stripe.com/payments/older-apis)."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.card_table import CARDS, named
from sandbox.stripe.core.errors import invalid_request, not_implemented, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments.card_input import typed_card, typed_expiry
from sandbox.stripe.payments.instruments import refusal_to_attach, remember
from sandbox.stripe.payments.methods import declined, method_object
from sandbox.stripe.shapes.legacy import legacy_card

KINDS = ("card", "source")


def new_card(account: Account, given: dict[str, Any]) -> Object:
    """Make a card of what was typed, or of ``{"token": "tok_visa"}``."""
    card = typed_card(given)
    made = legacy_card(account, card, typed_expiry(given, account.now()), given)
    remember(account, made["id"], card)
    return account.add(made)


def redeem(account: Account, reference: str, *, param: str = "source") -> Object:
    """Turn a token or an id into a card or source that can be charged."""
    if reference.startswith("btok_"):
        raise not_implemented("bank accounts as sources")
    if named(reference):
        return new_card(account, {"token": reference})
    token = account.find("token", reference)
    if token is not None:
        return _spend(account, token)
    for kind in KINDS:
        found = account.find(kind, reference)
        if found is not None:
            return found
    raise resource_missing("source", reference, param)


def to_charge(account: Account, source: str | None, customer: str | None) -> Object:
    """Find what a direct charge takes its money from, as a payment method."""
    if source is None and customer is None:
        message = "Must provide source or customer."
        raise invalid_request(message, code="parameter_missing")
    if source is None:
        found = account.get("customer", str(customer), param="customer")
        source = found["default_source"]
        if source is None:
            message = "Cannot charge a customer that has no active card"
            raise invalid_request(message, param="card", code="missing")
    elif not source.startswith(("card_", "src_", "pm_")):
        source = str(redeem(account, source)["id"])
    method = method_object(account, source, param="source")
    if customer is not None and method["customer"] not in (None, customer):
        message = f"Customer {customer} does not have a linked source with ID {source}."
        raise invalid_request(message, param="source", code="missing")
    if customer is None and method["customer"] is not None:
        message = f"Source {source} belongs to a customer, who has to be named."
        raise invalid_request(message, param="customer")
    return method


def give_to(account: Account, found: Object, customer: Object, *, quiet: bool = False) -> Object:
    """Save a card or source for a customer; the first one becomes the default. ``quiet``: the
    customer is only being made, and their creation tells it."""
    if found["customer"] not in (None, customer["id"]):
        raise invalid_request("This source belongs to another customer.", param="source")
    refusal = refusal_to_attach(account, found["id"])
    if refusal is not None:
        account.store.drop(found)
        raise declined(refusal)
    account.change(found, {"customer": customer["id"]}, "customer.source.created")
    if customer["default_source"] is None:
        news = () if quiet else ("customer.updated",)
        account.change(customer, {"default_source": found["id"]}, *news)
    return found


def check_owned(account: Account, customer: str, wanted: str) -> str:
    """Insist on a card or source that this customer has saved."""
    if wanted not in {each["id"] for each in of(account, customer)}:
        raise resource_missing("source", wanted, "default_source")
    return wanted


def replace_default(account: Account, customer: Object, reference: str) -> None:
    """Save another card in place of the default one, which is deleted
    (docs.stripe.com/api/customers/update, ``source``)."""
    old = customer["default_source"]
    found = give_to(account, redeem(account, reference), customer)
    if found["id"] != old:
        account.change(customer, {"default_source": found["id"]}, "customer.updated")
    for kind in KINDS:
        gone = account.find(kind, old or "")
        if gone is not None and gone is not found:
            account.remove(gone, "customer.source.deleted")


def take_from(account: Account, found: Object, customer: Object) -> None:
    """Remove it; the next one saved becomes the default."""
    account.remove(found, "customer.source.deleted")
    if customer["default_source"] == found["id"]:
        rest = [each["id"] for each in of(account, customer["id"])]
        following = {"default_source": rest[0] if rest else None}
        account.change(customer, following, "customer.updated")


def of(account: Account, customer: str) -> list[Object]:
    """List a customer's cards and sources, oldest first."""
    return [each for kind in KINDS for each in account.where(kind, "customer", customer)]


def _spend(account: Account, token: Object) -> Object:
    if token["used"]:
        message = f"You cannot use a Stripe token more than once: {token['id']}."
        raise invalid_request(message, param="source", code="token_already_used")
    account.change(token, {"used": True})
    kept: Object = dict(token["card"], id=account.new_id("card"))
    remember(account, kept["id"], CARDS[account.facts[token["id"]]["number"]])
    return account.add(kept)
