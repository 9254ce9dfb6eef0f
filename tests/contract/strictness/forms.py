"""Requests made from the SDK's typed parameters: right ones, and ones that are wrong in one place.

A right request is a form as ``http.form.decode`` gives it: hashes of text, arrays as hashes of
places. What it means for the account (does the customer exist?) is not asked here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from sandbox.stripe.http.shapes import (
    Boolean,
    Choice,
    Hash,
    Integer,
    ListOf,
    MapOf,
    Number,
    OneOf,
    Shape,
    Text,
)

type Form = dict[str, Any]
type Path = tuple[str, ...]

DEEPEST = 4
"""Hashes within hashes; below, only what is required."""

WRONG: dict[type, str] = {Integer: "many", Boolean: "perhaps", Number: "a few", Choice: "no_such"}
"""Text that a scalar of a type can never be."""


def right(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Make any form that the shape allows."""
    match shape:
        case OneOf():
            inner = [*shape.scalars, *(each for each in (shape.hash, shape.array) if each)]
            return st.one_of([right(each, depth) for each in inner])
        case Hash():
            return _hash(shape, depth)
        case ListOf():
            places = st.lists(right(shape.element, depth + 1), min_size=1, max_size=2)
            return places.map(lambda values: {str(at): value for at, value in enumerate(values)})
        case MapOf():
            keys = st.sampled_from(["a", "b"])
            return st.dictionaries(keys, right(shape.element, depth + 1), min_size=1, max_size=2)
    return _scalar(shape)


def _hash(shape: Hash, depth: int) -> st.SearchStrategy[Form]:
    fields = {name: _later(each, depth) for name, each in shape.fields.items()}
    needed = {name: fields[name] for name in shape.fields if name in shape.required}
    if depth >= DEEPEST:
        return st.fixed_dictionaries(needed)
    rest = sorted(fields.keys() - needed.keys())
    if not rest:
        return st.fixed_dictionaries(needed)
    few = st.lists(st.sampled_from(rest), max_size=3, unique=True)
    return few.flatmap(
        lambda names: st.fixed_dictionaries({**needed, **{name: fields[name] for name in names}})
    )


def _later(shape: Shape, depth: int) -> st.SearchStrategy[Any]:
    """Wait with a field until it is wanted: some contracts are thousands of fields deep."""
    return st.deferred(lambda: right(shape, depth + 1))


def _scalar(shape: Shape) -> st.SearchStrategy[str]:
    match shape:
        case Choice():
            return st.sampled_from(shape.words)
        case Boolean():
            return st.sampled_from(["true", "false"])
        case Integer():
            return st.integers(-5, 2_000_000_000).map(str)
        case Number():
            return st.sampled_from(["0", "1", "12.5", "0.000001", ".5"])
    return st.text("abcXYZ_0 ", min_size=1, max_size=12)


@dataclass(frozen=True, slots=True)
class Place:
    """One value within a form, and what it may look like."""

    path: Path
    shape: Shape
    value: object

    def spelled(self) -> str:
        """As Stripe names it: ``items[0][price]``."""
        return self.path[0] + "".join(f"[{step}]" for step in self.path[1:]) if self.path else ""


def places(shape: Shape, value: object, path: Path = ()) -> Iterator[Place]:
    """Walk a right form beside its shape."""
    yield Place(path, shape, value)
    match _speaking(shape, value):
        case Hash() as chosen if isinstance(value, dict):
            for name, inner in value.items():
                yield from places(chosen.fields[name], inner, (*path, name))
        case ListOf() | MapOf() as chosen if isinstance(value, dict):
            for name, inner in value.items():
                yield from places(chosen.element, inner, (*path, name))


def _speaking(shape: Shape, value: object) -> Shape:
    """Tell which of several shapes a value was made by."""
    if not isinstance(shape, OneOf):
        return shape
    if not isinstance(value, dict):
        return shape
    is_array = bool(value) and all(key.isdecimal() for key in value)
    return (shape.array if is_array and shape.array else shape.hash) or shape


def hashes(shape: Shape, form: Form) -> list[Place]:
    """Every hash with fixed names in a form."""
    return [
        each for each in places(shape, form) if isinstance(_speaking(each.shape, each.value), Hash)
    ]


def typed(shape: Shape, form: Form) -> list[Place]:
    """Every value in a form that some text could not be."""
    return [
        each for each in places(shape, form) if isinstance(each.value, str) and wrong(each.shape)
    ]


def wrong(shape: Shape) -> str | None:
    """Text that no alternative of the shape takes."""
    if not isinstance(shape, OneOf) or any(isinstance(each, Text) for each in shape.scalars):
        return None
    return WRONG.get(type(shape.scalars[-1])) if shape.scalars else None


def put(form: Form, path: Path, value: object) -> Form:
    """Copy a form with one value replaced or added."""
    if len(path) == 1:
        return {**form, path[0]: value}
    return {**form, path[0]: put(form[path[0]], path[1:], value)}
