"""What a parameter may look like, and the sentence Stripe says when it does not.

Codes and wording: https://docs.stripe.com/error-codes (parameter_unknown, parameter_missing,
parameter_invalid_integer, parameter_invalid_empty …).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeIs, override

from sandbox.stripe.core.errors import StripeError, invalid_request

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
        raise invalid_request(f"Invalid string: {_spell(raw)}", param=path)
    if raw == "":
        raise _empty(path)
    if len(raw) > LONGEST:
        message = f"Invalid string: {raw[:10]}...; must be at most {LONGEST} characters"
        raise invalid_request(message, param=path)
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
            message = f"Invalid integer: {spelled}"
            raise invalid_request(message, param=path, code="parameter_invalid_integer")
        return int(spelled)


@dataclass(frozen=True, slots=True)
class Boolean(Shape):
    """``true`` or ``false``."""

    @override
    def read(self, raw: object, path: str) -> bool:
        spelled = text(raw, path)
        if spelled not in ("true", "false"):
            raise invalid_request(f"Invalid boolean: {spelled}", param=path)
        return spelled == "true"


@dataclass(frozen=True, slots=True)
class Number(Shape):
    """A decimal number; ``convert`` says whether it stays exact text or is a plain measure."""

    convert: Callable[[str], object]

    @override
    def read(self, raw: object, path: str) -> object:
        spelled = text(raw, path)
        if not DECIMAL.fullmatch(spelled):
            raise invalid_request(f"Invalid decimal: {spelled}", param=path)
        return self.convert(spelled)


@dataclass(frozen=True, slots=True)
class Choice(Shape):
    """One of a few words."""

    words: tuple[str, ...]

    @override
    def read(self, raw: object, path: str) -> str:
        word = text(raw, path)
        if word not in self.words:
            message = f"Invalid {path}: must be {_alternatives(self.words)}"
            raise invalid_request(message, param=path)
        return word


@dataclass(frozen=True, slots=True)
class ListOf(Shape):
    """An array; forms number its places, gaps close up."""

    element: Shape

    @override
    def read(self, raw: object, path: str) -> list[object]:
        if raw == "":
            raise _empty(path)
        if not is_array(raw):
            raise invalid_request(f"Invalid array: {_spell(raw)}", param=path)
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
        if unknown := [inside(path, name) for name in entries if name not in self.fields]:
            raise unknown_parameters(unknown)
        for name in self.fields:
            if name in self.required and name not in entries:
                raise missing(inside(path, name))
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
        if self.array and (is_array(raw) or not (self.scalars or self.hash)):
            return self.array.read(raw, path)
        if self.hash and (isinstance(raw, dict) or not self.scalars):
            return self.hash.read(raw, path)
        return self._scalar(raw, path)

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


def inside(path: str, name: str) -> str:
    """Spell a nested parameter as Stripe does: ``items[0][price]``."""
    return f"{path}[{name}]" if path else name


def missing(path: str) -> StripeError:
    """Refuse a request that lacks something."""
    return invalid_request(f"Missing required param: {path}.", param=path, code="parameter_missing")


def unknown_parameters(paths: list[str]) -> StripeError:
    """Refuse what the API does not know, all of it in one sentence."""
    plural = "s" if len(paths) > 1 else ""
    message = f"Received unknown parameter{plural}: {', '.join(paths)}"
    return invalid_request(message, param=paths[0], code="parameter_unknown")


def _empty(path: str) -> StripeError:
    message = (
        f"You passed an empty string for '{path}'. We assume empty values are an attempt to unset "
        f"a parameter; however '{path}' cannot be unset. You should remove '{path}' from your "
        "request or supply a non-empty value."
    )
    return invalid_request(message, param=path, code="parameter_invalid_empty")


def _hash(raw: object, path: str) -> dict[str, object]:
    if raw == "":
        raise _empty(path)
    if not isinstance(raw, dict):
        raise invalid_request(f"Invalid object: {_spell(raw)}", param=path)
    return raw


def _alternatives(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return words[0]
    comma = "," if len(words) > 2 else ""
    return f"one of {', '.join(words[:-1])}{comma} or {words[-1]}"


def _spell(raw: object) -> str:
    return str(raw)
