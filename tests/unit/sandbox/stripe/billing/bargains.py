"""Coupons and tax rates for the little shop, in few words."""

from tests.unit.sandbox.stripe.billing.shop import Object, Shop


def coupon(shop: Shop, **given: object) -> str:
    """A coupon of 25% for ever, unless told otherwise."""
    worth = {} if "amount_off" in given else {"percent_off": 25}
    made = shop.post("/v1/coupons", **{"duration": "forever", **worth, **given})
    return str(made["id"])


def fixed(shop: Shop, amount: int = 500, **given: object) -> str:
    return coupon(shop, amount_off=amount, currency="usd", **given)


def by(*coupons: str) -> list[Object]:
    return [{"coupon": each} for each in coupons]


def vat(shop: Shop, percentage: float = 23, *, inclusive: bool = False) -> str:
    path = "/v1/tax_rates"
    made = shop.post(path, display_name="VAT", percentage=percentage, inclusive=inclusive)
    return str(made["id"])


def totals(shop: Shop, subscription: Object) -> list[int]:
    """What its invoices came to, oldest first."""
    return [invoice["total"] for invoice in shop.invoices(subscription)]


def latest(shop: Shop, subscription: Object) -> Object:
    return shop.invoices(subscription)[-1]


def update(shop: Shop, subscription: Object, **given: object) -> Object:
    return shop.post(f"/v1/subscriptions/{subscription['id']}", **given)
