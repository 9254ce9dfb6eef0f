"""What a meter makes of its readings: docs.stripe.com/api/billing/meter/object, formula."""

from collections.abc import Sequence
from decimal import Decimal


def aggregated(formula: str, values: Sequence[str]) -> float:
    """Add up, count, or take the last of the values, given in the order of their instants."""
    match formula:
        case "count":
            return len(values)
        case "last":
            return float(Decimal(values[-1])) if values else 0.0
    return float(sum(map(Decimal, values), Decimal(0)))
