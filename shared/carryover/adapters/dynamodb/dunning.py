"""What dunning remembers (``dunning.store``).

A case, its alarm clock, its place under its customer and what it counts in the sums of reports are
one write, so no crash parts them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import batched, islice
from typing import Final

from pydantic import ValidationError

from carryover.adapters.dynamodb import bodies, dunning_keys, keys
from carryover.adapters.dynamodb.table import IS_NEW, Range, Refused, Row, Table, unchanged
from carryover.adapters.dynamodb.together import put_and_add
from carryover.dunning.counting import Cell, Count, Counted, change
from carryover.dunning.house import House
from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.dunning.silence import Silence
from carryover.dunning.store import Changed, Due
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Message

PAGE: Final = 100
"""Cases per answer of ``due``: one BatchGetItem."""

NO_ALARM: Final = 99_999_999_999
"""Where an open case without an alarm clock stands among the others: last, in the year 5138."""


@dataclass(frozen=True, slots=True)
class DynamoRules:
    """Keeps the schedule in force, and the house in whose name it is carried out."""

    table: Table

    def read(self) -> Rules | None:
        """Read it consistently; nobody has decided yet: there is none."""
        return self._read(dunning_keys.RULES, Rules)

    def put(self, rules: Rules) -> None:
        """Put it in force, over the one before."""
        self.table.put(dunning_keys.RULES, bodies.written(rules))

    def house(self) -> House:
        """Read it consistently; an empty one sends nothing."""
        return self._read(dunning_keys.HOUSE, House) or House()

    def put_house(self, house: House) -> None:
        """Put it in force, over the one before."""
        self.table.put(dunning_keys.HOUSE, bodies.written(house))

    def _read[Kept: Message](self, key: keys.Key, kind: type[Kept]) -> Kept | None:
        row = self.table.get(key)
        if row is None:
            return None
        try:
            return bodies.read(kind, row)
        except ValidationError as error:
            sentence = "What is stored is not valid: put it anew."
            raise NeedsReview("rules of dunning", sentence) from error


@dataclass(frozen=True, slots=True)
class DynamoCases:
    """Keeps one item per failed invoice, and in the indexes what is open."""

    table: Table

    def find(self, account: str, invoice: str) -> Case | None:
        """Read it consistently."""
        row = self.table.get(dunning_keys.case(account, invoice))
        return None if row is None else bodies.read(Case, row)

    def save(self, case: Case) -> Case:
        """Write the next version if the one read is still there."""
        saved = case.model_copy(update={"version": case.version + 1})
        before = self.find(case.account, case.invoice) if case.version else None
        if (before.version if before else 0) != case.version:
            raise _changed(case)
        try:
            self._write(saved, change(before, saved))
        except Refused as error:
            raise _changed(case) from error
        return saved

    def _write(self, saved: Case, sums: Counted) -> None:
        """Write a case with what it changes in the sums of reports: together, or neither."""
        key = dunning_keys.case(saved.account, saved.invoice)
        condition = unchanged(saved.version - 1) if saved.version > 1 else IS_NEW
        if not sums:
            self.table.put(key, _row(saved), condition)
            return
        adds = {_place(cell): (_named(cell), asdict(count)) for cell, count in sums.items()}
        put_and_add(self.table, key, _row(saved), condition, adds)

    def counts(self, account: str, first: str, last: str) -> Counted:
        """Query the sums of some weeks."""
        stretch = Range(dunning_keys.counts_of(account), first, f"{last}\U0010ffff")
        found = {_cell(account, row): _count(row) for row in self.table.query(stretch)}
        return {cell: count for cell, count in found.items() if count.cases}

    def open(self, account: str) -> Iterator[Case]:
        """Ask the index, which lags behind by moments, a hundred at a time."""
        stretch = Range(dunning_keys.cases_of(account), index=keys.BY_CREATED)
        for some in batched(self.table.query(stretch), PAGE, strict=False):
            yield from (one for one in self._at(some) if one.closed is None)

    def due(self, account: str, until: Seconds, *, after: str | None = None) -> Due:
        """Ask the index, then believe only the items: the index lags behind them."""
        stretch = Range(
            dunning_keys.cases_of(account),
            first=" " if after is None else f"{after} ",
            last=keys.created_at(until, "\U0010ffff"),
            index=keys.BY_CREATED,
        )
        found = list(islice(self.table.query(stretch, page_size=PAGE + 1), PAGE + 1))
        ready = [one for one in self._at(found[:PAGE]) if _rang(one, until)]
        more = str(found[PAGE - 1]["gsi2sk"]) if len(found) > PAGE else None
        return Due(sorted(ready, key=lambda one: (one.look_at or 0, one.invoice)), more)

    def of_customer(self, account: str, customer: str) -> Sequence[Case]:
        """Ask the index, which lags behind by moments; what closed meanwhile is left out."""
        stretch = Range(dunning_keys.open_of(account, customer), index=keys.BY_CUSTOMER)
        cases = self._at(list(self.table.query(stretch)))
        return sorted((one for one in cases if one.closed is None), key=lambda one: one.invoice)

    def all(self, account: str) -> Iterator[Case]:
        """Query the partition, page by page."""
        for row in self.table.query(Range(dunning_keys.cases_of(account)), bodies.BODY):
            yield bodies.read(Case, row)

    def _at(self, rows: Sequence[Row]) -> Iterator[Case]:
        places = [keys.Key(str(row["pk"]), str(row["sk"])) for row in rows]
        for row in self.table.batch(places, bodies.BODY):
            yield bodies.read(Case, row)


@dataclass(frozen=True, slots=True)
class DynamoSilences:
    """Keeps one item per channel and address that is not to be written to."""

    table: Table

    def of(self, account: str, address: str) -> frozenset[str]:
        """Query the partition."""
        rows = self.table.query(Range(dunning_keys.silence(account, address)), ("sk",))
        return frozenset(str(row["sk"]) for row in rows)

    def close(self, silence: Silence) -> None:
        """Write it over an earlier one."""
        one = silence
        key = dunning_keys.closed_channel(one.account, one.address, one.channel)
        self.table.put(key, bodies.written(silence))


def _row(case: Case) -> Row:
    """Write a case; it is in the indexes only while something can still come of it."""
    row: Row = {"version": case.version, **bodies.written(case)}
    if case.look_at is not None or case.closed is None:
        at = NO_ALARM if case.look_at is None else case.look_at
        row["gsi2pk"] = dunning_keys.cases_of(case.account)
        row["gsi2sk"] = keys.created_at(at, case.invoice)
    if case.closed is None:
        row["gsi1pk"] = dunning_keys.open_of(case.account, case.customer)
        row["gsi1sk"] = case.invoice
    return row


def _rang(case: Case, until: Seconds) -> bool:
    return case.look_at is not None and case.look_at <= until


def _changed(case: Case) -> Changed:
    return Changed(f"the case of {case.subject} was written by another")


def _place(cell: Cell) -> keys.Key:
    """What recovered it and the plan may be any words; the week comes first, to be asked for."""
    parts = (cell.week, cell.currency, cell.cause, cell.plan, cell.outcome, cell.step)
    return keys.Key(dunning_keys.counts_of(cell.account), "#".join(parts))


def _named(cell: Cell) -> Row:
    return {name: str(value) for name, value in asdict(cell).items()}


def _cell(account: str, row: Row) -> Cell:
    words = {name: str(row[name]) for name in Cell.__slots__ if name != "account"}
    return Cell(account=account, **words)


def _count(row: Row) -> Count:
    return Count(**{name: int(row[name]) for name in Count.__slots__})
