"""Whether a parameter an endpoint says it implements makes any difference."""

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.stripe.http.contract import contract
from sandbox.stripe.http.routing import Endpoint
from sandbox.stripe.http.shapes import Hash, ListOf, OneOf, Shape
from tests.contract.strictness.guessing import DAY, Guesser
from tests.contract.strictness.stocked import Object, Stocked
from tests.unit.sandbox.stripe.platform.caller import START

OK = 200
EMPTY = '{"object": "list", "data": []'
"""A list that nothing could narrow."""
PAGES = frozenset({"expand", "limit", "starting_after", "ending_before", "created"})


def bases(stocked: Stocked, guesser: Guesser, endpoint: Endpoint) -> Iterator[Object]:
    """Requests to which a parameter is added: what is required, and what makes sense of more."""
    shape = contract(endpoint.params)
    needed = {name: guesser.values(name, shape.fields[name])[0] for name in sorted(shape.required)}
    yield needed
    for more in MORE.get((endpoint.method, endpoint.path), ()):
        yield {**needed, **more(stocked)}


def silent(stocked: Stocked, guesser: Guesser, endpoint: Endpoint, name: str) -> bool:
    """Tell whether no value of a parameter changes anything about a request that is carried out."""
    tried = False
    for path in stocked.paths(endpoint):
        for base in bases(stocked, guesser, endpoint):
            without = stocked.outcome(endpoint.method, path, base)
            carried_out = without[0] == OK and EMPTY not in without[1]
            for params in additions(guesser, contract(endpoint.params), name.split("."), base):
                if stocked.outcome(endpoint.method, path, params) != without:
                    return False
                tried |= carried_out and params != base
    return tried


def additions(guesser: Guesser, shape: Shape, steps: list[str], base: Any) -> Iterator[Any]:
    """Add a parameter to a request in every way worth trying."""
    name, *rest = steps
    inner = _hash(shape)
    if inner is None:
        return
    field = inner.fields[name]
    if not rest:
        yield from ({**base, name: value} for value in guesser.values(name, field))
        return
    below = _hash(field)
    if below is None:
        return
    old = base.get(name)
    in_array = isinstance(field, OneOf) and field.array is not None and field.hash is None
    needed = {each: guesser.values(each, below.fields[each])[0] for each in sorted(below.required)}
    start = (old[0] if isinstance(old, list) and old else old) or needed
    for added in additions(guesser, below, rest, start):
        yield {**base, name: [added] if in_array else added}


def _hash(shape: Shape) -> Hash | None:
    match shape:
        case Hash():
            return shape
        case OneOf():
            return _hash(shape.hash) if shape.hash else _hash(shape.array) if shape.array else None
        case ListOf():
            return _hash(shape.element)
    return None


def _selling(stocked: Stocked) -> Object:
    return {**_for_the_customer(stocked), "items": [{"price": stocked.prices[0]}]}


def _for_the_customer(stocked: Stocked) -> Object:
    return {"customer": stocked.ids()["customer"][0]}


def _scheduling(stocked: Stocked) -> Object:
    phase = {"items": [{"price": stocked.prices[0]}], "iterations": 2}
    return {**_for_the_customer(stocked), "start_date": START + 9 * DAY, "phases": [phase]}


def _pricing(stocked: Stocked) -> Object:
    return {"currency": "usd", "unit_amount": 500, "product": stocked.ids()["product"][0]}


BILLED = {"name": "Ann", "email": "ann@example.com", "address": {"country": "DE"}}

MORE: dict[tuple[str, str], tuple[Callable[[Stocked], Object], ...]] = {
    ("POST", "/v1/subscriptions"): (
        _selling,
        lambda stocked: {**_selling(stocked), "payment_behavior": "default_incomplete"},
        lambda stocked: {**_selling(stocked), "billing_cycle_anchor": START + 9 * DAY},
        lambda stocked: {**_selling(stocked), "customer": stocked.customers[2]},
    ),
    ("POST", "/v1/subscriptions/{id}"): (
        lambda stocked: {"items": [{"price": stocked.prices[1]}]},
        lambda _: {"trial_end": "now"},
    ),
    ("POST", "/v1/subscription_items"): (
        lambda stocked: {"subscription": stocked.subscriptions[0], "price": stocked.prices[1]},
        lambda stocked: {
            "subscription": stocked.subscriptions[5],
            "price": stocked.prices[1],
            "proration_behavior": "always_invoice",
        },
    ),
    ("POST", "/v1/subscription_items/{id}"): (
        lambda _: {"quantity": 3},
        lambda _: {"quantity": 3, "proration_behavior": "always_invoice"},
    ),
    ("POST", "/v1/subscription_schedules"): (
        _scheduling,
        lambda stocked: {"from_subscription": stocked.subscriptions[0]},
    ),
    ("POST", "/v1/invoiceitems"): (
        lambda stocked: {**_for_the_customer(stocked), "amount": 5, "currency": "usd"},
        lambda stocked: {**_for_the_customer(stocked), "currency": "usd"},
    ),
    ("POST", "/v1/payment_methods"): (
        lambda _: {"type": "card", "card": {"token": "tok_visa"}},
        lambda _: {"type": "us_bank_account", "billing_details": {"name": "Ann"}},
        lambda _: {"type": "sepa_debit", "billing_details": BILLED},
        lambda _: {"type": "bacs_debit", "billing_details": BILLED},
        lambda _: {
            "type": "card",
            "card": {"number": "4242424242424242", "exp_month": 8, "exp_year": 2030},
        },
    ),
    ("POST", "/v1/prices"): (
        _pricing,
        lambda stocked: {**_pricing(stocked), "lookup_key": "b"},
        lambda stocked: {**_pricing(stocked), "recurring": {"interval": "month"}},
        lambda _: {"currency": "usd", "unit_amount": 500, "product_data": {"name": "New"}},
    ),
    ("POST", "/v1/prices/{id}"): (lambda _: {"lookup_key": "b"},),
    ("GET", "/v1/prices"): (lambda _: {"active": True},),
    ("GET", "/v1/subscriptions/search"): (lambda _: {"query": "status:'active'"},),
}
"""Further requests to which parameters are added, where the required ones alone do not get far."""
