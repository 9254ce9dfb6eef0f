"""What a seller puts on an invoice by hand: https://docs.stripe.com/api/invoiceitems/create.

Priced by a plain amount, by a unit amount, by a price, or by a price described along with it.
"""

from decimal import Decimal
from typing import Any

from sandbox.stripe.billing.amounts import line_amount
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.lifecycle import pricing, redeeming, taxation
from sandbox.stripe.lifecycle.eligibility import Place
from sandbox.stripe.lifecycle.tariff_of import tariff
from sandbox.stripe.resources.prices import add_price
from sandbox.stripe.shapes import invoice as shapes

_WAYS = ("amount", "pricing", "price_data", "unit_amount_decimal")


def item(
    account: Account, customer: Object, params: dict[str, Any], currency: str | None = None
) -> Object:
    """Make an invoice item that nobody keeps yet; ``currency`` is that of its invoice."""
    now = account.now()
    wanted = params.get("currency") or currency
    price = priced(account, params, wanted.lower() if wanted else None)
    return shapes.invoiceitem(
        {
            "id": account.new_id("ii"),
            "customer": customer["id"],
            "date": now,
            "description": params.get("description") or price.pop("name", None),
            "discountable": params.get("discountable", price["amount"] >= 0),
            "livemode": account.livemode,
            "metadata": merged({}, params.get("metadata")),
            "parent": parent(account, params.get("subscription")),
            "period": params.get("period", {"start": now, "end": now}),
            "tax_rates": taxation.chosen(account, params.get("tax_rates"), "tax_rates"),
            **price,
        }
    )


def keep(account: Account, made: Object, params: dict[str, Any]) -> Object:
    """Keep an item with what it says about discounts and tax."""
    if "tax_behavior" in params:
        account.facts[made["id"]] = {"tax_behavior": params["tax_behavior"]}
    if params.get("discounts"):
        made["discounts"] = _redeemed(account, made, params["discounts"])
    return account.add(made, "invoiceitem.created")


def for_subscription(
    account: Account, subscription: Object, given: list[dict[str, Any]]
) -> list[Object]:
    """Add what is to go on the subscription's next invoice (``add_invoice_items``)."""
    customer = account.get("customer", subscription["customer"])
    details = {"subscription": subscription["id"], "subscription_item": None}
    made = []
    for each in given:
        asked = {name: value for name, value in each.items() if name != "price"}
        if "price" in each:
            asked["pricing"] = {"price": each["price"]}
        new = item(account, customer, asked, subscription["currency"])
        new["parent"] = {"subscription_details": details, "type": "subscription_details"}
        made.append(keep(account, new, asked))
    return made


def parent(account: Account, subscription_id: str | None) -> Object | None:
    """Say which subscription it is for, if any."""
    if subscription_id is None:
        return None
    found = account.get("subscription", subscription_id, param="subscription")
    details = {"subscription": found["id"]}
    return {"subscription_details": details, "type": "subscription_details"}


def priced(account: Account, params: dict[str, Any], currency: str | None) -> Object:
    """Work out the amount: a price, a price described along, a plain amount, a unit amount."""
    _check_one_way(params)
    number = quantity(params)
    if "pricing" in params or "price_data" in params:
        return _by_price(account, _price(account, params), number, currency)
    if currency is None:
        raise missing("currency")
    if "amount" in params:
        if "quantity" in params:
            message = "You may only specify one of these parameters: amount, quantity."
            raise invalid_request(message, param="quantity")
        return {"amount": params["amount"], "currency": currency, **_loose(params["amount"], 1)}
    if "unit_amount_decimal" not in params:
        raise missing("amount")
    unit = Decimal(params["unit_amount_decimal"])
    amount = line_amount(unit, number)
    return {"amount": amount, "currency": currency, **_loose(unit, number)}


def quantity(params: dict[str, Any]) -> int:
    """Read how many; ``quantity_decimal`` only where it is a whole number."""
    exact = Decimal(params.get("quantity_decimal", params.get("quantity", 1)))
    if exact != exact.to_integral_value():
        raise not_implemented("a quantity_decimal that is not a whole number")
    if exact < 0:
        message = "This value must be greater than or equal to 0."
        raise invalid_request(message, param="quantity", code="parameter_invalid_integer")
    return int(exact)


def _check_one_way(params: dict[str, Any]) -> None:
    given = [name for name in _WAYS if name in params]
    if len(given) > 1:
        message = f"You may only specify one of these parameters: {', '.join(given)}."
        raise invalid_request(message, param=given[0])


def _price(account: Account, params: dict[str, Any]) -> Object:
    if "price_data" in params:
        data = params["price_data"]
        account.get("product", data["product"], param="price_data[product]")
        return add_price(account, data, data["product"])
    if "price" not in params["pricing"]:
        raise missing("pricing[price]")
    price = account.get("price", params["pricing"]["price"], param="pricing[price]")
    if price["type"] != "one_time":
        message = (
            "The price specified is set to `type=recurring` but this field only accepts prices "
            "with `type=one_time`."
        )
        raise invalid_request(message, param="pricing[price]")
    return price


def _by_price(account: Account, price: Object, number: int, currency: str | None) -> Object:
    chosen = currency or price["currency"]
    pricing.check_offered(account, price, chosen)
    costs = tariff(account, price, chosen)
    parts = costs.parts(number)
    product = account.find("product", price["product"]) or {}
    return {
        "amount": line_amount(costs.cost(number), 1),
        "currency": chosen,
        "name": product.get("name"),
        "pricing": shapes.pricing(
            price["id"], price["product"], parts[0].unit if len(parts) == 1 else None
        ),
        "quantity": number,
    }


def _loose(unit: Decimal | int, number: int) -> Object:
    """An amount without a price."""
    shown = f"{Decimal(unit).normalize():f}"
    pricing_shown = {
        "type": "price_details",
        "unit_amount_decimal": shown,
    }
    return {"pricing": pricing_shown, "quantity": number}


def change(account: Account, found: Object, params: dict[str, Any]) -> Object:
    """Change an item that is on no final invoice: docs.stripe.com/api/invoiceitems/update."""
    changes: Object = {}
    for name in ("description", "discountable", "period"):
        if name in params:
            changes[name] = params[name]
    if "metadata" in params:
        changes["metadata"] = merged(found["metadata"], params["metadata"])
    if any(name in params for name in (*_WAYS, "quantity", "quantity_decimal")):
        changes.update(_repriced(account, found, params))
        changes.pop("name", None)
    changes.update(_deducted(account, found, params))
    after = {**found, **changes}
    changes["net_amount"] = None if after["discountable"] else after["amount"]
    return account.change(found, changes)


def _deducted(account: Account, found: Object, params: dict[str, Any]) -> Object:
    """Read new discounts and taxes; an empty string takes them away."""
    if params.get("discountable") and found["proration"]:
        message = "You cannot set `discountable` to true for prorations."
        raise invalid_request(message, param="discountable")
    changes: Object = {}
    if "tax_behavior" in params:
        facts = account.facts.setdefault(found["id"], {})
        facts["tax_behavior"] = params["tax_behavior"]
    if "tax_rates" in params:
        changes["tax_rates"] = taxation.chosen(account, params["tax_rates"], "tax_rates")
    if "discounts" in params:
        changes["discounts"] = _redeemed(account, found, params["discounts"] or [])
    return changes


def _redeemed(account: Account, item: Object, given: list[dict[str, Any]]) -> list[str]:
    on, held = {"invoice_item": item["id"]}, tuple(item["discounts"])
    now, worth = account.now(), item["amount"]
    place = Place(item["customer"], item["currency"], now, worth, on, held)
    keys = redeeming.redeem(account, given, place)
    redeeming.count(account, keys)
    return keys


def _repriced(account: Account, found: Object, params: dict[str, Any]) -> Object:
    """A new quantity keeps the price, a new price keeps the quantity."""
    asked = dict(params)
    if "quantity" not in asked and "quantity_decimal" not in asked and "amount" not in asked:
        asked["quantity"] = found["quantity"]
    if not any(name in asked for name in _WAYS):
        details = found["pricing"].get("price_details")
        if details:
            asked["pricing"] = {"price": details["price"]}
        else:
            asked["unit_amount_decimal"] = found["pricing"]["unit_amount_decimal"]
    new = priced(account, asked, found["currency"])
    return {**new, "quantity_decimal": str(new["quantity"])}
