"""Which prices Stripe refuses: https://docs.stripe.com/api/prices/create."""

from decimal import Decimal

from sandbox.stripe.core.currencies import CURRENCIES
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.refusals import inside, missing

LONGEST = {"day": 1095, "week": 156, "month": 36, "year": 3}
"""Stripe bills at least every three years."""
DECIMALS = 12
"""Places that an amount in decimals may have."""


def check(params: Object) -> None:
    """Look at a whole price, in all its currencies."""
    currency = params["currency"].lower()
    check_currency(currency, "currency")
    tiered = params.get("billing_scheme") == "tiered"
    check_amounts(params, "", tiered=tiered)
    for other, option in params.get("currency_options", {}).items():
        check_option(other, option, tiered=tiered)
    _check_tiering(params, tiered=tiered)
    _check_cycle(params.get("recurring") or {})


def check_option(currency: str, option: Object, *, tiered: bool) -> None:
    """Look at a price in another of its currencies."""
    path = f"currency_options[{currency}]"
    check_currency(currency, "currency_options")
    if "custom_unit_amount" in option:
        raise not_implemented("prices whose amount the customer chooses")
    check_amounts(option, path, tiered=tiered)


def check_currency(currency: str, param: str) -> None:
    """Refuse what is no currency."""
    if currency not in CURRENCIES:
        message = (
            f"Invalid currency: {currency}. Stripe currently supports these currencies: "
            f"{', '.join(sorted(CURRENCIES))}"
        )
        raise invalid_request(message, param=param)


def check_amounts(params: Object, path: str, *, tiered: bool) -> None:
    """Insist on exactly one amount, or on tiers that reach to infinity."""
    if not tiered:
        if "tiers" in params:
            message = "You can only pass in `tiers` if `billing_scheme` is `tiered`."
            raise invalid_request(message, param=inside(path, "tiers"))
        _check_amount(params, path, "unit_amount", needed=True)
        return
    if "tiers" not in params:
        raise missing(inside(path, "tiers"))
    if "unit_amount" in params or "unit_amount_decimal" in params:
        message = "You cannot set `unit_amount` if `billing_scheme` is `tiered`."
        raise invalid_request(message, param=inside(path, "unit_amount"))
    _check_tiers(params["tiers"], inside(path, "tiers"))


def _check_tiers(tiers: list[Object], path: str) -> None:
    """Tiers climb, and the last one has no end (docs: products-prices/pricing-models)."""
    below = 0
    for number, tier in enumerate(tiers):
        last, top = number == len(tiers) - 1, tier["up_to"]
        if (top == "inf") != last:
            message = "The last tier, and only the last one, must have `up_to` set to `inf`."
            raise _bad_tier(message, path, number)
        if not last and top <= below:
            message = "Tiers must be in ascending order of `up_to`, which must be positive."
            raise _bad_tier(message, path, number)
        below = below if last else top
        if not any(name.startswith(("unit_amount", "flat_amount")) for name in tier):
            message = "Each tier needs a `unit_amount` or a `flat_amount`."
            raise _bad_tier(message, path, number)
        for name in ("unit_amount", "flat_amount"):
            _check_amount(tier, f"{path}[{number}]", name, needed=False)


def _bad_tier(message: str, path: str, number: int) -> StripeError:
    return invalid_request(message, param=f"{path}[{number}][up_to]")


def _check_amount(params: Object, path: str, name: str, *, needed: bool) -> None:
    given = [each for each in (name, f"{name}_decimal") if each in params]
    if not given and needed:
        raise missing(inside(path, name))
    if len(given) > 1:
        message = f"You may only specify one of these parameters: {name}, {name}_decimal."
        raise invalid_request(message, param=inside(path, name))
    for each in given:
        _check_size(Decimal(params[each]), inside(path, each))


def _check_size(exact: Decimal, param: str) -> None:
    if exact < 0:
        message = f"Invalid {param}: must be greater than or equal to 0"
        raise invalid_request(message, param=param, code="parameter_invalid_integer")
    if -int(exact.as_tuple().exponent) > DECIMALS:
        message = f"Invalid decimal: {exact}; must contain at most {DECIMALS} decimal places."
        raise invalid_request(message, param=param)


def _check_tiering(params: Object, *, tiered: bool) -> None:
    if tiered and "tiers_mode" not in params:
        raise missing("tiers_mode")
    if tiered and "transform_quantity" in params:
        message = "You cannot combine `transform_quantity` with `tiers`."
        raise invalid_request(message, param="transform_quantity")
    if not tiered and "tiers_mode" in params:
        message = "You can only pass in `tiers_mode` if `billing_scheme` is `tiered`."
        raise invalid_request(message, param="tiers_mode")
    if params.get("transform_quantity", {"divide_by": 1})["divide_by"] < 1:
        message = "Invalid divide_by: must be greater than or equal to 1"
        raise invalid_request(message, param="transform_quantity[divide_by]")


def _check_cycle(cycle: Object) -> None:
    if not cycle:
        return
    if cycle.get("usage_type", "licensed") != "licensed":
        raise not_implemented("metered prices")
    count, longest = cycle.get("interval_count", 1), LONGEST[cycle["interval"]]
    if not 1 <= count <= longest:
        message = f"Invalid interval_count: must be between 1 and {longest} for this interval."
        raise invalid_request(message, param="recurring[interval_count]")
