"""Tax rates: https://docs.stripe.com/api/tax_rates."""

from decimal import Decimal

from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.tax import TEXTS, tax_rate

KIND = "tax_rate"
_PLACES = 4
"""Decimals that a percentage may have (docs.stripe.com/billing/taxes/tax-rates)."""


@route("POST", "/v1/tax_rates", params="TaxRateCreateParams")
@implemented("active", "display_name", "inclusive", "metadata", "percentage", *TEXTS)
def create(call: Call) -> Object:
    """Make a rate; what it is cannot be changed later."""
    percentage = Decimal(str(call.params["percentage"]))
    if not 0 <= percentage <= 100:
        message = "Invalid percentage: must be between 0 and 100."
        raise invalid_request(message, param="percentage")
    if percentage != round(percentage, _PLACES):
        message = f"Invalid percentage: must have at most {_PLACES} decimal places."
        raise invalid_request(message, param="percentage")
    _check_country(call.params)
    made = tax_rate(call.account.new_id("txr"), call.account, call.params)
    return call.account.add(made, "tax_rate.created")


@route("GET", "/v1/tax_rates/{id}", params="TaxRateRetrieveParams")
def retrieve(call: Call, rate_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, rate_id)


@route("POST", "/v1/tax_rates/{id}", params="TaxRateModifyParams")
@implemented("active", "display_name", "metadata", *TEXTS)
def update(call: Call, rate_id: str) -> Object:
    """Rename or archive a rate; those who have it keep it."""
    _check_country(call.params)
    found = call.account.get(KIND, rate_id)
    changes = {
        **call.given("active", "display_name", *TEXTS),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    return call.account.change(found, changes, "tax_rate.updated")


@route("GET", "/v1/tax_rates", params="TaxRateListParams")
@implemented("active", "inclusive")
def index(call: Call) -> Object:
    """List rates."""
    exact = {name: call.params.get(name) for name in ("active", "inclusive")}
    return call.listing(call.account.all(KIND), **exact)


def _check_country(params: Object) -> None:
    country = params.get("country")
    if country is not None and not (len(country) == 2 and country.isalpha() and country.isascii()):
        message = f"Country '{country}' is unknown. Try using a 2-character alphanumeric code."
        raise invalid_request(message, param="country", code="country_code_invalid")
