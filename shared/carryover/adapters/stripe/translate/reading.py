"""Reading other people's JSON so that a wrong shape is always found and never guessed around.

The pieces here do not raise: what has an odd shape becomes ``ODD``, which no model accepts, so that
there is one place (``kept``) where an object is refused, and it names the field.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, TypeGuard

from pydantic import ValidationError
from pydantic_core import ErrorDetails, PydanticSerializationError

from carryover.kernel.errors import NeedsReview
from carryover.kernel.identity import Kind
from carryover.kernel.messages import Message

type Json = dict[str, Any]
"""An object as Stripe sent it: anything may be in it."""

ODD: Final = object()
"""Stands for a value whose shape Stripe does not document; it fails every check."""

LONGEST_ID: Final = 255
"""Characters: object ids never get longer (docs.stripe.com/upgrades)."""

LATEST_MOMENT: Final = 253_402_300_799
"""Seconds: the end of the year 9999, beyond which no date can be written."""

FAULTS: Final[Mapping[str, str]] = {
    "missing": "is missing",
    "string_type": "is not text",
    "int_type": "is not a whole number",
    "bool_type": "is neither true nor false",
    "tuple_type": "is not a list",
    "dict_type": "is not an object",
    "too_short": "is empty",
}


def is_json(value: object) -> TypeGuard[Json]:
    """Tell a JSON object from everything else; JSON has no keys but text."""
    return isinstance(value, dict)


def identity(value: object) -> object:
    """Check an id: only a printable text within Stripe's limit can be a key of ours."""
    fits = isinstance(value, str) and 0 < len(value) <= LONGEST_ID and value.isprintable()
    return value if fits else ODD


def reference(value: object) -> object:
    """Take the id of something Stripe shows as an id or, expanded, as the whole object."""
    if value is None:
        return None
    return identity(value.get("id") if is_json(value) else value)


def inside(holder: object, *path: str) -> object:
    """Follow nested objects; a missing one on the way means the field is missing too."""
    for name in path:
        if holder is None:
            return None
        holder = holder.get(name) if is_json(holder) else ODD
    return holder


def moment(value: object) -> object:
    """Check a second since 1970 that is going to be part of a key."""
    fits = type(value) is int and 0 <= value <= LATEST_MOMENT
    return value if fits else None if value is None else ODD


def listed(value: object) -> object:
    """Take a JSON list as the tuple our models hold."""
    return tuple(value) if isinstance(value, list) else value


def sorted_by_key(value: object) -> object:
    """Order what Stripe does not promise to order, so that equal contents are equal states."""
    return dict(sorted(value.items())) if is_json(value) else value


def given(raw: Json, names: Iterable[str]) -> Json:
    """Pick fields that keep their name; null and absent both mean our default."""
    return {name: value for name in names if (value := raw.get(name)) is not None}


def without_nulls(fields: Json) -> Json:
    """Leave nulls out, so that a required field that is null is reported as missing."""
    return {name: value for name, value in fields.items() if value is not None}


def kept[Kept: Message](model: type[Kept], kind: Kind, raw: Json, fields: Json) -> Kept:
    """Make a state of what was picked. Raises ``NeedsReview`` when it is not as documented."""
    try:
        return _storable(model, without_nulls(fields))
    except ValidationError as error:
        faults = _faults(error)
    # Outside the except block: the error quotes the values, which are somebody's data.
    raise refused(kind, raw, faults)


def _storable[Kept: Message](model: type[Kept], fields: Json) -> Kept:
    """Accept a text that somebody cut in the middle of a character, as "?" for the broken half.

    JSON can spell such halves (RFC 8259, section 8.2), no store can hold them, and a name that ends
    in half an emoji is no reason to stop following a customer.
    """
    state = model.model_validate(fields, strict=True)
    try:
        state.model_dump_json()
    except PydanticSerializationError:
        return model.model_validate(_whole_characters(fields), strict=True)
    return state


def _whole_characters(value: object) -> object:
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if is_json(value):
        return {_whole_characters(key): _whole_characters(each) for key, each in value.items()}
    return tuple(map(_whole_characters, value)) if isinstance(value, tuple) else value


def refused(kind: Kind, raw: Json, faults: str) -> NeedsReview:
    """Say what is wrong with an object, by its fields."""
    shown = identity(raw.get("id"))
    subject = str(kind) if shown is ODD else f"{kind} {shown}"
    return NeedsReview(subject, f"The {kind} is not as Stripe documents it: {faults}.")


def _faults(error: ValidationError) -> str:
    details = error.errors(include_url=False, include_context=False, include_input=False)
    shown = [_fault(each) for each in details[:3]]
    more = len(details) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")


def _fault(detail: ErrorDetails) -> str:
    return f"`{_path(detail['loc'])}` {FAULTS.get(detail['type'], 'has another shape')}"


def _path(where: Sequence[int | str]) -> str:
    """Name the field, but never a key that a person made up."""
    first, *rest = where
    steps = () if first == "metadata" else rest
    return str(first) + "".join(f"[{s}]" if isinstance(s, int) else f".{s}" for s in steps)
