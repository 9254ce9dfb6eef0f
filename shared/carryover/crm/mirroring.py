"""Paid invoices of Stripe as invoices in HighLevel, where somebody wants that (CRM-1, optional).

They show under Payments → Invoices and Transactions, never under Subscriptions (CONTRACTS.md §2.5).
HighLevel has no idempotency keys, so: write down, make a draft, write down its id, record the
payment, write down. A worker that dies in between finds the draft by its name, which is made of its
meaning; one whose payment is in doubt looks at what the invoice says was paid.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.crm.model import Bill, Paid, Payer
from carryover.crm.rules import LocationRules, Mirror
from carryover.crm.store import Bills
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.highlevel import Bill as There
from carryover.ports.highlevel import Contact, Invoices, NewBill, No

SETTLES: Final = timedelta(minutes=2)
"""How long a list may not show an invoice that was just made. Nobody documents it [U]."""


@dataclass(frozen=True, slots=True)
class Mirroring:
    """Keeps one invoice there per paid invoice here."""

    bills: Bills
    highlevel: Invoices
    now: Clock

    def mirror(
        self, location: str, contact: Contact, payers: Sequence[Payer], rules: LocationRules
    ) -> None:
        """Mirror whatever is not yet; nothing where it is not wanted."""
        if rules.mirror is None:
            return
        for paid in (each for payer in payers for each in payer.paid):
            held = self.bills.find(location, paid.account, paid.id)
            if held is None or not held.paid:
                self._mirrored(location, contact, paid, held, rules.mirror)

    def _mirrored(
        self, location: str, contact: Contact, paid: Paid, held: Bill | None, wish: Mirror
    ) -> None:
        bill, there = self._at_hand(location, contact, paid, held, wish)
        missing = paid.amount - there.paid
        if missing > 0:
            no = self.highlevel.record_payment(location, there.id, missing, paid.currency)
            if no is not None:
                raise _refused(paid, no)
        self.bills.save(bill.model_copy(update={"paid": True}))

    def _at_hand(
        self, location: str, contact: Contact, paid: Paid, held: Bill | None, wish: Mirror
    ) -> tuple[Bill, There]:
        """Find it by its id, or by its name where its id was lost, or make it."""
        if held is None:
            return self._made(location, contact, paid, None, wish)
        there = self._there(location, contact, paid, held)
        if there is not None:
            return self.bills.save(held.model_copy(update={"there": there.id})), there
        if held.there:
            told = f"Its mirror {held.there} at {location} is gone from HighLevel."
            raise NeedsReview(f"invoice {paid.account}/{paid.id}", told)
        if self.now() - held.begun < SETTLES:
            raise Retryable("its mirror is being made", after=timedelta(seconds=30))
        return self._made(location, contact, paid, held, wish)

    def _made(
        self, location: str, contact: Contact, paid: Paid, held: Bill | None, wish: Mirror
    ) -> tuple[Bill, There]:
        begun = Bill(
            location=location, account=paid.account, invoice=paid.id, contact=contact.id,
            begun=self.now(), version=held.version if held else 0,
        )  # fmt: skip
        begun = self.bills.save(begun)
        made = self.highlevel.bill(location, _new(contact, paid, wish))
        if isinstance(made, No):
            raise _refused(paid, made)
        return self.bills.save(begun.model_copy(update={"there": made.id})), made

    def _there(self, location: str, contact: Contact, paid: Paid, held: Bill) -> There | None:
        all_of_them = self._all(location, contact)
        if held.there:
            return next((each for each in all_of_them if each.id == held.there), None)
        return next((each for each in all_of_them if each.name == _name(paid)), None)

    def _all(self, location: str, contact: Contact) -> Iterator[There]:
        offset = 0
        while True:
            listed = self.highlevel.bills(location, contact.id, offset)
            yield from listed.items
            offset += len(listed.items)
            if not listed.items or offset >= listed.total:
                return


def _name(paid: Paid) -> str:
    return f"Stripe {paid.account}/{paid.id}"


def _new(contact: Contact, paid: Paid, wish: Mirror) -> NewBill:
    return NewBill(
        name=_name(paid),
        business=wish.business,
        contact=contact,
        item=paid.number or paid.id,
        currency=paid.currency,
        amount=paid.amount,
        issued=paid.created,
        live=paid.livemode,
    )


def _refused(paid: Paid, no: No) -> NeedsReview:
    subject = f"invoice {paid.account}/{paid.id}"
    return NeedsReview(subject, f"HighLevel refuses its mirror: {no.sentence}")
