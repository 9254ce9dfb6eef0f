"""Coupons, promotion codes and the discounts they become: https://docs.stripe.com/api/discounts."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged


def coupon(account: Account, params: Object) -> Object:
    """Build a coupon; whoever names none gets eight letters for an id."""
    percent = params.get("percent_off")
    return {
        "id": params.get("id") or _random_word(account, "coupon"),
        "object": "coupon",
        "amount_off": params.get("amount_off"),
        "created": account.now(),
        "currency": params["currency"].lower() if params.get("amount_off") else None,
        "duration": params.get("duration", "once"),
        "duration_in_months": params.get("duration_in_months"),
        "livemode": account.livemode,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": merged({}, params.get("metadata")),
        "name": params.get("name"),
        "percent_off": percent if percent is None or percent % 1 else int(percent),
        "redeem_by": params.get("redeem_by"),
        "times_redeemed": 0,
        "valid": True,
    }


def promotion_code(account: Account, params: Object) -> Object:
    """Build a promotion code; its coupon is not expanded (docs.stripe.com/changelog/clover,
    polymorphic-coupon)."""
    restrictions: Object = params.get("restrictions", {})
    minimum_currency = restrictions.get("minimum_amount_currency")
    return {
        "id": account.new_id("promo"),
        "object": "promotion_code",
        "active": params.get("active", True),
        "code": params.get("code") or _random_word(account, "code"),
        "created": account.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "expires_at": params.get("expires_at"),
        "livemode": account.livemode,
        "max_redemptions": params.get("max_redemptions"),
        "metadata": merged({}, params.get("metadata")),
        "promotion": {"coupon": params["promotion"]["coupon"], "type": "coupon"},
        "restrictions": {
            "first_time_transaction": restrictions.get("first_time_transaction", False),
            "minimum_amount": restrictions.get("minimum_amount"),
            "minimum_amount_currency": minimum_currency and minimum_currency.lower(),
        },
        "times_redeemed": 0,
    }


def discount(given: Object) -> Object:
    """Complete a discount; ``source.coupon`` is the coupon's id since API 2025-09-30."""
    return {
        "id": given["id"],
        "object": "discount",
        "checkout_session": None,
        "customer_account": None,
        "invoice": None,
        "invoice_item": None,
        "subscription": None,
        "subscription_item": None,
        **given,
    }


def _random_word(account: Account, kind: str) -> str:
    return token(8, account.new_id(kind)).upper()
