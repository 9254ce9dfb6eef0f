"""Turns what a page showed into numbers and a few names."""

from collections.abc import Sequence
from typing import Final

from carryover.kernel.facts import StateSeen
from carryover.kernel.identity import Kind
from carryover.ports.stripe_objects import RawEvent
from carryover.sync.model import EXAMPLES_AT_MOST, Example, Findings, Tally, Unreadable
from carryover.sync.policy import Repair, Verdict

EVENT: Final = "event"
"""The kind under which events are counted."""


def of_events(listed: Sequence[RawEvent], missing: Sequence[RawEvent]) -> Findings:
    """Count a page of events."""
    named = [Example(kind=EVENT, id=event.id, finding="missing") for event in missing]
    return Findings(
        tallies={EVENT: Tally(checked=len(listed), missing=len(missing))},
        examples=tuple(named[:EXAMPLES_AT_MOST]),
        oldest=min((event.created for event in listed), default=None),
        newest=max((event.created for event in listed), default=None),
    )


def of_objects(
    kind: Kind, checked: Sequence[StateSeen], verdict: Verdict, unreadable: Sequence[Unreadable]
) -> Findings:
    """Count a page of objects."""
    different = sum(bool(repair.fields) for repair in verdict.repairs)
    tally = Tally(
        checked=len(checked),
        missing=len(verdict.repairs) - different,
        different=different,
        orphans=len(verdict.orphans),
        unreadable=len(unreadable),
    )
    named = [_example(kind, repair) for repair in verdict.repairs]
    named += [Example(kind=kind, id=orphan, finding="orphan") for orphan in verdict.orphans]
    return Findings(
        tallies={kind.value: tally},
        examples=tuple(named[:EXAMPLES_AT_MOST]),
        oldest=min((seen.state.created for seen in checked), default=None),
        newest=max((seen.state.created for seen in checked), default=None),
    )


def _example(kind: Kind, repair: Repair) -> Example:
    return Example(
        kind=kind,
        id=repair.seen.state.id,
        finding="different" if repair.fields else "missing",
        fields=repair.fields,
    )
