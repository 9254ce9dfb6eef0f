"""Coupons in a Checkout Session: docs.stripe.com/payments/checkout/discounts.

What they take off is shown here; they are redeemed by the subscription that comes of the session.
"""

from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.discounts import Discountable, Offer, taken_off
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import eligibility, redeeming

PARAM = "discounts[0]"


def check(params: dict[str, Any]) -> None:
    """Insist on one discount, for a subscription, that nothing else competes with."""
    given = params.get("discounts")
    if not (given or params.get("allow_promotion_codes")):
        return
    if params["mode"] != "subscription":
        raise not_implemented(f"coupons in a `{params['mode']}` mode session")
    if given and "allow_promotion_codes" in params:
        message = "You may only specify one of these parameters: allow_promotion_codes, discounts."
        raise invalid_request(message, param="discounts")
    if given and len(given) > 1:
        raise invalid_request("You may only specify one discount.", param="discounts")


def shown(given: list[dict[str, Any]]) -> list[Object]:
    """Show discounts as a session does."""
    names = ("coupon", "promotion_code")
    return [{name: each.get(name) for name in names} for each in given]


def deducted(account: Account, lines: list[Object], given: list[dict[str, Any]]) -> list[Object]:
    """Give the lines with what a coupon takes off them."""
    if not given:
        return lines
    coupon = _coupon(account, given[0])
    eligibility.check_coupon(coupon, account.now(), PARAM)
    parts = [Discountable(line["amount_subtotal"], line["price"]["product"]) for line in lines]
    offer = _offer(account, coupon, lines[0]["currency"])
    taken = taken_off(parts, [] if offer is None else [offer])
    return [
        _less(line, sum(each.amount for each in off))
        for line, off in zip(lines, taken, strict=True)
    ]


def enter(account: Account, found: Object, code: str) -> None:
    """A customer types a promotion code in; the sums of the session follow."""
    known = next(
        (each for each in account.all("promotion_code") if each["code"].lower() == code.lower()),
        None,
    )
    if not found["allow_promotion_codes"] or known is None or not known["active"]:
        raise invalid_request("This code is invalid.", param="promotion_code")
    given = [{"promotion_code": known["id"]}]
    kept = account.facts[found["id"]]
    kept["lines"] = deducted(account, kept["lines"], given)
    off = sum(line["amount_discount"] for line in kept["lines"])
    changes = {
        "amount_total": max(0, found["amount_subtotal"] - off),
        "discounts": shown(given),
        "total_details": {**found["total_details"], "amount_discount": off},
    }
    if found["amount_subtotal"]:
        account.change(found, changes)
    else:
        account.change(found, {"discounts": changes["discounts"]})


def asked(found: Object) -> list[Object]:
    """Say to the subscription what the session promised."""
    return [{name: value for name, value in each.items() if value} for each in found["discounts"]]


def _coupon(account: Account, given: dict[str, Any]) -> Object:
    eligibility.check_one(given, PARAM)
    if "promotion_code" in given:
        where = f"{PARAM}[promotion_code]"
        code = account.get("promotion_code", given["promotion_code"], param=where)
        return account.get("coupon", code["promotion"]["coupon"])
    return account.get("coupon", given["coupon"], param=f"{PARAM}[coupon]")


def _offer(account: Account, coupon: Object, currency: str) -> Offer | None:
    limited = redeeming.coupon_facts(account, coupon)["applies_to"]
    products = None if limited is None else frozenset(limited["products"])
    if coupon["percent_off"] is not None:
        return Offer(coupon["id"], Decimal(str(coupon["percent_off"])), 0, products)
    amounts = redeeming.amounts(account, coupon)
    return Offer(coupon["id"], None, amounts[currency], products) if currency in amounts else None


def _less(line: Object, off: int) -> Object:
    return {**line, "amount_discount": off, "amount_total": line["amount_subtotal"] - off}
