"""Values as JSON, and back, without losing what JSON cannot say.

A kept object inside another one (the price of a subscription item) is the same dict for both, so
that a change shows in both; it is written as a reference. Tuples are not lists.
"""

from collections.abc import Callable
from typing import Any

from sandbox.stripe.core.store import Object

SAME, TUPLE = "$is", "$tuple"

type Value = Any
"""Plain data, as JSON has it, or nearly."""

type Names = dict[int, list[str]]
"""Kind and id of every kept object, by its identity."""

type Find = Callable[[str, str], Object]


def written(value: Value, names: Names, place: str) -> Value:
    """Write a value; ``place`` names it in the refusal of what is not plain data."""
    match value:
        case None | bool() | int() | float() | str():
            return value
        case dict() if id(value) in names:
            return {SAME: names[id(value)]}
        case dict():
            return fields(value, names, place)
        case list():
            return [written(each, names, f"{place}[]") for each in value]
        case tuple():
            return {TUPLE: [written(each, names, f"{place}()") for each in value]}
    raise TypeError(f"{place} is a {type(value).__name__}: no plain data, so it cannot be saved")


def fields(value: Object, names: Names, place: str) -> Object:
    """Write a hash, even one that is kept itself."""
    return {name: written(each, names, f"{place}.{name}") for name, each in value.items()}


def read(value: Value, find: Find) -> Value:
    """Read a value back."""
    match value:
        case {"$is": [str(kind), str(object_id)]}:
            return find(kind, object_id)
        case {"$tuple": list(parts)}:
            return tuple(read(each, find) for each in parts)
        case dict():
            return {name: read(each, find) for name, each in value.items()}
        case list():
            return [read(each, find) for each in value]
    return value
