"""Redeeming coupons and promotion codes into discounts, and counting that it was done.

https://docs.stripe.com/api/discounts. What a discount is worth is kept from this moment, so that
deleting the coupon changes nothing for those who have it (docs.stripe.com/api/coupons/delete).
"""

from collections.abc import Iterable
from typing import Any

from sandbox.stripe.billing.discounts import ends_at
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import eligibility
from sandbox.stripe.lifecycle.eligibility import Place
from sandbox.stripe.shapes import discount as shapes


def redeem(
    account: Account, given: list[dict[str, Any]], place: Place, param: str = "discounts"
) -> list[str]:
    """Turn coupons and codes into discounts, all or none; nobody is told before ``tell``."""
    eligibility.check_together(given, param)
    sources = [_source(account, each, place, f"{param}[{n}]") for n, each in enumerate(given)]
    return [
        source["id"] if source["object"] == "discount" else _made(account, source, place)
        for source in sources
    ]


def tell(account: Account, before: Iterable[str], after: Iterable[str]) -> None:
    """Count redemptions and announce what came and what went."""
    old, new = list(before), list(after)
    for discount in (account.get("discount", key) for key in old if key not in new):
        if _has_events(discount):
            account.announce("customer.discount.deleted", discount)
    for discount in (account.get("discount", key) for key in new if key not in old):
        if _has_events(discount):
            account.announce("customer.discount.created", discount)
        begin(account, discount)


def count(account: Account, keys: Iterable[str]) -> None:
    """Count the redemptions on an invoice or an invoice item, of which no event tells."""
    for key in keys:
        begin(account, account.get("discount", key))


def begin(account: Account, discount: Object) -> None:
    """Count a redemption, once; the last one allowed closes the coupon, or the code."""
    worth = account.facts[discount["id"]]
    if worth["counted"]:
        return
    worth["counted"] = True
    if discount["end"] is not None:
        account.at(discount["end"], "discount.end", discount["id"])
    coupon = account.find("coupon", discount["source"]["coupon"])
    if coupon is not None:
        _counted(account, coupon, "valid")
        if not coupon["valid"]:
            close_codes(account, coupon["id"])
    if discount["promotion_code"] is not None:
        _counted(account, account.get("promotion_code", discount["promotion_code"]), "active")


def amounts(account: Account, coupon: Object) -> dict[str, int]:
    """List what a coupon takes off, by currency."""
    if coupon["amount_off"] is None:
        return {}
    options: dict[str, Object] = coupon_facts(account, coupon)["currency_options"] or {}
    others = {currency: option["amount_off"] for currency, option in options.items()}
    return {coupon["currency"]: coupon["amount_off"], **others}


def coupon_facts(account: Account, coupon: Object) -> Object:
    """What a coupon shows only when it is expanded: ``applies_to`` and ``currency_options``."""
    return account.facts.setdefault(
        f"coupon {coupon['id']}", {"applies_to": None, "currency_options": None}
    )


def close_codes(account: Account, coupon_id: str) -> None:
    """A code is only active if its coupon is valid (api/promotion_codes/object, ``active``)."""
    for code in account.all("promotion_code"):
        if code["promotion"]["coupon"] == coupon_id:
            account.change(code, {"active": False}, "promotion_code.updated")


def _source(account: Account, given: dict[str, Any], place: Place, param: str) -> Object:
    """Find what a request names, and refuse what may not be redeemed."""
    name = eligibility.check_one(given, param)
    where = f"{param}[{name}]"
    if name == "discount" and given["discount"] in place.reusable:
        return account.get("discount", given["discount"], param=where)
    found = account.get(name, given[name], param=where)
    if name == "discount":
        raise eligibility.not_on_it(found["id"], where)
    coupon = found
    if name == "promotion_code":
        eligibility.check_code(account, found, place, where)
        coupon = account.get("coupon", found["promotion"]["coupon"], param=where)
    eligibility.check_coupon(coupon, account.now(), where)
    eligibility.check_currency(coupon, amounts(account, coupon), place, where)
    return found


def _made(account: Account, source: Object, place: Place) -> str:
    code = source if source["object"] == "promotion_code" else None
    coupon = source if code is None else account.get("coupon", code["promotion"]["coupon"])
    months = coupon["duration_in_months"]
    discount = shapes.discount(
        {
            "id": account.new_id("di"),
            "customer": place.customer,
            "end": ends_at(place.start, months) if coupon["duration"] == "repeating" else None,
            "promotion_code": None if code is None else code["id"],
            "source": {"coupon": coupon["id"], "type": "coupon"},
            "start": place.start,
            **place.on,
        }
    )
    percent = coupon["percent_off"]
    account.facts[discount["id"]] = {
        "amounts": amounts(account, coupon),
        "counted": False,
        "once": coupon["duration"] == "once",
        "percent": None if percent is None else str(percent),
        "products": (coupon_facts(account, coupon)["applies_to"] or {}).get("products"),
    }
    account.store.put(discount)
    return str(discount["id"])


def _has_events(discount: Object) -> bool:
    """Tell the discounts of subscriptions and their items; a customer's one has events too, but
    not when it is taken over by a subscription."""
    return bool(discount["subscription"] or discount["subscription_item"])


def _counted(account: Account, redeemed: Object, flag: str) -> None:
    times, most = redeemed["times_redeemed"] + 1, redeemed["max_redemptions"]
    changes: Object = {"times_redeemed": times}
    if most is not None and times >= most:
        changes[flag] = False
    account.change(redeemed, changes, f"{redeemed['object']}.updated")
