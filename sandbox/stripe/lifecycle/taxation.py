"""Which tax rates count for whom: https://docs.stripe.com/billing/taxes/tax-rates.

Automatic tax is a small stand-in for Stripe Tax: the location is the customer's shipping address
or else the billing address (docs.stripe.com/tax/customer-locations; cards and IP addresses, which
Stripe asks next, are not asked here), and the rate comes from ``billing.tax_table``.
"""

from decimal import Decimal
from typing import NamedTuple

from sandbox.stripe.billing.tax_table import Levy, levy
from sandbox.stripe.billing.taxes import MOST_RATES, Rate
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.ids import make_id
from sandbox.stripe.core.store import Object
from sandbox.stripe.shapes.tax import plain, tax_rate

_EXEMPT = {"exempt": "customer_exempt", "reverse": "reverse_charge"}
"""docs.stripe.com/tax/zero-tax; that it also holds for manual tax rates is [inferred]."""


class Location(NamedTuple):
    """Where a customer is taxed."""

    country: str
    state: str | None
    source: str


def chosen(account: Account, given: list[str] | str | None, param: str) -> list[Object]:
    """Read tax rates from a request; inactive ones cannot be used anew."""
    ids = list(dict.fromkeys(given or []))
    if len(ids) > MOST_RATES:
        message = f"You can only have up to {MOST_RATES} tax rates."
        raise invalid_request(message, param=param)
    found = [account.get("tax_rate", key, param=param) for key in ids]
    for rate in found:
        if not rate["active"]:
            message = (
                f"The tax rate {rate['id']} is inactive. This field only accepts active tax rates."
            )
            raise invalid_request(message, param=param)
    return [dict(rate) for rate in found]


def location(customer: Object) -> Location | None:
    """Find where a customer is; None: the address does not say enough."""
    shipping = (customer.get("shipping") or {}).get("address")
    address = shipping or customer.get("address")
    if not address or not _is_precise(address):
        return None
    source = "shipping_destination" if shipping else "billing_address"
    return Location(address["country"].upper(), address.get("state"), source)


def check_location(customer: Object) -> None:
    """Refuse automatic tax for somebody who could be anywhere."""
    if location(customer) is None:
        raise unknown_location()


def unknown_location() -> StripeError:
    """Spell the refusal as Stripe does."""
    message = (
        "The customer's location isn't recognized. Set a valid customer address in order to "
        "automatically calculate tax."
    )
    return invalid_request(message, code="customer_tax_location_invalid")


def both(param: str) -> StripeError:
    """Say that rates are either found or given; the words are [inferred]."""
    message = f"You cannot set `{param}` when `automatic_tax[enabled]` is true."
    return invalid_request(message, param=param)


def status(customer: Object) -> str:
    """Say whether automatic tax can be worked out: ``customer.tax.automatic_tax``."""
    where = location(customer)
    if where is None:
        return "unrecognized_location"
    return "supported" if levy(where.country, where.state).percentage else "not_collecting"


def manual(customer: Object, rates: list[Object]) -> list[Rate]:
    """Turn tax rates into what they cost this customer."""
    reason = _EXEMPT.get(customer.get("tax_exempt") or "none", "standard_rated")
    return [_rate(each, reason) for each in rates]


def automatic(account: Account, customer: Object, behavior: str) -> list[Rate]:
    """Find the rate of the customer's place; nothing while the place is unknown."""
    where = location(customer)
    if where is None:
        return []
    found = levy(where.country, where.state)
    rate = _kept(account, where, found, inclusive=behavior == "inclusive")
    usual = "standard_rated" if found.percentage else "not_collecting"
    return [_rate(rate, _EXEMPT.get(customer.get("tax_exempt") or "none", usual))]


def _rate(rate: Object, reason: str) -> Rate:
    return Rate(rate["id"], Decimal(str(rate["percentage"])), rate["inclusive"], reason)


def _is_precise(address: Object) -> bool:
    """docs.stripe.com/tax/customer-locations: a country is enough outside the US and Canada."""
    country = (address.get("country") or "").upper()
    match country:
        case "US":
            return bool(address.get("postal_code"))
        case "CA":
            return bool(address.get("postal_code") or address.get("state"))
    return len(country) == 2 and country.isalpha()


def _kept(account: Account, where: Location, found: Levy, *, inclusive: bool) -> Object:
    """Give the rate Stripe Tax keeps for a place: made when first needed, and archived at once
    (docs.stripe.com/api/invoices/update_lines, ``tax_rate_data``)."""
    place = (where.country, where.state if where.country == "US" else None, inclusive)
    key = make_id("txr", account.world.seed, account.alias, *place)
    known = account.find("tax_rate", key)
    if known is not None:
        return known
    percentage = plain(found.percentage)
    given = {
        "active": False,
        "country": where.country,
        "display_name": found.name,
        "effective_percentage": percentage,
        "inclusive": inclusive,
        "jurisdiction": where.country if place[1] is None else where.state,
        "jurisdiction_level": "country" if place[1] is None else "state",
        "percentage": percentage,
        "rate_type": "percentage",
        "state": place[1],
        "tax_type": found.kind,
    }
    made = tax_rate(key, account, given)
    account.store.put(made)
    return made
