"""Prices: https://docs.stripe.com/api/prices. Per-unit prices in one currency."""

from decimal import Decimal

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.currencies import CURRENCIES
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.catalog import price, product

KIND = "price"
LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}
"""Stripe bills at least every three years: https://docs.stripe.com/api/prices/create."""

DECIMALS = 12
"""Places that unit_amount_decimal may have, same page."""


@route("POST", "/v1/prices", params="PriceCreateParams")
@implemented(
    "active", "billing_scheme", "currency", "lookup_key", "metadata", "nickname", "product",
    "product_data.name", "product_data.id", "product_data.metadata", "product_data.active",
    "product_data.statement_descriptor", "product_data.unit_label", "product_data.tax_code",
    "recurring.interval", "recurring.interval_count", "recurring.usage_type", "tax_behavior",
    "transfer_lookup_key", "unit_amount", "unit_amount_decimal",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a price for a product, or for a new product described along with it."""
    account, params = call.account, call.params
    check(params)
    if "product_data" not in params:
        if "product" not in params:
            raise missing("product")
        account.get("product", params["product"], param="product")
    _free_lookup_key(call)
    if "product_data" in params:
        made = account.add(product(account, params["product_data"]), "product.created")
        return add_price(account, params, made["id"])
    return add_price(account, params, params["product"])


@route("GET", "/v1/prices/{id}", params="PriceRetrieveParams")
def retrieve(call: Call, price_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, price_id)


@route("POST", "/v1/prices/{id}", params="PriceModifyParams")
@implemented("active", "lookup_key", "metadata", "nickname", "tax_behavior", "transfer_lookup_key")
def update(call: Call, price_id: str) -> Object:
    """Change what may change: never the amount."""
    found = call.account.get(KIND, price_id)
    tax = call.params.get("tax_behavior", found["tax_behavior"])
    if found["tax_behavior"] not in ("unspecified", tax):
        message = "The `tax_behavior` of a price cannot be changed once it is set."
        raise invalid_request(message, param="tax_behavior")
    _free_lookup_key(call, found)
    changes = {
        **call.given("active", "lookup_key", "nickname", "tax_behavior"),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    return call.account.change(found, changes, "price.updated")


@route("GET", "/v1/prices", params="PriceListParams")
@implemented(
    "active", "currency", "lookup_keys", "product", "type",
    "recurring.interval", "recurring.usage_type",
)  # fmt: skip
def index(call: Call) -> Object:
    """List prices."""
    keys, cycle = call.params.get("lookup_keys"), call.params.get("recurring", {})
    every = (
        each
        for each in call.account.all(KIND)
        if (keys is None or each["lookup_key"] in keys)
        and cycle.items() <= (each["recurring"] or {}).items()
    )
    exact = {name: call.params.get(name) for name in ("active", "currency", "product", "type")}
    return call.listing(every, **exact)


def add_price(account: Account, params: Object, product_id: str) -> Object:
    """Check and keep a new price."""
    check(params)
    return account.add(price(account, params, product_id), "price.created")


def check(params: Object) -> None:
    """Refuse prices that Stripe refuses, and those that are not implemented here."""
    currency = params["currency"].lower()
    if currency not in CURRENCIES:
        message = (
            f"Invalid currency: {currency}. Stripe currently supports these currencies: "
            f"{', '.join(sorted(CURRENCIES))}"
        )
        raise invalid_request(message, param="currency")
    if params.get("billing_scheme", "per_unit") != "per_unit":
        raise not_implemented("tiered prices")
    _check_amount(params)
    _check_cycle(params.get("recurring") or {})


def _check_amount(params: Object) -> None:
    given = [name for name in ("unit_amount", "unit_amount_decimal") if name in params]
    if not given:
        raise missing("unit_amount")
    if len(given) > 1:
        message = "You may only specify one of these parameters: unit_amount, unit_amount_decimal."
        raise invalid_request(message, param="unit_amount")
    exact = Decimal(params[given[0]])
    if exact < 0:
        message = f"Invalid {given[0]}: must be greater than or equal to 0"
        raise invalid_request(message, param=given[0], code="parameter_invalid_integer")
    if -int(exact.as_tuple().exponent) > DECIMALS:
        message = f"Invalid decimal: {exact}; must contain at most {DECIMALS} decimal places."
        raise invalid_request(message, param=given[0])


def _check_cycle(cycle: Object) -> None:
    if not cycle:
        return
    if cycle.get("usage_type", "licensed") != "licensed":
        raise not_implemented("metered prices")
    count, longest = cycle.get("interval_count", 1), LONGEST[cycle["interval"]]
    if not 1 <= count <= longest:
        message = f"Invalid interval_count: must be between 1 and {longest} for this interval."
        raise invalid_request(message, param="recurring[interval_count]")


def _free_lookup_key(call: Call, own: Object | None = None) -> None:
    """Keep lookup keys unique; ``transfer_lookup_key`` takes one away from its old price."""
    key = call.params.get("lookup_key")
    taken = (each for each in call.account.all(KIND) if key and each["lookup_key"] == key)
    for other in taken:
        if other is own:
            continue
        if not call.params.get("transfer_lookup_key"):
            message = f"A price (`{other['id']}`) already uses that lookup key."
            raise invalid_request(message, param="lookup_key")
        call.account.change(other, {"lookup_key": None}, "price.updated")
