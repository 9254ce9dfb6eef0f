"""Search: https://docs.stripe.com/search, and which fields each resource offers there."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import DEFAULT, size
from sandbox.stripe.http.query import Field, Fields, compiled
from sandbox.stripe.http.routing import Handler, implemented, route

_CARD = {
    f"payment_method_details.card.{name}": Field(
        f"payment_method_details.card.{name}", numeric=name.startswith("exp_")
    )
    for name in ("brand", "exp_month", "exp_year", "fingerprint", "last4")
}


def _number(*names: str) -> Fields:
    return {name: Field(name, numeric=True) for name in names}


def _words(*names: str) -> Fields:
    return {name: Field(name) for name in ("metadata", *names)}


def _parts(*names: str) -> Fields:
    return {name: Field(name, parts=True) for name in names}


FIELDS: dict[str, tuple[str, str, Fields]] = {
    "charges": (
        "charge",
        "ChargeSearchParams",
        {
            **_number("amount", "created"),
            **_words(
                "billing_details.address.postal_code", "currency", "customer", "disputed",
                "refunded", "status",
            ),
            **_CARD,
        },
    ),
    "customers": (
        "customer",
        "CustomerSearchParams",
        {**_number("created"), **_words(), **_parts("email", "name", "phone")},
    ),
    "invoices": (
        "invoice",
        "InvoiceSearchParams",
        {
            **_number("created", "total"),
            **_words("currency", "customer", "number", "receipt_number", "status"),
            "last_finalization_error_code": Field("last_finalization_error.code"),
            "last_finalization_error_type": Field("last_finalization_error.type"),
            "subscription": Field("parent.subscription_details.subscription"),
        },
    ),
    "payment_intents": (
        "payment_intent",
        "PaymentIntentSearchParams",
        {**_number("amount", "created"), **_words("currency", "customer", "status")},
    ),
    "prices": (
        "price",
        "PriceSearchParams",
        _words("active", "currency", "lookup_key", "product", "type"),
    ),
    "products": (
        "product",
        "ProductSearchParams",
        {**_words("active", "shippable", "url"), **_parts("description", "name")},
    ),
    "subscriptions": (
        "subscription",
        "SubscriptionSearchParams",
        {**_number("canceled_at", "created"), **_words("status")},
    ),
}  # fmt: skip
"""Kind, request and fields of every resource that can be searched (docs: query fields)."""


def search(call: Call, resource: str) -> Object:
    """Answer a query with one page, newest first, as the index knew things a minute ago."""
    kind, _, fields = FIELDS[resource]
    matches = compiled(call.params["query"], fields, resource)
    known = call.account.store.lag.known(kind, call.account.store.kinds[kind])
    found = sorted((obj for obj in known if matches(obj)), key=lambda obj: int(obj["created"]))
    return _page(found[::-1], call.params, call.path)


def _page(found: list[Object], params: dict[str, Any], url: str) -> Object:
    start = _place(params["page"]) if "page" in params else 0
    end = start + size(params.get("limit", DEFAULT))
    more = len(found) > end
    result: Object = {
        "object": "search_result",
        "data": found[start:end],
        "has_more": more,
        "next_page": _token(end) if more else None,
        "url": url,
    }
    if "total_count" in params.get("expand", []):
        params["expand"].remove("total_count")
        result["total_count"] = len(found)
    return result


def _token(place: int) -> str:
    return urlsafe_b64encode(f"after:{place}".encode()).decode()


def _place(token: str) -> int:
    try:
        word, _, place = urlsafe_b64decode(token).decode().partition(":")
    except ValueError:
        raise _no_page(token) from None
    if word != "after" or not place.isdecimal():
        raise _no_page(token)
    return int(place)


def _no_page(token: str) -> StripeError:
    return invalid_request(f"Invalid page: {token}", param="page")


def _route(resource: str) -> None:
    """Add the endpoint of a resource."""

    def answer(call: Call) -> Object:
        return search(call, resource)

    handler: Handler = implemented("page", "query")(answer)
    route("GET", f"/v1/{resource}/search", params=FIELDS[resource][1])(handler)


for _name in FIELDS:
    _route(_name)
