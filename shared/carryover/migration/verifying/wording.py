"""Both sides told in the same words: the target's ids, and nothing that may differ."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import MARK, all_discounts, coupon_of
from carryover.migration.planning.spec import Spec
from carryover.migration.stripe_json import id_of
from carryover.migration.verifying.table import Table
from carryover.ports.stripe_api import Json


class Words(Protocol):
    """How one side says what it charges for."""

    def thing(self, kind: Thing, name: str, /) -> str:
        """Name an object by its id in the target."""

    def coupon(self, name: str) -> str:
        """Name a coupon by its id at the source."""


@dataclass(frozen=True, slots=True)
class AtTarget:
    """Names of objects are right already; coupons are traced back to where they came from."""

    coupons: Mapping[str, str]

    def thing(self, _: Thing, name: str, /) -> str:
        """Say it as it is."""
        return name

    def coupon(self, name: str) -> str:
        """One that the specification does not have stays strange, and so differs."""
        return self.coupons.get(name, f"{name} (not planned)")


@dataclass(frozen=True, slots=True)
class AtSource:
    """Names are looked up; one without a counterpart stays strange, and so differs."""

    account: str
    ids: Mapping[Old, str]

    def thing(self, kind: Thing, name: str, /) -> str:
        """Say it as the target does."""
        found = self.ids.get(Old(account=self.account, kind=kind, id=name))
        return found or f"{self.account}/{name} (not mapped)"

    def coupon(self, name: str) -> str:
        """Coupons are compared in the source's words, for one may have several counterparts."""
        return name


def at_source(spec: Spec, ids: Mapping[Old, str]) -> Words:
    """Speak for the source."""
    return AtSource(spec.account, ids)


def at_target(spec: Spec, ids: Mapping[Old, str]) -> Words:
    """Speak for the target. Only coupons with exactly the months that are left are known."""
    planned = {coupon_of(spec, each): each.coupon for each in all_discounts(spec)}
    return AtTarget({ids[old]: coupon for old, coupon in planned.items() if old in ids})


@dataclass(frozen=True, slots=True)
class Telling:
    """One object on its way into the common words."""

    words: Words
    table: Table
    redeemed: Mapping[str, str] = field(default_factory=dict)
    """Which coupon each discount redeems."""
    automatic: bool = False
    """Whether Stripe Tax found the rates: then they are its own, in each account others."""

    def whole(self, thing: Json) -> dict[str, Any]:
        """Tell all of it."""
        explained = self.table.explained
        return {
            name: self.told(each, name) for name, each in thing.items() if name not in explained
        }

    def told(self, value: object, path: str) -> object:
        """Say a value, or what is inside it, in the common words."""
        if value is None:
            return None
        if path in self.table.mapped:
            return self._thing(self.table.mapped[path], value)
        if path in self.table.discounts:
            return self._coupon(value)
        if path in self.table.present:
            return "there is one"
        if path in self.table.metadata and isinstance(value, Mapping):
            return {key: text for key, text in value.items() if key != MARK}
        return self._inside(value, path)

    def _inside(self, value: object, path: str) -> object:
        if isinstance(value, Mapping):
            named = {key: f"{path}.{key}" for key in value}
            return {
                key: self.told(each, named[key])
                for key, each in value.items()
                if named[key] not in self.table.explained
            }
        if isinstance(value, list):
            inside = [self.told(each, f"{path}[]") for each in value]
            return sorted(inside, key=written) if path in self.table.unordered else inside
        return value

    def _thing(self, kind: Thing, value: object) -> str:
        if kind is Thing.TAX_RATE and self.automatic:
            return "found by Stripe Tax"
        return self.words.thing(kind, id_of(value))

    def _coupon(self, value: object) -> str:
        name = self.redeemed.get(id_of(value))
        return "not shown" if name is None else self.words.coupon(name)


def written(value: object) -> str:
    """Write a value so that equal values are equal texts."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)


def redeemed(discounts: Iterable[object]) -> dict[str, str]:
    """Tell which coupon each discount redeems, as far as they were expanded."""
    shown = [each for each in discounts if isinstance(each, Mapping)]
    return {each["id"]: id_of(each["source"]["coupon"]) for each in shown}
