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
    mode = subscription["billing_mode"]["type"]
    pricing.check_together(account, prices, subscription["currency"], mode)
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
    after[change["id"]] = _changed(account, subscription, after[change["id"]], change, place)


def _added(account: Account, subscription: Object, change: Object, place: str) -> Object:
    price = pricing.resolve(account, change, place)
    item = ordering.new_item(account, subscription["id"], price, change, place)
    return _in_step(subscription, item)


def _in_step(subscription: Object, item: Object) -> Object:
    """Put an item into the period of its sisters, or one of another interval into the period it
    would be in, had it been there since the anchor [inferred]."""
    rhythm = terms.rhythm(item["price"])
    for sister in terms.items(subscription):
        if terms.rhythm(sister["price"]) == rhythm or subscription["status"] == "trialing":
            return terms.moved_to(item, terms.period_of(sister))
    now = terms.period(subscription).start
    return terms.moved_to(item, terms.cycle(subscription, item["price"]).period_at(now))


def _changed(
    account: Account, subscription: Object, item: Object, change: Object, place: str
) -> Object:
    """A new price keeps the quantity unless another one is given."""
    after = {**item, "quantity": pricing.quantity(change, place, item["quantity"])}
    if "metadata" in change:
        after["metadata"] = merged(item["metadata"], change["metadata"])
    if "price" in change or "price_data" in change:
        price = pricing.resolve(account, change, place)
        after = {**after, "price": price, "plan": shapes.plan(price)}
        if terms.rhythm(price) != terms.rhythm(item["price"]):
            after = _in_step(subscription, after)
    return after
