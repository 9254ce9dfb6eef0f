"""What automatic tax charges where: standard rates of some countries, as data.

The real thing knows every product and place (docs.stripe.com/tax); here a place has one rate, the
same for everything sold, and a place that is not listed is one where nobody collects.
"""

from decimal import Decimal
from typing import NamedTuple


class Levy(NamedTuple):
    """The tax of a place."""

    name: str
    kind: str
    """``tax_type`` of the rate."""
    percentage: Decimal


_VAT = {
    "AT": "20", "BE": "21", "BG": "20", "CH": "8.1", "CY": "19", "CZ": "21", "DE": "19",
    "DK": "25", "EE": "24", "ES": "21", "FI": "25.5", "FR": "20", "GB": "20", "GR": "24",
    "HR": "25", "HU": "27", "IE": "23", "IT": "22", "LT": "21", "LU": "17", "LV": "21",
    "MT": "18", "NL": "21", "NO": "25", "PL": "23", "PT": "23", "RO": "21", "SE": "25",
    "SI": "22", "SK": "23",
}  # fmt: skip
_GST = {"AU": "10", "CA": "5", "NZ": "15"}
_SALES_TAX = {"CA": "7.25", "FL": "6", "NY": "4", "TX": "6.25", "WA": "6.5"}
"""By state of the US: the state's own rate, without counties and cities."""


def levy(country: str, state: str | None) -> Levy:
    """Find what is charged in a place; 0 where nothing is collected."""
    if country == "US":
        return Levy("Sales Tax", "sales_tax", Decimal(_SALES_TAX.get(state or "", "0")))
    if country in _GST:
        return Levy("GST", "gst", Decimal(_GST[country]))
    return Levy("VAT", "vat", Decimal(_VAT.get(country, "0")))
