"""Holds an answer to the SDK's resource classes: nothing missing, nothing of a wrong type."""

from collections.abc import Iterator
from decimal import Decimal
from importlib import import_module
from typing import Any, ForwardRef, Literal, Union, get_args, get_origin

from stripe import ListObject, StripeObject
from stripe._object_classes import OBJECT_CLASSES

type Object = dict[str, Any]

LISTS = ("list", "search_result")


def faults(obj: Object) -> list[str]:
    """Spell everything in which an object, or each of a list, is not what the SDK says it is."""
    if obj["object"] in LISTS:
        return list(_elements(obj, obj["object"]))
    module, name = OBJECT_CLASSES[obj["object"]]
    return list(_object(obj, getattr(import_module(module), name), obj["object"]))


def _elements(listed: Object, path: str) -> Iterator[str]:
    if missing := {"data", "has_more", "url"} - listed.keys():
        yield f"{path} lacks {missing}"
    for element in listed["data"]:
        yield from (f"{path}: {fault}" for fault in faults(element))


def _object(obj: Object, typed: type, path: str) -> Iterator[str]:
    fields = {name: kind for name, kind in typed.__annotations__.items() if name != "OBJECT_NAME"}
    for name in obj:
        if name not in fields:
            yield f"{path}.{name} is unknown to the SDK"
    for name, kind in fields.items():
        optional = type(None) in _kinds(kind)
        if name in obj:
            yield from _value(obj[name], _kinds(kind), f"{path}.{name}")
        elif not optional:
            yield f"{path}.{name} is missing"


def _value(value: Any, kinds: list[Any], path: str) -> Iterator[str]:
    if _whole(value):
        yield from (f"{path}: {fault}" for fault in faults(value))
        return
    if not any(_fits(value, kind) for kind in kinds):
        yield f"{path} is {value!r}, not {kinds}"
        return
    if isinstance(value, dict) and value.get("object") == "list":
        yield from _elements(value, path)
        return
    classes = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StripeObject)]
    if isinstance(value, dict) and classes and "object" not in value:
        yield from _object(value, classes[0], path)
    lists = [kind for kind in kinds if get_origin(kind) is list]
    if isinstance(value, list) and lists:
        for place, element in enumerate(value):
            yield from _value(element, _kinds(get_args(lists[0])[0]), f"{path}[{place}]")


def _whole(value: Any) -> bool:
    """Tell an object of its own from a hash inside one."""
    kind = value.get("object") if isinstance(value, dict) else None
    return isinstance(kind, str) and kind != "list"


def _fits(value: Any, kind: Any) -> bool:
    match get_origin(kind):
        case None:
            return _fits_plain(value, kind)
        case origin if origin is Literal:
            return value in get_args(kind)
        case origin if origin is list:
            return isinstance(value, list)
        case origin if origin is ListObject:
            return isinstance(value, dict) and {"data", "has_more", "url"} <= value.keys()
    return isinstance(value, dict)


def _fits_plain(value: Any, kind: Any) -> bool:
    if isinstance(kind, ForwardRef) or (isinstance(kind, type) and issubclass(kind, StripeObject)):
        return isinstance(value, dict)
    if kind is Decimal:
        return isinstance(value, str) and Decimal(value).is_finite()
    return type(value) is kind or (kind is float and type(value) is int)


def _kinds(annotation: Any) -> list[Any]:
    """Flatten a union; an open enum (Literal or str) is held to its words."""
    if get_origin(annotation) is not Union:
        return [annotation]
    flat = [kind for part in get_args(annotation) for kind in _kinds(part)]
    words = any(get_origin(kind) is Literal for kind in flat)
    return [kind for kind in flat if not (words and kind is str)]
