"""The least that has to be written so that a contact shows what is true: pure, so that
``carryover crm diff`` prints what ``carryover crm sync`` would do."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

from carryover.crm.model import Enrolment, Known, Shown, Standing
from carryover.crm.policy import Wanted
from carryover.crm.reasons import fresh
from carryover.crm.rules import FRESH, LocationRules
from carryover.ports.highlevel import Changes, Contact, CustomField

DATE: Final = "DATE"

WRITABLE: Final = frozenset({"TEXT", "LARGE_TEXT", DATE})
"""Kinds of custom fields that are written. Not implemented here: numbers, options and the like;
what is shown are words and days."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things are shown in one location: names looked up there."""

    fields: Mapping[Shown, CustomField]
    workflows: Mapping[Standing, str]
    """Ids."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What is to be written to one contact, and in this order."""

    changes: Changes = field(default_factory=Changes)
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    enrol: tuple[Enrolment, ...] = ()
    leave: tuple[Enrolment, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether the contact shows anything that is not true."""
        return bool(self.changes or self.add or self.remove or self.enrol or self.leave)

    def lines(self, layout: Layout) -> Iterator[str]:
        """Say it for people: by the fields' names, never with a value of somebody else's."""
        names = {each.id: each.name for each in layout.fields.values()}
        yield from (f"{names[i]}: {v or '(empty)'}" for i, v in self.changes.fields.items())
        if self.changes.name:
            yield "name: as at Stripe"
        yield from (f"+ {tag}" for tag in self.add)
        yield from (f"- {tag}" for tag in self.remove)
        yield from (f"into workflow {each.workflow} ({each.standing})" for each in self.enrol)
        yield from (f"out of workflow {each.workflow}" for each in self.leave)


def difference(
    contact: Contact, known: Known, wanted: Wanted, layout: Layout, rules: LocationRules
) -> Difference:
    """Compare what a contact shows with what it is to show. Only our fields and our tags are looked
    at; a name is given only to who has none."""
    tags = frozenset(rules.tags[s].lower() for s in wanted.standings if s in rules.tags)
    return Difference(
        changes=Changes(
            fields=_fields(contact, wanted, layout),
            name="" if contact.name else wanted.name,
        ),
        add=tuple(sorted(tags - contact.tags)),
        remove=tuple(sorted((rules.own_tags - tags) & contact.tags)),
        enrol=tuple(_begun(known, wanted, layout)),
        leave=tuple(_over(known, wanted, rules)),
    )


def in_step(contact: Contact, known: Known, rules: LocationRules) -> bool:
    """Tell whether a contact still shows what we last saw there, without a look at Stripe."""
    held = {name: contact.fields.get(name, "") for name in known.fields}
    tags = tuple(sorted(rules.own_tags & contact.tags))
    return held == known.fields and tags == known.tags


def as_shown(contact: Contact, wanted: Difference, layout: Layout) -> dict[str, str]:
    """Say what our fields show once the difference is written."""
    ours = {each.id: contact.fields.get(each.id, "") for each in layout.fields.values()}
    return {**ours, **wanted.changes.fields}


def _fields(contact: Contact, wanted: Wanted, layout: Layout) -> dict[str, str]:
    return {
        place.id: wanted.fields[shown]
        for shown, place in layout.fields.items()
        if not _same(contact.fields.get(place.id, ""), wanted.fields[shown], place.kind)
    }


def _same(held: str, wanted: str, kind: str) -> bool:
    return (_as_day(held) if kind == DATE else held) == wanted


def _as_day(text: str) -> str:
    """Read a date field back: a day, a moment, or milliseconds since 1970; which of them HighLevel
    answers is not documented [U]."""
    if text.isdigit() and len(text) > len("20261231"):
        return datetime.fromtimestamp(int(text) // 1000, UTC).date().isoformat()
    return text[: len("2026-12-31")]


def _begun(known: Known, wanted: Wanted, layout: Layout) -> Iterator[Enrolment]:
    """Name the workflows a reason begins that it has not begun before."""
    before = {(each.standing, each.occasion) for each in known.enrolments}
    for reason in wanted.reasons:
        workflow = layout.workflows.get(reason.standing)
        new = (reason.standing, reason.occasion) not in before
        if workflow is not None and new and fresh(reason, wanted.seen, FRESH):
            yield Enrolment(workflow=workflow, standing=reason.standing, occasion=reason.occasion)


def _over(known: Known, wanted: Wanted, rules: LocationRules) -> Iterator[Enrolment]:
    """Name the workflows somebody is in whose reason is gone. One whose beginning is in doubt is
    left, too: leaving twice is leaving once."""
    true = wanted.standings
    for each in known.enrolments:
        rule = rules.workflows.get(each.standing)
        if not each.left and each.standing not in true and rule is not None and rule.leave:
            yield each
