"""Everybody once a day, and whoever could not be shown as soon as it is possible again.

HighLevel may be away for a day. Its outage must not push messages into the dead letters: who could
not be shown is noted down, the message is done, and the sweep takes up the notes once HighLevel
answers. Noted down first, then the message is gone: a crash in between does both again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from carryover.crm.messages import CrmEnvelope, SyncAll, SyncContact
from carryover.crm.model import PayerRef
from carryover.crm.rules import Rules
from carryover.crm.store import Billing, Late, Overdue
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Message
from carryover.ports.highlevel import Contacts
from carryover.ports.outbox import Outbox, Queue

AT_ONCE: Final = 500
"""People taken up per sweep: at some three requests each, what HighLevel takes in five minutes is
about twice as much."""


@dataclass(frozen=True, slots=True)
class Walking:
    """Sends one message per person."""

    billing: Billing
    overdue: Overdue
    highlevel: Contacts
    outbox: Outbox
    now: Clock

    def all(self, letter: CrmEnvelope, order: SyncAll, rules: Rules) -> str:
        """Send a page of an account's customers, then the next page's message: a crash in between
        sends the page twice, and the second look finds everything in step."""
        if order.account is None:
            accounts = [SyncAll(account=each) for each in rules.accounts]
            self._send(letter, [(f"{letter.id}:{each.account}", each) for each in accounts])
            return f"{len(accounts)} accounts"
        page = self.billing.customers(order.account, order.after)
        people = [SyncContact(account=order.account, customer=each) for each in page.ids]
        self._send(letter, [(f"{letter.id}:{each.customer}", each) for each in people])
        if page.next_after is not None:
            rest = order.model_copy(update={"after": page.next_after})
            self._send(letter, [(f"{letter.id}+", rest)])
        return f"{len(people)} customers"

    def sweep(self, letter: CrmEnvelope, rules: Rules) -> str:
        """Take up those who have waited longest, if every location answers. One whose app is gone
        will not: whoever is looked at there is asked about, and the others do not wait for it."""
        waiting = self.overdue.some(AT_ONCE)
        if not waiting:
            return "nobody waits"
        try:
            for location in rules.locations:
                with suppress(NeedsReview):
                    self.highlevel.workflows(location)
        except Retryable as failure:
            return f"{len(waiting)} or more wait: {failure.reason}"
        orders = [
            SyncContact(account=e.payer.account, customer=e.payer.customer, late=e.note)
            for e in waiting
        ]
        self._send(letter, [(f"{letter.id}:{e.account}:{e.customer}", e) for e in orders])
        return f"{len(orders)} taken up"

    def later(self, letter: CrmEnvelope, ref: PayerRef) -> None:
        """Note somebody down."""
        self.overdue.put(Late(ref, letter.id), seconds(self.now()))

    def settled(self, order: SyncContact) -> None:
        """Cross out a note that was worked off."""
        if order.late:
            ref = PayerRef(account=order.account, customer=order.customer)
            self.overdue.settle(Late(ref, order.late))

    def _send(self, letter: CrmEnvelope, bodies: Sequence[tuple[str, Message]]) -> None:
        letters = [letter.answer(body, message_id=name) for name, body in bodies]
        if letters:
            self.outbox.send(Queue.CRM, *letters)
