"""Where things are shown: the owner's names, looked up in the location."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from carryover.crm.diff import WRITABLE, Layout
from carryover.crm.rules import LocationRules
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview
from carryover.ports.highlevel import Contacts, CustomField, Workflow

FRESH_FOR: Final = timedelta(minutes=15)
"""Fields and workflows change when somebody works on them, a few times a year."""


@dataclass(slots=True)
class Layouts:
    """Reads them once in a while."""

    highlevel: Contacts
    now: Clock
    _held: dict[str, tuple[LocationRules, Layout, datetime]] = field(default_factory=dict)

    def of(self, location: str, rules: LocationRules) -> Layout:
        """Look up every name of a location's rules. Raises ``NeedsReview`` for the first that is
        not there: guessing which field was meant would overwrite somebody's data."""
        held = self._held.get(location)
        if held is not None and held[0] == rules and self.now() - held[2] < FRESH_FOR:
            return held[1]
        layout = self._read(location, rules)
        self._held[location] = rules, layout, self.now()
        return layout

    def _read(self, location: str, rules: LocationRules) -> Layout:
        fields = self.highlevel.fields(location) if rules.fields else ()
        flows = self.highlevel.workflows(location) if rules.workflows else ()
        return Layout(
            fields={shown: _field(location, name, fields) for shown, name in rules.fields.items()},
            workflows={
                standing: _workflow(location, rule.name, flows)
                for standing, rule in rules.workflows.items()
            },
        )


def _field(location: str, name: str, fields: Sequence[CustomField]) -> CustomField:
    by_key = [each for each in fields if name.casefold() == each.key.casefold()]
    found = by_key or [each for each in fields if name.casefold() == each.name.casefold()]
    one = _only(location, f"custom field {name!r}", {each.id: each for each in found})
    if one.kind not in WRITABLE:
        kinds = ", ".join(sorted(WRITABLE))
        told = f"The custom field {name!r} is of kind {one.kind}: {kinds} can be written."
        raise NeedsReview(f"location {location}", told)
    return one


def _workflow(location: str, name: str, flows: Sequence[Workflow]) -> str:
    by_id = [each for each in flows if each.id == name]
    found = by_id or [each for each in flows if each.name.casefold() == name.casefold()]
    one = _only(location, f"workflow {name!r}", {each.id: each for each in found})
    if not one.published:
        told = f"The workflow {name!r} is not published: nobody would be put into it."
        raise NeedsReview(f"location {location}", told)
    return one.id


def _only[Thing](location: str, what: str, found: Mapping[str, Thing]) -> Thing:
    if len(found) != 1:
        how = "no" if not found else "more than one"
        raise NeedsReview(f"location {location}", f"HighLevel has {how} {what}: see the mapping.")
    return next(iter(found.values()))
