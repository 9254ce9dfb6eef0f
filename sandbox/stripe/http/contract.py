"""The request contract, read from the installed SDK: a name in ``stripe.params`` → its shape.

Nothing is written down twice: when the SDK is upgraded, the sandbox refuses what the new version
refuses. Resolved on first use and kept, because the SDK describes hundreds of requests.
"""

import sys
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from importlib import import_module
from types import UnionType, get_original_bases
from typing import Any, ForwardRef, Literal, NotRequired, Union, get_args, get_origin

from stripe import RequestOptions
from typing_extensions import evaluate_forward_ref, is_typeddict

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

SCALARS: dict[object, Shape] = {
    bool: Boolean(),
    int: Integer(),
    Decimal: Number(str),
    float: Number(float),
}
OPTIONS = frozenset(RequestOptions.__annotations__)
"""Settings of the client that top-level TypedDicts inherit; they never travel as parameters."""

type Contract = Any
"""A class or typing construct of the SDK, met at run time only."""


@cache
def contract(name: str) -> Hash:
    """Read the contract of one request, for example ``SubscriptionModifyParams``; some live in a
    package of their own, as ``test_helpers.TestClockCreateParams`` does."""
    package, _, request = name.rpartition(".")
    return _hash(getattr(import_module(f"stripe.params.{package}".rstrip(".")), request))


@cache
def _hash(typed: Contract) -> Hash:
    inherited = OPTIONS if RequestOptions in get_original_bases(typed) else frozenset()
    module = vars(sys.modules[typed.__module__])
    shapes = {
        name: _shape(annotation, module)
        for name, annotation in typed.__annotations__.items()
        if name not in inherited
    }
    return Hash(shapes, frozenset(typed.__required_keys__) & set(shapes))


def _shape(annotation: Contract, module: dict[str, Any]) -> Shape:
    """Sort the alternatives of a parameter by structure; forms cannot tell more apart."""
    kinds = _alternatives(annotation, module)
    arrays = [ListOf(_shape(get_args(kind)[0], module)) for kind in kinds if _origin(kind) is list]
    hashes = [shape for kind in kinds if (shape := _hash_like(kind, module))]
    return OneOf(
        scalars=tuple(_scalars(kinds)),
        hash=next(iter(hashes), None),
        array=next(iter(arrays), None),
        clearable="" in _words(kinds),
    )


def _scalars(kinds: list[Contract]) -> Iterator[Shape]:
    """Words first; a Literal beside str is how the SDK writes an enum, so it is not free text."""
    words = tuple(word for word in _words(kinds) if word)
    if words:
        yield Choice(words)
    yield from (shape for kind, shape in SCALARS.items() if kind in kinds)
    if str in kinds and not words:
        yield Text()


def _words(kinds: list[Contract]) -> list[str]:
    return [word for kind in kinds if _origin(kind) is Literal for word in get_args(kind)]


def _hash_like(kind: Contract, module: dict[str, Any]) -> Hash | MapOf | None:
    if is_typeddict(kind):
        return _hash(kind)
    if _origin(kind) is dict:
        return MapOf(_shape(get_args(kind)[1], module))
    return None


def _alternatives(annotation: Contract, module: dict[str, Any]) -> list[Contract]:
    """Flatten unions and resolve the forward references the SDK writes as strings."""
    if isinstance(annotation, ForwardRef):
        return _alternatives(evaluate_forward_ref(annotation, globals=module), module)
    if _origin(annotation) is NotRequired:
        return _alternatives(get_args(annotation)[0], module)
    if _origin(annotation) in (Union, UnionType):
        return [kind for each in get_args(annotation) for kind in _alternatives(each, module)]
    return [annotation]


def _origin(annotation: Contract) -> object:
    return get_origin(annotation)
