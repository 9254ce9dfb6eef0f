"""Expansion of ids into objects: https://docs.stripe.com/expand.

Which fields can be expanded is read from the SDK's resource classes (``ExpandableField``), so
there is no table to fall behind.
"""

from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, ForwardRef, get_args, get_origin

from stripe import StripeObject
from stripe._object_classes import OBJECT_CLASSES

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.versions.expandable import legacy
from sandbox.stripe.versions.rendering import rendered

DEEPEST = 4
"""Levels that Stripe follows in one path."""

type Inclusion = Callable[[Account, Object], object]
type Annotation = Any

INCLUDABLE: dict[tuple[str, str], Inclusion] = {}


def includable(kind: str, name: str) -> Callable[[Inclusion], Inclusion]:
    """Register a field that an object shows only when asked, such as a customer's subscriptions."""

    def register(function: Inclusion) -> Inclusion:
        INCLUDABLE[kind, name] = function
        return function

    return register


def expanded(account: Account, answer: Object, paths: list[str], version: str) -> Object:
    """Show an answer in a version, with the paths expanded; the stored objects stay as they are."""
    answer = rendered(answer, account, version)
    for path in paths:
        if path.count(".") >= DEEPEST:
            message = f"You cannot expand more than {DEEPEST} levels of a property ({path})."
            raise invalid_request(message, param="expand")
        answer = _Expansion(account, path, version).step(answer, path.split("."), None)
    return answer


class _Expansion:
    """One path on its way down."""

    def __init__(self, account: Account, path: str, version: str) -> None:
        self.account = account
        self.path = path
        self.version = version

    def walk(self, value: object, steps: list[str], typed: Annotation) -> object:
        """Follow the steps; ids on the way become objects."""
        match value:
            case list():
                return [self.walk(each, steps, typed) for each in value]
            case str():
                return self.walk(self._find(value, typed), steps, typed)
            case dict() if steps:
                return self.step(value, steps, typed)
        return value

    def step(self, obj: Object, steps: list[str], typed: Annotation) -> Object:
        """Copy an object with one of its fields expanded."""
        name, *rest = steps
        annotation = fields_of(obj, typed).get(name)
        value = self._value(obj, name)
        if annotation is None or not (rest or expandable(annotation) or name not in obj):
            raise self._refusal()
        return {**obj, name: self.walk(value, rest, annotation)}

    def _value(self, obj: Object, name: str) -> object:
        kind = obj.get("object", "")
        if name in obj:
            return obj[name]
        if (kind, name) in INCLUDABLE:
            return self._shown(INCLUDABLE[kind, name](self.account, obj))
        if name in fields_of(obj, None):
            raise not_implemented(f"expanding {self.path}")
        raise self._refusal()

    def _find(self, object_id: str, typed: Annotation) -> Object:
        found = self.account.anything(object_id) if expandable(typed) else None
        if found is None:
            raise self._refusal()
        return self._shown(found)

    def _shown[Value](self, value: Value) -> Value:
        return rendered(value, self.account, self.version)

    def _refusal(self) -> StripeError:
        message = f"This property cannot be expanded ({self.path})."
        return invalid_request(message, param="expand")


def fields_of(obj: Object, typed: Annotation) -> dict[str, Annotation]:
    """Name the typed fields of an object, of a list (its elements), or of a hash inside one."""
    kind = obj.get("object")
    if kind in {"list", "search_result"}:
        return {"data": typed or ForwardRef("Any")}
    if kind in OBJECT_CLASSES:
        return {**_class(kind).__annotations__, **legacy(obj)}
    inner = [each for each in _alternatives(typed) if isinstance(each, type)]
    return next((each.__annotations__ for each in inner if issubclass(each, StripeObject)), {})


@cache
def _class(kind: str) -> type[StripeObject]:
    module, name = OBJECT_CLASSES[kind]
    found: type[StripeObject] = getattr(import_module(module), name)
    return found


@cache
def expandable(typed: Annotation) -> bool:
    """Tell ``ExpandableField["Customer"]``: a union of an id and an object."""
    kinds = _alternatives(typed)
    return str in kinds and any(isinstance(kind, ForwardRef) for kind in kinds)


def _alternatives(typed: Annotation) -> list[Annotation]:
    """Flatten unions and the elements of arrays and lists."""
    if _origin(typed) is None:
        return [typed]
    return [kind for each in get_args(typed) for kind in _alternatives(each)]


def _origin(annotation: Annotation) -> object:
    return get_origin(annotation)
