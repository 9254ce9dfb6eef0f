"""What every customer was billed and paid, read off a world's own books.

Billed is what a finalised invoice asks for; paid is what banks gave, less refunds. Both are needed:
people who pay by transfer are only billed. In the target, a booking belongs to the customer at the
source whose subscription its own came from.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from carryover.kernel.clock import Seconds
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object

MARK: Final = "carryover_source"
"""The metadata key on a target subscription (``planning.params.MARK``)."""
DAY: Final = 86_400


class What(StrEnum):
    """Which of the two sums."""

    BILLED = "billed"
    PAID = "paid"


class Who(NamedTuple):
    """A customer at a source; ids of two sources may collide."""

    account: str
    customer: str

    def __str__(self) -> str:
        return f"{self.account}/{self.customer}"


class Cell(NamedTuple):
    """Where amounts have to be equal."""

    what: What
    who: Who
    currency: str
    day: int
    """Days since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class Booking:
    """One amount on one day."""

    what: What
    who: Who
    subscription: str
    """As ``us/sub_1``, at the source; empty: not for a subscription."""
    currency: str
    amount: int
    """Minor units; a refund is negative."""
    at: Seconds
    side: str
    """Which account booked it."""

    @property
    def cell(self) -> Cell:
        """Say where it counts."""
        return Cell(self.what, self.who, self.currency, self.at // DAY)


type Copies = Mapping[str, Who]
"""New customer ids of the target, and whose they are."""


def bookings(account: Account, since: Seconds, copies: Copies | None = None) -> Iterator[Booking]:
    """Go through an account's books; ``copies`` for the target: who its customers are."""
    reader = _Reader(account, copies)
    for invoice in account.all("invoice"):
        final = invoice["status_transitions"]["finalized_at"]
        if (
            final
            and invoice["created"] >= since
            and invoice["status"] != "void"
            and invoice["total"]
        ):
            yield reader.booking(
                What.BILLED, invoice, invoice, invoice["total"], invoice["created"]
            )
    for charge in account.all("charge"):
        if charge["amount_captured"] and charge["status"] != "failed":
            paid = reader.invoice_of(charge)
            amount: int = charge["amount_captured"]
            yield reader.booking(What.PAID, charge, paid, amount, charge["created"])
    for refund in account.all("refund"):
        charge = account.get("charge", refund["charge"])
        if refund["status"] != "failed":
            paid, back = reader.invoice_of(charge), -refund["amount"]
            yield reader.booking(What.PAID, charge, paid, back, refund["created"])


def cells(books: Iterable[Booking]) -> Counter[Cell]:
    """Add up by customer, currency and day."""
    found: Counter[Cell] = Counter()
    for each in books:
        found[each.cell] += each.amount
    return found


@dataclass(frozen=True, slots=True)
class _Reader:
    account: Account
    copies: Copies | None

    def booking(
        self, what: What, obj: Object, invoice: Object | None, amount: int, at: Seconds
    ) -> Booking:
        subscription = self._subscription(invoice)
        return Booking(
            what=what,
            who=self._who(obj["customer"], subscription),
            subscription=subscription,
            currency=obj["currency"],
            amount=amount,
            at=at,
            side=self.account.alias,
        )

    def invoice_of(self, charge: Object) -> Object | None:
        known = self.account.facts.get(charge["payment_intent"] or "", {})
        return self.account.find("invoice", known.get("invoice", ""))

    def _subscription(self, invoice: Object | None) -> str:
        parent: Object = ((invoice or {}).get("parent") or {}).get("subscription_details") or {}
        key = parent.get("subscription") or ""
        if self.copies is None:
            return f"{self.account.alias}/{key}" if key else ""
        found = self.account.find("subscription", key) or {"metadata": {}}
        return str(found["metadata"].get(MARK, ""))

    def _who(self, customer: str, subscription: str) -> Who:
        """The mark says it best: two people may have become one customer in the target."""
        if self.copies is None:
            return Who(self.account.alias, customer)
        world, (alias, _, key) = self.account.world, subscription.partition("/")
        source = world.accounts.get(alias)
        found = source.find("subscription", key) if source else None
        if found is not None:
            return Who(alias, found["customer"])
        return self.copies.get(customer, Who(self.account.alias, customer))
