"""What a subscription consists of after an update: https://docs.stripe.com/api/subscriptions/update.

Items are named by id; a position without an id is a new item.
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, resource_missing
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import ordering, pricing, terms
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes import subscription as shapes


def items_after(
    account: Account, subscription: Object, given: list[dict[str, Any]]
) -> list[Object]:
    """Apply the requested changes to copies of the items."""
    after = {item["id"]: item for item in terms.items(subscription)}
    for n, change in enumerate(given):
        _apply(account, subscription, after, change, f"items[{n}]")
    kept = list(after.values())
    if not kept:
        message = "A subscription must have at least one active plan."
        raise invalid_request(message, param="items")
    prices = [item["price"] for item in kept]
    pricing.check_together(account, prices, subscription["currency"])
    return kept


def _apply(
    account: Account, subscription: Object, after: dict[str, Object], change: Object, place: str
) -> None:
    if "id" not in change:
        item = _added(account, subscription, change, place)
        after[item["id"]] = item
        return
    if change["id"] not in after:
        raise resource_missing("subscription_item", change["id"], f"{place}[id]")
    if change.get("deleted"):
        del after[change["id"]]
        return
    after[change["id"]] = _changed(account, after[change["id"]], change, place)


def _added(account: Account, subscription: Object, change: Object, place: str) -> Object:
    price = pricing.resolve(account, change, place)
    item = ordering.new_item(account, subscription["id"], price, change, place)
    start, end = terms.period(subscription)
    return {**item, "current_period_end": end, "current_period_start": start}


def _changed(account: Account, item: Object, change: Object, place: str) -> Object:
    """A new price keeps the quantity unless another one is given."""
    after = {**item, "quantity": pricing.quantity(change, place, item["quantity"])}
    if "metadata" in change:
        after["metadata"] = merged(item["metadata"], change["metadata"])
    if "price" in change or "price_data" in change:
        price = pricing.resolve(account, change, place)
        after = {**after, "price": price, "plan": shapes.plan(price)}
    return after
