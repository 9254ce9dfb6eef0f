"""What we believe of every object, one item each (``mirror.store.RecordStore``, ``Records``)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from carryover.adapters.dynamodb import keys
from carryover.adapters.dynamodb.table import IS_NEW, Range, Refused, Row, Table, unchanged
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.kernel.facts import CustomerState, InvoiceState, State, SubscriptionState
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.model import Evidence, Record

STATES: Final[Mapping[Kind, type[State]]] = {
    Kind.CUSTOMER: CustomerState,
    Kind.SUBSCRIPTION: SubscriptionState,
    Kind.INVOICE: InvoiceState,
}


@dataclass(frozen=True, slots=True)
class DynamoRecords:
    """Keeps records, and answers what they say."""

    table: Table

    def recall(self, ref: ObjectRef) -> Record | None:
        """Read it consistently."""
        row = self.table.get(keys.record(ref))
        return None if row is None else _record(ref, row)

    def remember(self, record: Record) -> None:
        """Write the next version, on condition that the one recalled is still there."""
        condition = unchanged(record.version) if record.version else IS_NEW
        try:
            self.table.put(keys.record(record.ref), _row(record), condition)
        except Refused as error:
            raise Retryable(f"{record.ref} was written by somebody else") from error

    def states(self, refs: Sequence[ObjectRef]) -> dict[ObjectRef, State]:
        """Recall the states of many objects at once."""
        places = {keys.record(ref).pk: ref for ref in refs}
        rows = self.table.batch(map(keys.record, refs), ("state",))
        return {(ref := places[str(row["pk"])]): _state(ref.kind, row["state"]) for row in rows}

    def ids_created(
        self, account: str, kind: Kind, *, since: Seconds, until: Seconds
    ) -> Sequence[str]:
        """List objects by creation; deleted ones have left the index."""
        stretch = Range(
            keys.created_index(account, kind),
            first=keys.created_at(since),
            last=keys.created_at(until, "\U0010ffff"),
            index=keys.BY_CREATED,
        )
        return [str(row["gsi2sk"]).partition("#")[2] for row in self.table.query(stretch)]

    def of_customer(self, account: str, customer: str) -> Sequence[ObjectRef]:
        """Find everything recorded about one customer."""
        stretch = Range(f"{account}#{customer}", index=keys.BY_CUSTOMER)
        found = (str(row["gsi1sk"]).partition("#") for row in self.table.query(stretch))
        return [ObjectRef(account, Kind(kind), object_id) for kind, _, object_id in found]


def _row(record: Record) -> Row:
    """Write a record. Evidence that is no longer needed is not there, so most items are 1 KiB."""
    row: Row = {
        "version": record.version + 1,
        "kind": record.ref.kind.value,
        "as_of": record.as_of,
        "settled": record.settled,
        "state": record.state.model_dump_json(exclude_defaults=True),
        "frontier": _dump([e.model_dump(exclude_defaults=True) for e in record.frontier]),
        **_index(record),
    }
    if record.sights:
        row["sights"] = _dump(
            {
                name: s.model_dump(mode="json", exclude_defaults=True)
                for name, s in record.sights.items()
            }
        )
    if record.absorbed:
        row["absorbed"] = _dump(record.absorbed)
    return row


def _index(record: Record) -> Row:
    """File it under its customer, and by creation unless it is gone."""
    account, state = record.ref.account, record.state
    gsi1pk, gsi1sk = keys.customer_index(account, state)
    row: Row = {"gsi1pk": gsi1pk, "gsi1sk": gsi1sk}
    if not state.deleted:
        row["gsi2pk"] = keys.created_index(account, state.object)
        row["gsi2sk"] = keys.created_at(state.created, state.id)
    return row


def _record(ref: ObjectRef, row: Row) -> Record:
    sights: dict[str, Any] = json.loads(str(row.get("sights", "{}")))
    return Record(
        ref=ref,
        version=int(row["version"]),
        state=_state(ref.kind, row["state"]),
        as_of=int(row["as_of"]),
        settled=bool(row["settled"]),
        frontier=tuple(Evidence.model_validate(e) for e in json.loads(str(row["frontier"]))),
        sights={name: STATES[ref.kind].model_validate(s) for name, s in sights.items()},
        absorbed=json.loads(str(row.get("absorbed", "{}"))),
    )


def _state(kind: Kind, text: object) -> State:
    return STATES[kind].model_validate_json(str(text))


def _dump(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))
