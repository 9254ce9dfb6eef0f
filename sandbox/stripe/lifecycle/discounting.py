"""Discounts from the moment a coupon is redeemed until they are used up or over.

https://docs.stripe.com/billing/subscriptions/coupons. A repeating one counts calendar months from
its start, whatever the billing period: it reduces every invoice drafted before its end. One for
``once`` is used up by the first invoice it takes anything off; a free trial does not use it up
[inferred].
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.discounts import Offer
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.changes import previous_attributes
from sandbox.stripe.core.due import task
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.lifecycle.eligibility import Place
from sandbox.stripe.lifecycle.redeeming import begin, redeem


def in_force(account: Account, keys: Iterable[str]) -> list[Object]:
    """Keep the discounts that still reduce something now."""
    found = [account.get("discount", key) for key in keys]
    return [each for each in found if _in_force(account, each)]


def of_subscription(account: Account, subscription: Object) -> list[Object]:
    """What reduces a subscription's invoices: its own discounts, or else its customer's one,
    unless an empty ``discounts`` said that nothing is to be inherited."""
    mine = in_force(account, subscription["discounts"])
    if mine or account.facts.get(subscription["id"], {}).get("inherits_no_discount"):
        return mine
    return of_customer(account, account.get("customer", subscription["customer"]))


def usable(account: Account, keys: Iterable[str], invoice: Object) -> list[Object]:
    """Keep the discounts that reduce a draft, also those that it has used up itself."""
    found = [account.get("discount", key) for key in keys]
    return [each for each in found if _in_force_on(account, each, invoice)]


def of_customer(account: Account, customer: Object) -> list[Object]:
    """What reduces everything a customer is invoiced for, if nothing else does."""
    return in_force(account, [customer["discount"]["id"]]) if customer.get("discount") else []


def offer(account: Account, discount: Object, currency: str) -> Offer | None:
    """Say what a discount takes off in a currency; None: it has no amount in this one."""
    worth = account.facts[discount["id"]]
    products = None if worth["products"] is None else frozenset(worth["products"])
    if worth["percent"] is not None:
        return Offer(discount["id"], Decimal(worth["percent"]), 0, products)
    if currency not in worth["amounts"]:
        return None
    return Offer(discount["id"], None, worth["amounts"][currency], products)


def offers(account: Account, discounts: Iterable[Object], currency: str) -> tuple[Offer, ...]:
    """Say what several discounts take off."""
    found = (offer(account, each, currency) for each in discounts)
    return tuple(each for each in found if each is not None)


def spend(account: Account, invoice: Object, revision: Object | None = None) -> None:
    """Use up the ``once`` discounts that took something off an invoice; ``revision`` is the
    subscription as it is about to be written, which loses them too."""
    for taken in invoice["total_discount_amounts"]:
        discount = account.get("discount", taken["discount"])
        worth = account.facts[discount["id"]]
        if worth["once"] and taken["amount"] and "spent" not in worth:
            worth["spent"] = invoice["id"]
            detach(account, discount)
            if revision is not None:
                revision.update(without(revision, discount["id"]))


def detach(account: Account, discount: Object) -> None:
    """Take a discount from whatever still shows it, and say so."""
    if _taken_from_customer(account, discount) or _taken_from_subscription(account, discount):
        account.announce("customer.discount.deleted", discount)


@task("discount.end")
def end(account: Account, discount_id: str) -> None:
    """Remove a discount whose time, or whose only use, is over."""
    discount = account.find("discount", discount_id)
    if discount is not None and not _in_force(account, discount):
        detach(account, discount)


def give_customer(account: Account, customer: Object, given: dict[str, Any]) -> Object:
    """Discount everything a customer is billed for: older API versions and the dashboard can,
    the pinned version's API cannot (docs.stripe.com/changelog/basil, deprecate-singular-coupon)."""
    place = Place(customer["id"], None, account.now())
    before = customer.get("discount")
    [key] = redeem(account, [given], place)
    discount = account.get("discount", key)
    account.change(customer, {"discount": discount}, "customer.updated")
    if before is None:
        account.announce("customer.discount.created", discount)
    else:
        changed = previous_attributes(before, discount)
        account.announce("customer.discount.updated", discount, changed)
    begin(account, discount)
    return discount


def _in_force(account: Account, discount: Object) -> bool:
    over = discount["end"] is not None and discount["end"] <= account.now()
    return not over and "spent" not in account.facts[discount["id"]]


def _in_force_on(account: Account, discount: Object, invoice: Object) -> bool:
    """A draft keeps the discounts that were in force when it was drafted."""
    spent = account.facts[discount["id"]].get("spent", invoice["id"])
    over = discount["end"] is not None and discount["end"] <= invoice["created"]
    return spent == invoice["id"] and not over


def _taken_from_customer(account: Account, discount: Object) -> bool:
    customer = account.find("customer", discount["customer"])
    held = customer and (customer.get("discount") or {}).get("id") == discount["id"]
    if customer is None or not held:
        return False
    account.change(customer, {"discount": None}, "customer.updated")
    return True


def _taken_from_subscription(account: Account, discount: Object) -> bool:
    item = discount["subscription_item"]
    key = discount["subscription"] or account.facts.get(item, {}).get("subscription")
    subscription = account.find("subscription", key) if key else None
    if subscription is None or subscription["status"] in terms.OVER:
        return False
    changes = without(subscription, discount["id"])
    if not changes:
        return False
    account.change(subscription, changes, "customer.subscription.updated")
    return True


def without(subscription: Object, discount_id: str) -> Object:
    """What changes on a subscription that loses a discount of its own or of one of its items."""
    if discount_id in subscription["discounts"]:
        return {"discounts": [key for key in subscription["discounts"] if key != discount_id]}
    items: list[Object] = subscription["items"]["data"]
    if all(discount_id not in item["discounts"] for item in items):
        return {}
    kept = [
        {**item, "discounts": [key for key in item["discounts"] if key != discount_id]}
        for item in items
    ]
    return {"items": {**subscription["items"], "data": kept}}
