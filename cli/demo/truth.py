"""Is our record true? Every object Stripe holds, compared field by field with what we believe."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.stripe.translate.state import state_of
from carryover.kernel.facts import State
from carryover.kernel.identity import Kind, ObjectRef
from cli.theatre import SOURCES, LocalStripe

EVER: Final = 2**33
"""Seconds: the year 2242."""


@dataclass
class Verdict:
    """What a comparison found."""

    compared: dict[Kind, int] = field(default_factory=dict)
    differences: list[str] = field(default_factory=list)
    """A sentence each."""


def compare(local: LocalStripe, records: DynamoRecords) -> Verdict:
    """Hold our record against every account's truth."""
    verdict = Verdict()
    for account in SOURCES:
        for kind in Kind:
            states = [state_of(raw) for raw in local.objects(account, kind)]
            true = {ObjectRef(account, kind, s.id): s for s in states if not s.deleted}
            verdict.compared[kind] = verdict.compared.get(kind, 0) + len(true)
            verdict.differences.extend(_differences(true, records))
            verdict.differences.extend(_too_many(account, kind, true, records))
    return verdict


def _differences(true: dict[ObjectRef, State], records: DynamoRecords) -> Iterator[str]:
    ours = records.states(list(true))
    for ref, state in true.items():
        believed = ours.get(ref)
        if believed is None:
            yield f"{ref}: not in our record"
        elif believed != state:
            fields = [n for n in type(state).model_fields if _get(believed, n) != _get(state, n)]
            yield f"{ref}: differs in {', '.join(fields)}"


def _get(state: State, name: str) -> object:
    return getattr(state, name)


def _too_many(
    account: str, kind: Kind, true: dict[ObjectRef, State], records: DynamoRecords
) -> Iterator[str]:
    """Find what we believe in and Stripe does not have."""
    for object_id in records.ids_created(account, kind, since=0, until=EVER):
        ref = ObjectRef(account, kind, object_id)
        if ref not in true:
            yield f"{ref}: in our record, but not at Stripe"
