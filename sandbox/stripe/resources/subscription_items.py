"""Subscription items: https://docs.stripe.com/api/subscription_items.

They live inside their subscription; changing one is changing the subscription.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import not_implemented, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import terms, updating
from sandbox.stripe.lifecycle.schedule_changes import refuse_managed

KIND = "subscription_item"
_MANNER = ("proration_behavior", "proration_date", "payment_behavior")
_GOODS = ("discounts", "price", "price_data", "quantity", "metadata", "tax_rates")


@route("POST", "/v1/subscription_items", params="SubscriptionItemCreateParams")
@implemented("subscription", *_GOODS, *_MANNER)
def create(call: Call) -> Object:
    """Add an item."""
    subscription_id = call.params["subscription"]
    subscription = call.account.get("subscription", subscription_id, param="subscription")
    known = {item["id"] for item in terms.items(subscription)}
    _update(call, subscription, call.given(*_GOODS))
    return next(item for item in terms.items(subscription) if item["id"] not in known)


@route("GET", "/v1/subscription_items/{id}", params="SubscriptionItemRetrieveParams")
def retrieve(call: Call, item_id: str) -> Object:
    """Show one."""
    return _item(_home(call.account, item_id), item_id)


@route("POST", "/v1/subscription_items/{id}", params="SubscriptionItemModifyParams")
@implemented(*_GOODS, *_MANNER, "off_session")
def update(call: Call, item_id: str) -> Object:
    """Change price or quantity."""
    subscription = _home(call.account, item_id)
    _update(call, subscription, {"id": item_id, **call.given(*_GOODS)})
    return _item(subscription, item_id)


@route("DELETE", "/v1/subscription_items/{id}", params="SubscriptionItemDeleteParams")
@implemented(*_MANNER, "clear_usage")
def delete(call: Call, item_id: str) -> Object:
    """Remove an item; the last one has to stay."""
    if call.params.get("clear_usage"):
        raise not_implemented("clear_usage: there are no metered prices")
    _update(call, _home(call.account, item_id), {"id": item_id, "deleted": True})
    return {"id": item_id, "object": KIND, "deleted": True}


@route("GET", "/v1/subscription_items", params="SubscriptionItemListParams")
@implemented("subscription")
def index(call: Call) -> Object:
    """List the items of one subscription."""
    subscription_id = call.params["subscription"]
    subscription = call.account.get("subscription", subscription_id, param="subscription")
    return page(terms.items(subscription), call.params, call.path)


def _update(call: Call, subscription: Object, item: Object) -> None:
    refuse_managed(subscription, {"items": [item]})
    updating.update(
        call.account, subscription, {"items": [item], **call.given(*_MANNER, "off_session")}
    )


def _home(account: Account, item_id: str) -> Object:
    """Find the subscription an item is part of, unless it has been removed from it."""
    known = account.facts.get(item_id, {}).get("subscription")
    subscription = account.find("subscription", known) if known else None
    if subscription is None or all(item["id"] != item_id for item in terms.items(subscription)):
        raise resource_missing(KIND, item_id)
    return subscription


def _item(subscription: Object, item_id: str) -> Object:
    return next(item for item in terms.items(subscription) if item["id"] == item_id)
