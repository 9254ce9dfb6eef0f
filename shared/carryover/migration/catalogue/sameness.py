"""What differs between an original and its copy: nothing that costs anything may."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from carryover.migration.catalogue.creation import Original, hangs_on, terms
from carryover.migration.catalogue.naming import MARK, base
from carryover.migration.catalogue.terms import Over
from carryover.migration.model import Old
from carryover.ports.stripe_api import Json

COUNTED: Final = ("max_redemptions",)
"""Goes down on both sides, each by itself."""

_LABELS: Final = (
    "name",
    "nickname",
    "description",
    "display_name",
    "lookup_key",
    "images",
    "marketing_features",
    "metadata",
    "url",
    "unit_label",
    "statement_descriptor",
    "product",
    "jurisdiction",
    "country",
    "state",
    "tax_type",
    "shippable",
    "package_dimensions",
    "active",
)
"""Seen by people and integrations, and part of no sum."""

_MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Difference:
    """One field in which a copy is not what its original is."""

    field: str
    source: object
    target: object
    why: str = ""
    """Why that is as it should be; empty: it is not."""

    @property
    def costs(self) -> bool:
        """Tell what may change somebody's invoice."""
        return not self.why and self.field.partition(".")[0] not in _LABELS

    def __str__(self) -> str:
        return f"{self.field} is {_said(self.source)} there and {_said(self.target)} here"


def differences(original: Original, copy: Json, made: dict[Old, str]) -> list[Difference]:
    """Compare field by field, in the words both would be created with."""
    try:
        wanted = _flat(terms(original, made))
        found = _flat(terms(_like(original, copy), _itself(original, copy)))
    except Over:
        return []
    return [*_compared(wanted, found), *_metadata(original, copy), *_archived(original, copy)]


def decisive(original: Original, copy: Json, made: dict[Old, str]) -> list[Difference]:
    """Say what makes it another thing, whatever it is called and wherever it hangs."""
    known = {old: base(old).id for old in hangs_on(original)} | made
    return [each for each in differences(original, copy, known) if each.costs]


def _like(original: Original, copy: Json) -> Original:
    """See the copy as if it were an original: in the plain shape, for it is what it is."""
    return Original(base(original.old), copy, original.now)


def _itself(original: Original, copy: Json) -> dict[Old, str]:
    return {old: base(old).id for old in hangs_on(_like(original, copy))}


def _compared(wanted: dict[str, object], found: dict[str, object]) -> Iterator[Difference]:
    for name in sorted(wanted.keys() | found.keys()):
        source, target = wanted.get(name, _MISSING), found.get(name, _MISSING)
        more = source is _MISSING and name.startswith("currency_options")
        if source != target and not more and name not in COUNTED:
            yield Difference(name, _shown(source), _shown(target))


def _metadata(original: Original, copy: Json) -> Iterator[Difference]:
    here, there = copy.get("metadata") or {}, original.seen.get("metadata") or {}
    for key in sorted((here.keys() | there.keys()) - {MARK}):
        if here.get(key) != there.get(key):
            yield Difference(f"metadata.{key}", there.get(key), here.get(key))


def _archived(original: Original, copy: Json) -> Iterator[Difference]:
    there, here = original.seen.get("active", True), copy.get("active", True)
    if there != here:
        why = "" if there else "it is archived when all have moved"
        yield Difference("active", there, here, why)


def _flat(value: object, path: str = "") -> dict[str, object]:
    """Name every leaf: ``tiers.0.unit_amount``."""
    parts: dict[str, object] = {}
    match value:
        case dict():
            parts = {str(name): each for name, each in value.items()}
        case list():
            parts = {str(number): each for number, each in enumerate(value)}
        case _:
            return {path: value}
    leaves: dict[str, object] = {}
    for name, each in parts.items():
        leaves |= _flat(each, f"{path}.{name}" if path else name)
    return leaves


def _shown(value: object) -> object:
    return None if value is _MISSING else value


def _said(value: object) -> str:
    return "nothing" if value is None else str(value)
