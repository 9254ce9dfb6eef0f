"""What the makers of all kinds say with the same words."""

from decimal import Decimal
from typing import Any

from carryover.ports.stripe_api import Json


class Unmakeable(Exception):
    """It cannot be made exactly as it was; the sentence says why, and what to do instead."""


class Over(Exception):
    """There is nothing left to carry over: expired, used up, archived."""


def some(seen: Json, *names: str) -> dict[str, Any]:
    """Take what is there: Stripe shows ``null`` and ``[]`` for what was never said."""
    return {name: seen[name] for name in names if seen.get(name) not in (None, [], "", {})}


def exact(seen: Json, name: str) -> dict[str, Any]:
    """Say an amount as it is: in minor units where it is whole, else as Stripe's decimal."""
    if seen.get(name) is not None:
        return {name: seen[name]}
    decimal = seen.get(f"{name}_decimal")
    return {} if decimal is None else {f"{name}_decimal": str(decimal)}


def number(seen: float | str) -> str:
    """Say a percentage or a length in the digits Stripe has shown: a form has no floats."""
    return f"{Decimal(str(seen)).normalize():f}"
