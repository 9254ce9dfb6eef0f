"""What the CRM's worker remembers (``crm.store``). All keys are in ``crm_keys``."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice

from pydantic import TypeAdapter

from carryover.adapters.dynamodb import bodies
from carryover.adapters.dynamodb import crm_keys as keys
from carryover.adapters.dynamodb.keys import BY_CREATED, Key, created_at
from carryover.adapters.dynamodb.table import (
    IS_NEW,
    Condition,
    Range,
    Refused,
    Row,
    Table,
    unchanged,
)
from carryover.crm.model import Bill, Known, PayerRef, Pointer, Reached, Versioned
from carryover.crm.rules import Rules
from carryover.crm.store import Changed, Late
from carryover.kernel.clock import Seconds
from carryover.ports.highlevel_sales import Sold


@dataclass(frozen=True, slots=True)
class DynamoCrmRules:
    """Keeps the rules in force in one item."""

    table: Table

    def read(self) -> Rules:
        """Read them consistently; nobody has decided yet: there are none."""
        row = self.table.get(keys.CRM_RULES)
        return Rules() if row is None else bodies.read(Rules, row)

    def put(self, rules: Rules) -> None:
        """Put them in force, over the ones before."""
        self.table.put(keys.CRM_RULES, bodies.written(rules))


@dataclass(frozen=True, slots=True)
class DynamoContacts:
    """Keeps one item per contact, and one per payer and location."""

    table: Table

    def known(self, location: str, contact: str) -> Known:
        """Read it consistently."""
        row = self.table.get(keys.crm_contact(location, contact))
        return Known(location=location, contact=contact) if row is None else _read(Known, row)

    def save(self, known: Known) -> Known:
        """Write the next version if the one read is still there."""
        return _saved(self.table, keys.crm_contact(known.location, known.contact), known)

    def pointer(self, location: str, payer: PayerRef) -> Pointer | None:
        """Read it consistently."""
        row = self.table.get(keys.payer(payer.account, payer.customer, location))
        return None if row is None else bodies.read(Pointer, row)

    def point(self, pointer: Pointer, before: Pointer | None) -> None:
        """Write it over the one that was read; its moment and its contact tell it from others."""
        key = keys.payer(pointer.payer.account, pointer.payer.customer, pointer.location)
        mark: Row = {"mark": _mark(pointer)}
        there = IS_NEW if before is None else Condition("mark = :mark", {":mark": _mark(before)})
        try:
            self.table.put(key, {**mark, **bodies.written(pointer)}, there)
        except Refused as error:
            raise Changed(f"{key.pk} was written by somebody else") from error


@dataclass(frozen=True, slots=True)
class DynamoOverdue:
    """Keeps one item per payer who waits; only those who do are in the index."""

    table: Table

    def put(self, late: Late, since: Seconds) -> None:
        """Write it over whatever is there."""
        name = f"{late.payer.account}#{late.payer.customer}"
        row: Row = {"note": late.note, "gsi2pk": keys.OVERDUE, "gsi2sk": created_at(since, name)}
        self.table.put(keys.overdue(late.payer.account, late.payer.customer), row)

    def settle(self, late: Late) -> None:
        """Take it out of the index, if its note is still the one that was worked off."""
        same = Condition("note = :note", {":note": late.note})
        with suppress(Refused):
            key = keys.overdue(late.payer.account, late.payer.customer)
            self.table.put(key, {"note": ""}, same)

    def some(self, most: int) -> Sequence[Late]:
        """Ask the index for the first, then read their notes."""
        stretch = Range(keys.OVERDUE, index=BY_CREATED)
        waiting = islice(self.table.query(stretch, page_size=most), most)
        places = [Key(str(row["pk"]), str(row["sk"])) for row in waiting]
        rows = self.table.batch(places, ("note",))
        return [_late(row) for row in rows if row.get("note")]


@dataclass(frozen=True, slots=True)
class DynamoSales:
    """Keeps one item per order, transaction and subscription."""

    table: Table

    def keep(self, location: str, sold: Sequence[Sold]) -> int:
        """Read what is recorded, and write only what is new or different. Two workers that read the
        same list write the same."""
        wanted = {keys.sold(location, one.sale, one.id): _sale(location, one) for one in sold}
        held = self._held(wanted)
        changed = {key: row for key, row in wanted.items() if held.get(key) != row["body"]}
        for key, row in changed.items():
            self.table.put(key, row)
        return len(changed)

    def find(self, location: str, sale: str, name: str) -> Sold | None:
        """Read one, consistently."""
        row = self.table.get(keys.sold(location, sale, name))
        return None if row is None else SOLD.validate_json(str(row["body"]))

    def _held(self, wanted: Mapping[Key, Row]) -> dict[Key, object]:
        rows = self.table.batch(wanted, ("body",))
        return {Key(str(row["pk"]), str(row["sk"])): row["body"] for row in rows}


SOLD = TypeAdapter(Sold)


@dataclass(frozen=True, slots=True)
class DynamoBills:
    """Keeps one item per mirrored invoice."""

    table: Table

    def find(self, location: str, account: str, invoice: str) -> Bill | None:
        """Read it consistently."""
        row = self.table.get(keys.bill(location, account, invoice))
        return None if row is None else _read(Bill, row)

    def save(self, bill: Bill) -> Bill:
        """Write the next version if the one read is still there."""
        return _saved(self.table, keys.bill(bill.location, bill.account, bill.invoice), bill)


@dataclass(frozen=True, slots=True)
class DynamoCrmProgress:
    """Keeps one item per location and list."""

    table: Table

    def find(self, location: str, what: str) -> Reached | None:
        """Read it consistently."""
        row = self.table.get(keys.crm_reached(location, what))
        return None if row is None else _read(Reached, row)

    def save(self, reached: Reached) -> Reached:
        """Write the next version if the one read is still there."""
        return _saved(self.table, keys.crm_reached(reached.location, reached.what), reached)


def _saved[Kept: Versioned](table: Table, key: Key, kept: Kept) -> Kept:
    saved = kept.model_copy(update={"version": kept.version + 1})
    row: Row = {"version": saved.version, **bodies.written(saved)}
    try:
        table.put(key, row, unchanged(kept.version) if kept.version else IS_NEW)
    except Refused as error:
        raise Changed(f"{key.pk} was written by somebody else") from error
    return saved


def _read[Kept: Versioned](kind: type[Kept], row: Row) -> Kept:
    return bodies.read(kind, row)


def _mark(pointer: Pointer) -> str:
    return f"{pointer.begun.isoformat()}#{pointer.contact}"


def _late(row: Row) -> Late:
    _, account, customer = str(row["pk"]).split("#", 2)
    return Late(PayerRef(account=account, customer=customer), str(row["note"]))


def _sale(location: str, one: Sold) -> Row:
    return {
        "body": SOLD.dump_json(one).decode(),
        "gsi2pk": keys.sales_of(location, one.sale),
        "gsi2sk": created_at(one.created, one.id),
    }
