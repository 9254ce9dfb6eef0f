"""Parameters as the SDK's form encoder needs them, so that what we mean is what Stripe reads.

The encoder writes ``True`` for a boolean in a list and ``None`` for an absent entry, turns mappings
that are no ``dict`` into their ``repr``, and would send fractions of a minor unit
(stripe-python 16, ``_encode.py``). Absent values and empty lists never reach Stripe: ``""`` clears.
"""

from collections.abc import Mapping
from typing import Any


def formed(params: Mapping[str, Any]) -> dict[str, Any]:
    """Make a tree of dictionaries, lists, texts and integers; raises ``TypeError`` at what has no
    form: that is a bug of ours, and nothing was sent."""
    return {name: _formed(value, name) for name, value in params.items() if value is not None}


def _formed(value: object, name: str) -> object:
    match value:
        case bool():
            return str(value).lower()
        case str() | int():
            return value
        case Mapping():
            return formed(value)
        case list() | tuple():
            return [_formed(each, name) for each in value]
        case _:
            raise TypeError(f"{name} has no form: a {type(value).__name__}")
