"""Fields that block because of what they say, and fields nobody has told us about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from carryover.migration.planning.codes import Code
from carryover.migration.planning.fate import Fate, Field
from carryover.migration.planning.fields import SUBSCRIPTION
from carryover.migration.planning.fields_around import CUSTOMER, ITEM
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json


@dataclass(frozen=True, slots=True)
class Table:
    """A table of fields, sorted by whether there is anything to be looked at."""

    quiet: frozenset[str]
    """Whatever they say, it is somebody else's business."""
    loud: Mapping[str, Field]

    @classmethod
    def of(cls, fields: Mapping[str, Field]) -> "Table":
        """Sort it."""
        loud = {name: field for name, field in fields.items() if field.fate in _LOUD}
        return cls(frozenset(fields.keys() - loud.keys()), loud)


_LOUD: Final = (Fate.BLOCKS, Fate.NESTED)
_SUBSCRIPTION: Final = Table.of(SUBSCRIPTION)
_ITEM: Final = Table.of(ITEM)
_CUSTOMER: Final = Table.of(CUSTOMER)


def of_fields(subscription: Json) -> Iterator[Reason]:
    """Go through everything Stripe shows of a subscription, its items and its customer."""
    yield from _of(subscription, _SUBSCRIPTION, "subscription")
    for item in subscription["items"]["data"]:
        yield from _of(item, _ITEM, "item")
    yield from _of(subscription["customer"], _CUSTOMER, "customer")


def _of(thing: Json, table: Table, what: str, path: str = "") -> Iterator[Reason]:
    for name, value in thing.items():
        place = f"{path}{name}"
        if place in table.quiet or _says_nothing(value):
            continue
        field = table.loud.get(place)
        if field is None:
            yield _unheard_of(place, what)
        elif field.fate is Fate.NESTED:
            yield from _of(value, table, what, f"{place}.")
        elif _without_nothing(value) not in field.harmless:
            yield _said(field, place, value)


def _says_nothing(value: object) -> bool:
    """Tell what is as good as absent: null, false, 0, empty, or made of such."""
    if isinstance(value, dict):
        return all(map(_says_nothing, value.values()))
    return not value


def _without_nothing(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {name: each for name, each in value.items() if not _says_nothing(each)}


def _said(field: Field, name: str, value: object) -> Reason:
    shown = value.get("id", "") if isinstance(value, dict) else value
    return Reason(code=field.code, sentence=field.why.format(field=name, value=shown))


def _unheard_of(name: str, what: str) -> Reason:
    return Reason(
        code=Code.UNKNOWN,
        sentence=(
            f"Its {what} has the field {name}, and we do not know what that means for billing. "
            "Recreate it by hand, or update carryover."
        ),
    )
