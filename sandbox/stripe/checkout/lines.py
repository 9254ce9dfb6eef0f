"""What is sold in a session: https://docs.stripe.com/api/checkout/sessions/create, line_items."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle.tariff_of import tariff
from sandbox.stripe.resources.prices import add_price
from sandbox.stripe.shapes.catalog import product
from sandbox.stripe.shapes.line_item import line_item

MOST = 100


def sold(account: Account, given: list[dict[str, Any]], mode: str) -> list[Object]:
    """Find or make every price, and add up the lines."""
    if not given:
        message = f"Missing required param: line_items. It is needed in `{mode}` mode."
        raise invalid_request(message, param="line_items", code="parameter_missing")
    lines = [_line(account, each, f"line_items[{n}]") for n, each in enumerate(given)]
    _check(lines, mode)
    return lines


def total(lines: list[Object]) -> int:
    """Add the lines up."""
    return sum(int(line["amount_total"]) for line in lines)


def once(lines: list[Object]) -> list[Object]:
    """Keep the lines that are billed with the first invoice only."""
    return [line for line in lines if line["price"]["recurring"] is None]


def recurring(lines: list[Object]) -> list[Object]:
    """Keep the lines that are billed again and again."""
    return [line for line in lines if line["price"]["recurring"] is not None]


def _line(account: Account, given: dict[str, Any], place: str) -> Object:
    price = _price(account, given, place)
    quantity = given.get("quantity")
    if quantity is None:
        message = f"Quantity is required. Add `quantity` to `{place}`."
        raise invalid_request(message, param=f"{place}[quantity]", code="parameter_missing")
    goods = account.get("product", price["product"])
    cost = tariff(account, price, price["currency"]).cost(quantity)
    amount = int(cost.quantize(Decimal(1), ROUND_HALF_UP))
    return line_item(account.new_id("li"), dict(price), goods["name"], quantity, amount)


def _price(account: Account, given: dict[str, Any], place: str) -> Object:
    if "price_data" in given:
        data = dict(given["price_data"])
        if "product_data" in data:
            made = account.add(product(account, data["product_data"]), "product.created")
            data["product"] = made["id"]
        account.get("product", data.get("product", ""), param=f"{place}[price_data][product]")
        return add_price(account, data, data["product"])
    if "price" not in given:
        raise invalid_request(
            f"Missing required param: {place}[price].",
            param=f"{place}[price]",
            code="parameter_missing",
        )
    return account.get("price", given["price"], param=f"{place}[price]")


def _check(lines: list[Object], mode: str) -> None:
    again = recurring(lines)
    if mode == "payment" and again:
        raise _wrong(
            "You specified `payment` mode but passed a recurring price. Either switch to "
            "`subscription` mode or use only one-time prices."
        )
    if mode == "subscription" and not again:
        raise _wrong(
            "You must provide at least one recurring price in `subscription` mode when using "
            "prices."
        )
    if any(not line["price"]["active"] for line in lines):
        raise _wrong("The price specified is inactive. This field only accepts active prices.")
    if len({line["currency"] for line in lines}) > 1:
        raise _wrong("All prices on a Checkout session must have the same currency.")


def _wrong(message: str) -> StripeError:
    return invalid_request(message, param="line_items")
