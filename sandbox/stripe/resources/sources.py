"""Tokens, sources and customers' cards as they were before payment methods:
https://docs.stripe.com/api/tokens, …/api/sources, …/api/cards."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.card_table import CARDS
from sandbox.stripe.core.errors import not_implemented, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import invalid
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import legacy
from sandbox.stripe.payments.card_input import typed_card, typed_expiry
from sandbox.stripe.payments.instruments import remember
from sandbox.stripe.shapes.legacy import card_source, legacy_card

_CARD = (
    "address_city", "address_country", "address_line1", "address_line2", "address_state",
    "address_zip", "cvc", "exp_month", "exp_year", "name", "number",
)  # fmt: skip
_HOLDER = (*(name for name in _CARD if name.startswith("address")), "name")


@route("POST", "/v1/tokens", params="TokenCreateParams")
@implemented(*(f"card.{name}" for name in _CARD))
def tokenize(call: Call) -> Object:
    """Turn a card that somebody typed into a token for one use."""
    account, given = call.account, call.params.get("card")
    if not isinstance(given, dict):
        raise not_implemented("tokens of anything but a card's number")
    given = {**given, **{name: _whole(given[name], name) for name in _DATES if name in given}}
    card = typed_card(given)
    made: Object = {
        "id": account.new_id("tok"),
        "object": "token",
        "card": legacy_card(account, card, typed_expiry(given, account.now()), given),
        "client_ip": None,
        "created": account.now(),
        "livemode": account.livemode,
        "type": "card",
        "used": False,
    }
    remember(account, made["id"], card)
    return account.add(made)


_DATES = ("exp_month", "exp_year")


def _whole(text: object, name: str) -> int:
    """Read a number that this endpoint, unlike younger ones, takes as text."""
    if not str(text).isdecimal():
        raise invalid("integer", text, f"card[{name}]", "parameter_invalid_integer")
    return int(str(text))


@route("GET", "/v1/tokens/{id}", params="TokenRetrieveParams")
def token(call: Call, token_id: str) -> Object:
    """Show one."""
    return call.account.get("token", token_id)


@route("POST", "/v1/sources", params="SourceCreateParams")
@implemented("currency", "metadata", "owner", "statement_descriptor", "token", "type", "usage")
def create_source(call: Call) -> Object:
    """Make a reusable source of a card's token."""
    account, params = call.account, call.params
    if params.get("type") != "card" or "token" not in params:
        raise not_implemented(f"sources of type {params.get('type')}, or without a card's token")
    card = legacy.redeem(account, params["token"], param="token")
    made = card_source(account, card, params)
    remember(account, made["id"], CARDS[account.facts[card["id"]]["number"]])
    return account.add(made, "source.chargeable")


@route("GET", "/v1/sources/{id}", params="SourceRetrieveParams")
def source(call: Call, source_id: str) -> Object:
    """Show one."""
    return call.account.get("source", source_id)


@route("POST", "/v1/customers/{id}/sources", params="CustomerCreateSourceParams")
@implemented("metadata", "source")
def give(call: Call, customer_id: str) -> Object:
    """Save a card for a customer."""
    account, customer = call.account, _customer(call, customer_id)
    found = legacy.redeem(account, call.params["source"])
    account.store.change(
        found, {"metadata": merged(found["metadata"], call.params.get("metadata"))}
    )
    return legacy.give_to(account, found, customer)


@route("GET", "/v1/customers/{id}/sources", params="CustomerListSourcesParams")
@implemented("object")
def index(call: Call, customer_id: str) -> Object:
    """List a customer's cards and sources."""
    _customer(call, customer_id)
    every = legacy.of(call.account, customer_id)
    return call.listing(every, object=call.params.get("object"))


@route("GET", "/v1/customers/{id}/sources/{id}", params="CustomerRetrieveSourceParams")
def retrieve(call: Call, customer_id: str, source_id: str) -> Object:
    """Show one of a customer's."""
    return _owned(call.account, customer_id, source_id)


@route("POST", "/v1/customers/{id}/sources/{id}", params="CustomerModifySourceParams")
@implemented(*_HOLDER, *_DATES, "metadata")
def update(call: Call, customer_id: str, source_id: str) -> Object:
    """Change a card's holder or expiry."""
    found = _owned(call.account, customer_id, source_id)
    if found["object"] != "card" and call.params.keys() - {"metadata", "expand"}:
        raise not_implemented("changing a source")
    changes: Object = {
        **call.given(*_HOLDER),
        **{name: int(call.params[name]) for name in _DATES if name in call.params},
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    return call.account.change(found, changes, "customer.source.updated")


@route("DELETE", "/v1/customers/{id}/sources/{id}", params="CustomerDeleteSourceParams")
def delete(call: Call, customer_id: str, source_id: str) -> Object:
    """Take one away."""
    account, customer = call.account, _customer(call, customer_id)
    found = _owned(account, customer_id, source_id)
    legacy.take_from(account, found, customer)
    return account.deleted[source_id]


def _customer(call: Call, customer_id: str) -> Object:
    return call.account.get("customer", customer_id, param="customer")


def _owned(account: Account, customer_id: str, source_id: str) -> Object:
    for each in legacy.of(account, customer_id):
        if each["id"] == source_id:
            return each
    raise resource_missing("source", source_id)


@includable("customer", "sources")
def sources(account: Account, customer: Object) -> Object:
    """Show a customer's cards and sources, which only an expansion does (since 2020-08-27)."""
    return page(legacy.of(account, customer["id"]), {}, f"/v1/customers/{customer['id']}/sources")
