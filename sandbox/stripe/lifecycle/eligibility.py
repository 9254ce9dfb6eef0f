"""Who may redeem which coupon or code, and where: the refusals.

https://docs.stripe.com/billing/subscriptions/coupons. Stripe's sentence for a customer with prior
transactions is known from reports; the others are worded after it [inferred].
"""

from dataclasses import dataclass, field
from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object

MOST = 20
"""Discounts that one object can have [inferred]."""


@dataclass(frozen=True, slots=True)
class Place:
    """What coupons are redeemed on, and for whom."""

    customer: str
    currency: str | None
    """None: a customer's discount counts in whatever currency it has an amount for."""
    start: int
    """When the discount begins: now, or the date a subscription is backdated to."""
    subtotal: int | None = None
    """Minor units of what is bought, as far as known, for codes that ask for a minimum."""
    on: Object = field(default_factory=dict)
    """The field of the discount that names its holder, e.g. ``subscription``."""
    reusable: tuple[str, ...] = ()
    """Discounts the holder, or one above it, has already."""


def check_together(given: list[dict[str, Any]], param: str) -> None:
    """Refuse too many discounts, or the same one twice; the words are [inferred]."""
    if len(given) > MOST:
        raise invalid_request(f"You can apply at most {MOST} discounts.", param=param)
    if any(given.count(each) > 1 for each in given):
        message = "You cannot apply the same coupon, promotion code or discount more than once."
        raise invalid_request(message, param=param)


def check_one(given: dict[str, Any], param: str) -> str:
    """Insist on exactly one of coupon, promotion_code and discount."""
    names = [name for name in ("coupon", "promotion_code", "discount") if name in given]
    if len(names) != 1:
        message = (
            "You must specify exactly one of these parameters: coupon, promotion_code, discount."
        )
        raise invalid_request(message, param=param)
    return names[0]


def check_coupon(coupon: Object, now: int, param: str) -> None:
    """Refuse a coupon that is over, used up or of another currency."""
    if coupon["redeem_by"] is not None and coupon["redeem_by"] < now:
        raise invalid_request(f"Coupon expired: {coupon['id']}", param=param, code="coupon_expired")
    if not coupon["valid"]:
        message = f"Coupon {coupon['id']} is used up and cannot be applied."
        raise invalid_request(message, param=param, code="coupon_expired")


def check_currency(coupon: Object, amounts: dict[str, int], place: Place, param: str) -> None:
    """An amount off exists only in its currencies; asked for in another one it is refused, while
    one inherited from a customer is merely passed over [inferred]."""
    if coupon["amount_off"] is None or place.currency is None:
        return
    if place.currency not in amounts:
        message = (
            f"The coupon {coupon['id']} is only available in {', '.join(sorted(amounts))}, which "
            f"doesn't match the currency: {place.currency}."
        )
        raise invalid_request(message, param=param)


def check_code(account: Account, code: Object, place: Place, param: str) -> None:
    """Refuse a promotion code whose conditions are not met."""
    if code["expires_at"] is not None and code["expires_at"] < account.now():
        raise _cannot("it has expired", param)
    if not code["active"]:
        raise _cannot("it is inactive", param)
    if code["customer"] not in (None, place.customer):
        raise _cannot("it is restricted to another customer", param)
    if code["restrictions"]["first_time_transaction"] and _has_bought(account, place.customer):
        raise _cannot("the associated customer has prior transactions", param)
    _check_minimum(code["restrictions"], place, param)


def _check_minimum(restrictions: Object, place: Place, param: str) -> None:
    least = restrictions["minimum_amount"]
    if least is None or place.subtotal is None:
        return
    if restrictions["minimum_amount_currency"] != place.currency:
        raise _cannot(f"its minimum amount is not in {place.currency}", param)
    if place.subtotal < least:
        raise _cannot("the minimum amount is not met", param)


def _has_bought(account: Account, customer: str) -> bool:
    """Prior are successful payments and paid invoices (api/promotion_codes/object)."""
    paid = any(each["status"] == "paid" for each in account.where("invoice", "customer", customer))
    charges = account.where("charge", "customer", customer)
    return paid or any(each["status"] == "succeeded" for each in charges)


def _cannot(why: str, param: str) -> StripeError:
    message = f"This promotion code cannot be redeemed because {why}."
    return invalid_request(message, param=param)


def not_on_it(discount_id: str, param: str) -> StripeError:
    """Only discounts of the object, or of one above it, can be kept by id."""
    message = f"The discount {discount_id} is not applied to this object or one of its ancestors."
    return invalid_request(message, param=param)
