"""What a parameter may look like, and the sentence Stripe says when it does not.

Codes and wording: https://docs.stripe.com/error-codes (parameter_unknown, parameter_missing,
parameter_invalid_integer, parameter_invalid_empty …).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeIs, override

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.http.refusals import (
    empty,
    inside,
    invalid,
    missing,
    not_among,
    too_long,
    unknown_parameters,
)

LONGEST = 5000
"""Characters that Stripe takes in any string parameter."""

INTEGER = re.compile(r"-?\d{1,18}")
DECIMAL = re.compile(r"-?(\d+(\.\d+)?|\.\d+)")


class Shape(Protocol):
    """Turns what a form says into a typed value, or raises Stripe's refusal."""

    def read(self, raw: object, path: str) -> object:
        """Return the typed value; ``path`` is the bracketed name used in refusals."""


def text(raw: object, path: str) -> str:
    """Insist on a plain, non-empty string."""
    if not isinstance(raw, str):
        raise invalid("string", raw, path)
    if raw == "":
        raise empty(path)
    if len(raw) > LONGEST:
        raise too_long(raw, path, LONGEST)
    return raw


@dataclass(frozen=True, slots=True)
class Text(Shape):
    """Any text."""

    @override
    def read(self, raw: object, path: str) -> str:
        return text(raw, path)


@dataclass(frozen=True, slots=True)
class Integer(Shape):
    """A whole number, spelled in digits."""

    @override
    def read(self, raw: object, path: str) -> int:
        spelled = text(raw, path)
        if not INTEGER.fullmatch(spelled):
            raise invalid("integer", spelled, path, "parameter_invalid_integer")
        return int(spelled)


@dataclass(frozen=True, slots=True)
class Boolean(Shape):
    """``true`` or ``false``."""

    @override
    def read(self, raw: object, path: str) -> bool:
        spelled = text(raw, path)
        if spelled not in ("true", "false"):
            raise invalid("boolean", spelled, path)
        return spelled == "true"


@dataclass(frozen=True, slots=True)
class Number(Shape):
    """A decimal number; ``convert`` says whether it stays exact text or is a plain measure."""

    convert: Callable[[str], object]

    @override
    def read(self, raw: object, path: str) -> object:
        spelled = text(raw, path)
        if not DECIMAL.fullmatch(spelled):
            raise invalid("decimal", spelled, path)
        return self.convert(spelled)


@dataclass(frozen=True, slots=True)
class Choice(Shape):
    """One of a few words."""

    words: tuple[str, ...]

    @override
    def read(self, raw: object, path: str) -> str:
        word = text(raw, path)
        if word not in self.words:
            raise not_among(self.words, path)
        return word


@dataclass(frozen=True, slots=True)
class ListOf(Shape):
    """An array; forms number its places, gaps close up."""

    element: Shape

    @override
    def read(self, raw: object, path: str) -> list[object]:
        if raw == "":
            raise empty(path)
        if not is_array(raw):
            raise invalid("array", raw, path)
        places = sorted(((int(place), value) for place, value in raw.items()))
        return [self.element.read(value, f"{path}[{place}]") for place, value in places]


@dataclass(frozen=True, slots=True)
class MapOf(Shape):
    """A hash with free keys, such as metadata, where an empty value deletes a key."""

    element: Shape

    @override
    def read(self, raw: object, path: str) -> dict[str, object]:
        entries = _hash(raw, path)
        return {
            key: value if value == "" else self.element.read(value, f"{path}[{key}]")
            for key, value in entries.items()
        }


@dataclass(frozen=True, slots=True)
class Hash(Shape):
    """A hash with known keys only."""

    fields: dict[str, Shape]
    required: frozenset[str] = frozenset()

    @override
    def read(self, raw: object, path: str) -> dict[str, object]:
        entries = _hash(raw, path)
        if unknown := [name for name in entries if name not in self.fields]:
            raise unknown_parameters([inside(path, name) for name in unknown])
        if absent := [name for name in self.fields if name in self.required - entries.keys()]:
            raise missing(inside(path, absent[0]))
        return {
            name: self.fields[name].read(value, inside(path, name))
            for name, value in entries.items()
        }


@dataclass(frozen=True, slots=True)
class OneOf(Shape):
    """Several shapes under one name: the structure of what came decides which one speaks."""

    scalars: tuple[Shape, ...] = ()
    hash: Hash | MapOf | None = None
    array: ListOf | None = None
    clearable: bool = False
    """Whether Stripe lets an empty string unset the value."""

    @override
    def read(self, raw: object, path: str) -> object:
        if raw == "" and self.clearable:
            return ""
        speaker = self._speaker(raw)
        return speaker.read(raw, path) if speaker else self._scalar(raw, path)

    def _speaker(self, raw: object) -> Shape | None:
        """Choose the array or the hash, if one of them is meant; else a scalar speaks."""
        if is_array(raw) and self.array:
            return self.array
        if self.scalars and not isinstance(raw, dict):
            return None
        return self.hash or (None if self.scalars else self.array)

    def _scalar(self, raw: object, path: str) -> object:
        """Try every scalar; the last one's refusal is the one to show."""
        for shape in self.scalars[:-1]:
            try:
                return shape.read(raw, path)
            except StripeError:
                continue
        return self.scalars[-1].read(raw, path)


def is_array(raw: object) -> TypeIs[dict[str, object]]:
    """Tell whether a decoded hash is really a numbered array."""
    return isinstance(raw, dict) and bool(raw) and all(place.isdecimal() for place in raw)


def _hash(raw: object, path: str) -> dict[str, object]:
    if raw == "":
        raise empty(path)
    if not isinstance(raw, dict):
        raise invalid("object", raw, path)
    return raw
