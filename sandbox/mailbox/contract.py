"""Holds requests to the service model inside botocore: its types, its lengths, its patterns.

What the model does not name is refused, so that nothing is silently ignored. Wording is AWS's [T].
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

from botocore.loaders import Loader
from botocore.model import ListShape, ServiceModel, Shape, StructureShape

from sandbox.ground.asking import Object
from sandbox.mailbox.errors import bad_request

PLAIN: dict[str, type] = {"string": str, "boolean": bool, "blob": str}


def check(operation: str, said: Object) -> None:
    """Refuse a request that the service model does not allow, naming every complaint."""
    shape = _model().operation_model(operation).input_shape
    complaints = list(_wrong(shape, said, "")) if shape else []
    if complaints:
        many = "" if len(complaints) == 1 else "s"
        head = f"{len(complaints)} validation error{many} detected: "
        raise bad_request(head + "; ".join(complaints))


@cache
def _model() -> ServiceModel:
    return ServiceModel(Loader().load_service_model("sesv2", "service-2"), "sesv2")


def _wrong(shape: Shape, said: Any, place: str) -> Iterator[str]:  # noqa: ANN401 - any JSON
    if isinstance(shape, StructureShape):
        yield from _wrong_structure(shape, said, place)
    elif isinstance(shape, ListShape):
        yield from _wrong_list(shape, said, place)
    elif not isinstance(said, PLAIN.get(shape.type_name, object)):
        yield f"Value at '{place}' must be a {shape.type_name}"
    elif isinstance(said, str):
        yield from _wrong_length(shape, said, place)
        yield from _wrong_text(shape, said, place)


def _wrong_structure(shape: StructureShape, said: Any, place: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(said, dict):
        yield f"Value at '{place}' must be a structure"
        return
    for name in shape.required_members:
        if name not in said:
            yield f"Value null at '{_at(place, name)}' failed to satisfy constraint: not null"
    for name, value in said.items():
        if name not in shape.members:
            yield f"'{_at(place, name)}' is no member of {shape.name}"
        else:
            yield from _wrong(shape.members[name], value, _at(place, name))


def _wrong_list(shape: ListShape, said: Any, place: str) -> Iterator[str]:  # noqa: ANN401
    if not isinstance(said, list):
        yield f"Value at '{place}' must be a list"
        return
    yield from _wrong_length(shape, said, place)
    for number, each in enumerate(said, 1):
        yield from _wrong(shape.member, each, f"{place}.{number}.member")


def _wrong_length(shape: Shape, said: str | list[Any], place: str) -> Iterator[str]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    constraint = f"Value at '{place}' failed to satisfy constraint: Member must have length "
    if most is not None and len(said) > most:
        yield f"{constraint}less than or equal to {most}"
    if least is not None and len(said) < least:
        yield f"{constraint}greater than or equal to {least}"


def _wrong_text(shape: Shape, said: str, place: str) -> Iterator[str]:
    pattern, words = shape.metadata.get("pattern"), shape.metadata.get("enum")
    if pattern and not re.search(f"^(?:{pattern})$", said):
        yield f"Value at '{place}' failed to satisfy constraint: pattern {pattern}"
    if words and said not in words:
        yield f"Value at '{place}' failed to satisfy constraint: enum value set {words}"


def _at(place: str, name: str) -> str:
    name = name[0].lower() + name[1:]
    return f"{place}.{name}" if place else name
