"""Fields that block because of what they say, and fields nobody has told us about."""

from collections.abc import Iterator, Mapping

from carryover.migration.planning.codes import Code
from carryover.migration.planning.fields import CUSTOMER, ITEM, SUBSCRIPTION, Fate, Field
from carryover.migration.planning.verdict import Reason
from carryover.ports.stripe_api import Json

type Table = Mapping[str, Field]


def of_fields(subscription: Json) -> Iterator[Reason]:
    """Go through everything Stripe shows of a subscription, its items and its customer."""
    yield from _of(subscription, SUBSCRIPTION, "subscription")
    for item in subscription["items"]["data"]:
        yield from _of(item, ITEM, "item")
    if isinstance(subscription["customer"], Mapping):
        yield from _of(subscription["customer"], CUSTOMER, "customer")


def _of(thing: Json, table: Table, what: str, path: str = "") -> Iterator[Reason]:
    for name, value in thing.items():
        if _says_nothing(value):
            continue
        field = table.get(f"{path}{name}")
        if field is None:
            yield _unheard_of(f"{path}{name}", what)
        elif field.fate is Fate.NESTED:
            yield from _of(value, table, what, f"{path}{name}.")
        elif field.fate is Fate.BLOCKS and _without_nothing(value) not in field.harmless:
            yield _said(field, f"{path}{name}", value)


def _says_nothing(value: object) -> bool:
    """Tell what is as good as absent: null, false, 0, empty, or made of such."""
    if isinstance(value, Mapping):
        return all(_says_nothing(each) for each in value.values())
    return not value


def _without_nothing(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return {name: each for name, each in value.items() if not _says_nothing(each)}


def _said(field: Field, name: str, value: object) -> Reason:
    shown = value.get("id", "") if isinstance(value, Mapping) else value
    return Reason(code=field.code, sentence=field.why.format(field=name, value=shown))


def _unheard_of(name: str, what: str) -> Reason:
    return Reason(
        code=Code.UNKNOWN,
        sentence=(
            f"Its {what} has the field {name}, and we do not know what that means for billing. "
            "Recreate it by hand, or update carryover."
        ),
    )
