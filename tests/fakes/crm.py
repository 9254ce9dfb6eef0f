"""What the CRM's worker remembers, in memory, refusing a stale version as DynamoDB does; and a
Stripe that shows what it is told to."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from carryover.crm.model import Bill, Known, Payer, PayerRef, Pointer, Reached, Versioned
from carryover.crm.rules import Rules
from carryover.crm.store import Changed, Customers, Late
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.ports.highlevel_sales import Sold


@dataclass
class MemoryCrmRules:
    """The rules in force."""

    rules: Rules = field(default_factory=Rules)

    def read(self) -> Rules:
        return self.rules

    def put(self, rules: Rules) -> None:
        self.rules = rules


@dataclass
class MemoryContacts:
    """Contacts, and pointers to them."""

    rows: dict[tuple[str, str], Known] = field(default_factory=dict)
    pointers: dict[tuple[str, str], Pointer] = field(default_factory=dict)

    def known(self, location: str, contact: str) -> Known:
        fresh = Known(location=location, contact=contact)
        return self.rows.get((location, contact), fresh)

    def save(self, known: Known) -> Known:
        place = known.location, known.contact
        self.rows[place] = saved = _next(known, self.rows.get(place))
        return saved

    def pointer(self, location: str, payer: PayerRef) -> Pointer | None:
        return self.pointers.get((location, str(payer)))

    def point(self, pointer: Pointer, before: Pointer | None) -> None:
        place = pointer.location, str(pointer.payer)
        if self.pointers.get(place) != before:
            raise Changed("written by somebody else")
        self.pointers[place] = pointer


@dataclass
class MemoryOverdue:
    """Who waits."""

    rows: dict[str, tuple[Seconds, Late]] = field(default_factory=dict)

    def put(self, late: Late, since: Seconds) -> None:
        self.rows[str(late.payer)] = since, late

    def settle(self, late: Late) -> None:
        held = self.rows.get(str(late.payer))
        if held is not None and held[1] == late:
            del self.rows[str(late.payer)]

    def some(self, most: int) -> Sequence[Late]:
        waiting = sorted(self.rows.values(), key=lambda each: (each[0], each[1].note))
        return [late for _, late in waiting[:most]]


@dataclass
class MemorySales:
    """What was sold."""

    rows: dict[tuple[str, str, str], Sold] = field(default_factory=dict)
    writes: int = 0

    def keep(self, location: str, sold: Sequence[Sold]) -> int:
        places = {(location, str(one.sale), one.id): one for one in sold}
        new = {place: one for place, one in places.items() if self.rows.get(place) != one}
        self.rows.update(new)
        self.writes += len(new)
        return len(new)


@dataclass
class MemoryBills:
    """Mirrored invoices."""

    rows: dict[tuple[str, str, str], Bill] = field(default_factory=dict)

    def find(self, location: str, account: str, invoice: str) -> Bill | None:
        return self.rows.get((location, account, invoice))

    def save(self, bill: Bill) -> Bill:
        place = bill.location, bill.account, bill.invoice
        self.rows[place] = saved = _next(bill, self.rows.get(place))
        return saved


@dataclass
class MemoryCrmProgress:
    """How far lists were read."""

    rows: dict[tuple[str, str], Reached] = field(default_factory=dict)

    def find(self, location: str, what: str) -> Reached | None:
        return self.rows.get((location, what))

    def save(self, reached: Reached) -> Reached:
        place = reached.location, reached.what
        self.rows[place] = saved = _next(reached, self.rows.get(place))
        return saved


@dataclass
class MemoryPayers:
    """Stripe, as far as the CRM looks (``crm.store.Billing``)."""

    payers: dict[str, Payer] = field(default_factory=dict)
    now: Seconds = 0
    looks: int = 0
    down: bool = False

    def put(self, payer: Payer) -> None:
        self.payers[payer.name_for_people] = payer

    def payer(self, account: str, customer: str, paid_since: Seconds | None) -> Payer | None:
        self.looks += 1
        if self.down:
            raise Retryable("Stripe answers 503")
        found = self.payers.get(f"{account}/{customer}")
        if found is None:
            return None
        paid = tuple(e for e in found.paid if paid_since is not None and e.created >= paid_since)
        return replace(found, seen=self.now, paid=paid)

    def customers(self, account: str, after: str | None) -> Customers:
        ids = [payer.id for payer in self.payers.values() if payer.account == account]
        start = 0 if after is None else ids.index(after) + 1
        page = ids[start : start + 2]
        return Customers(page, page[-1] if start + 2 < len(ids) else None)


def _next[Kept: Versioned](kept: Kept, held: Kept | None) -> Kept:
    if kept.version != (held.version if held else 0):
        raise Changed("written by somebody else")
    return kept.model_copy(update={"version": kept.version + 1})
