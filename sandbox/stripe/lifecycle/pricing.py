"""Which prices a subscription may have: https://docs.stripe.com/api/subscriptions/create, items."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.lifecycle.tariff_of import options
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.resources.prices import add_price

MOST_ITEMS = 20


def resolve(account: Account, given: dict[str, Any], place: str) -> Object:
    """Find the price of an item, or make the one described inline; ``place`` is for refusals."""
    if "price" in given and "price_data" in given:
        message = "You may only specify one of these parameters: price, price_data."
        raise invalid_request(message, param=f"{place}[price]")
    if "price_data" in given:
        data = given["price_data"]
        account.get("product", data["product"], param=f"{place}[price_data][product]")
        return add_price(account, data, data["product"])
    if "price" not in given:
        message = f"Missing required param: {place}[price]."
        raise invalid_request(message, param=f"{place}[price]", code="parameter_missing")
    return _billable(account.get("price", given["price"], param=f"{place}[price]"), place)


def currency_for(
    account: Account, prices: list[Object], customer: Object, given: str | None
) -> str:
    """Choose what to bill in: what was said, the customer's currency if every price has it, or the
    currency of the prices (docs.stripe.com/api/subscriptions/create, ``currency``)."""
    if not prices:
        raise missing("items")
    wanted = given.lower() if given else customer.get("currency")
    offered = set.intersection(*(set(options(account, price)) for price in prices))
    if wanted in offered:
        return str(wanted)
    return given.lower() if given else str(prices[0]["currency"])


def check_together(
    account: Account, prices: list[Object], currency: str, billing_mode: str
) -> None:
    """Refuse combinations that Stripe refuses."""
    _check_count(prices)
    for price in prices:
        check_offered(account, price, currency)
    if billing_mode == "classic" and len({terms.rhythm(price) for price in prices}) > 1:
        raise _mixed_intervals()
    _check_distinct([price["id"] for price in prices])


def check_offered(account: Account, price: Object, currency: str) -> None:
    """Refuse a price that has no amount in the currency."""
    if currency not in options(account, price):
        raise _wrong_currency(", ".join(options(account, price)), currency)


def check_customer_currency(account: Account, customer: Object, currency: str) -> None:
    """A customer is billed in one currency (docs.stripe.com/billing/customer#currency)."""
    used = customer.get("currency")
    if used is None or used == currency:
        return
    mine = account.where("subscription", "customer", customer["id"])
    if any(each["currency"] != currency and each["status"] not in terms.OVER for each in mine):
        message = (
            "You cannot combine currencies on a single customer. This customer has had a "
            f"subscription, coupon, or invoice item with currency {used}"
        )
        raise invalid_request(message)


def quantity(given: dict[str, Any], place: str, default: int = 1) -> int:
    """Read how many."""
    wanted: int = given.get("quantity", default)
    if wanted < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid_request(message, param=f"{place}[quantity]", code="parameter_invalid_integer")
    return wanted


def _billable(price: Object, place: str) -> Object:
    if not price["active"]:
        message = "The price specified is inactive. This field only accepts active prices."
        raise invalid_request(message, param=f"{place}[price]")
    if price["type"] != "recurring":
        message = (
            "The price specified is set to `type=one_time` but this field only accepts prices "
            "with `type=recurring`."
        )
        raise invalid_request(message, param=f"{place}[price]")
    return price


def _check_count(prices: list[Object]) -> None:
    if not prices:
        message = "Missing required param: items."
        raise invalid_request(message, param="items", code="parameter_missing")
    if len(prices) > MOST_ITEMS:
        message = f"You can only have up to {MOST_ITEMS} items on a subscription."
        raise invalid_request(message, param="items")


def _check_distinct(ids: list[str]) -> None:
    for price_id in ids:
        if ids.count(price_id) > 1:
            message = f"Cannot add multiple subscription items with the same plan: {price_id}"
            raise invalid_request(message, param="items")


def _mixed_intervals() -> StripeError:
    """docs.stripe.com/billing/subscriptions/mixed-interval: needs flexible billing mode."""
    message = (
        "Currency and interval fields must match across all plans on this subscription. Found "
        "mismatch in interval field."
    )
    return invalid_request(message, param="items")


def _wrong_currency(found: str, expected: str) -> StripeError:
    message = (
        f"The price specified only supports `{found}`. This doesn't match the expected currency: "
        f"`{expected}`."
    )
    return invalid_request(message, param="items")
