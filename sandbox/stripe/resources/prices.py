"""Prices: https://docs.stripe.com/api/prices."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import price_rules
from sandbox.stripe.lifecycle.tariff_of import options
from sandbox.stripe.shapes.catalog import product
from sandbox.stripe.shapes.price import currency_option, price

KIND = "price"


@route("POST", "/v1/prices", params="PriceCreateParams")
@implemented(
    "active", "billing_scheme", "currency", "lookup_key", "metadata", "nickname", "product",
    "product_data.name", "product_data.id", "product_data.metadata", "product_data.active",
    "product_data.statement_descriptor", "product_data.unit_label", "product_data.tax_code",
    "recurring.interval", "recurring.interval_count", "recurring.trial_period_days",
    "recurring.usage_type", "tax_behavior", "tiers", "tiers_mode", "transfer_lookup_key",
    "transform_quantity", "unit_amount", "unit_amount_decimal", "currency_options",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a price for a product, or for a new product described along with it."""
    account, params = call.account, call.params
    price_rules.check(params)
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
@implemented("active", "currency_options", "lookup_key", "metadata", "nickname", "tax_behavior",
             "transfer_lookup_key")  # fmt: skip
def update(call: Call, price_id: str) -> Object:
    """Change what may change: never an amount, but currencies can be added."""
    found = call.account.get(KIND, price_id)
    tax = call.params.get("tax_behavior", found["tax_behavior"])
    if found["tax_behavior"] not in ("unspecified", tax):
        message = "The `tax_behavior` of a price cannot be changed once it is set."
        raise invalid_request(message, param="tax_behavior")
    added = _added_currencies(call.account, found, call.params.get("currency_options") or {})
    _free_lookup_key(call, found)
    options(call.account, found).update(added)
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
    """List prices: the active ones, unless inactive ones are asked for ("Returns a list of your
    active prices … For the list of inactive prices, set active to false", api/prices/list)."""
    keys, cycle = call.params.get("lookup_keys"), call.params.get("recurring", {})
    every = (
        each
        for each in call.account.all(KIND)
        if (keys is None or each["lookup_key"] in keys)
        and cycle.items() <= (each["recurring"] or {}).items()
    )
    exact = {name: call.params.get(name) for name in ("currency", "product", "type")}
    return call.listing(every, active=call.params.get("active", True), **exact)


@includable(KIND, "currency_options")
def currency_options(account: Account, found: Object) -> Object:
    """Show it in every currency, which only an expansion does."""
    return options(account, found)


@includable(KIND, "tiers")
def tiers(account: Account, found: Object) -> object:
    """Show the tiers of its own currency, which only an expansion does."""
    return options(account, found)[found["currency"]]["tiers"]


def add_price(account: Account, params: Object, product_id: str) -> Object:
    """Check and keep a new price."""
    price_rules.check(params)
    made = price(account, params, product_id)
    others = params.get("currency_options", {})
    each = {made["currency"]: params, **others}
    account.facts[made["id"]] = {
        "currencies": {currency: currency_option(given) for currency, given in each.items()}
    }
    return account.add(made, "price.created")


def _added_currencies(account: Account, found: Object, given: Object) -> Object:
    """Read new currencies; the amount of a currency it has already stays as it is [inferred]."""
    known, tiered = options(account, found), found["billing_scheme"] == "tiered"
    for currency, option in given.items():
        price_rules.check_option(currency, option, tiered=tiered)
        if currency in known:
            message = f"The price is already defined in {currency}; its amount cannot be changed."
            raise invalid_request(message, param=f"currency_options[{currency}]")
    return {currency: currency_option(option) for currency, option in given.items()}


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
