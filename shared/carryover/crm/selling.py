"""What was sold inside HighLevel becomes our record: orders, transactions, subscriptions (CRM-2).

HighLevel has no event for subscriptions and loses events (CONTRACTS.md §2.9), so lists are read,
again and again, with an overlap; their order is not documented, so a list is read to its end, some
pages per message. Recorded first, noted down after: a crash in between reads some pages again, and
what is the same is not written.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.crm.messages import CrmEnvelope, Poll, PollSales, ReadSale, Reread
from carryover.crm.model import Reached
from carryover.crm.rules import Rules
from carryover.crm.store import Progress, Sales
from carryover.kernel.clock import Clock, Seconds, seconds
from carryover.kernel.messages import Message
from carryover.ports.highlevel_sales import Payments, Sale, Sold, Unclear
from carryover.ports.outbox import Outbox, Queue

OVERLAP: Final = timedelta(days=2)
"""Read again each time: ``startAt`` is a day, of which time zone is not documented [U]."""

DEEP: Final = timedelta(days=130)
"""How far back a deep reading goes for orders and transactions: refunds are possible for months
(Stripe: no limit; card schemes: disputes up to 120 days). Subscriptions are read whole, for their
state changes as long as they live."""

PAGES: Final = 5
"""Of a list per message: it ends within seconds at the pace HighLevel takes."""


@dataclass(frozen=True, slots=True)
class Selling:
    """Reads lists into records."""

    sales: Sales
    progress: Progress
    highlevel: Payments
    outbox: Outbox
    now: Clock

    def begin(self, letter: CrmEnvelope, order: Poll | Reread, rules: Rules) -> str:
        """Send one message per location and list."""
        deep = isinstance(order, Reread)
        lists = [
            PollSales(
                location=location,
                sale=sale,
                since=self._since(location, sale, deep=deep),
                started=seconds(self.now()),
            )
            for location in rules.locations
            for sale in Sale
        ]
        self._send(letter, [(f"{letter.id}:{o.location}:{o.sale}", o) for o in lists])
        return f"{len(lists)} lists"

    def read(self, letter: CrmEnvelope, order: PollSales) -> str:
        """Read some pages, and send on whatever is left to read."""
        offset, changed = order.offset, 0
        for _ in range(PAGES):
            listed = self.highlevel.sold(order.location, order.sale, order.since, offset)
            changed += self._kept(letter, order, listed.items)
            offset += len(listed.items)
            if not listed.items or offset >= listed.total:
                self._reached(order)
                return f"{changed} changed, list read"
        rest = order.model_copy(update={"offset": offset})
        self._send(letter, [(f"{letter.id}+{offset}", rest)])
        return f"{changed} changed, goes on"

    def read_one(self, order: ReadSale) -> str:
        """Read one again; one that is gone stays recorded as it was."""
        one = self.highlevel.one_sold(order.location, order.sale, order.id)
        if one is None:
            return "gone"
        return f"{self.sales.keep(order.location, [one])} changed"

    def _kept(self, letter: CrmEnvelope, order: PollSales, items: Sequence[Sold | Unclear]) -> int:
        """Record what can be read; each that cannot is a message of its own, which asks a person,
        so that it does not hold up the others."""
        unclear = [each for each in items if isinstance(each, Unclear)]
        lone = [ReadSale(location=order.location, sale=order.sale, id=e.id) for e in unclear]
        self._send(letter, [(f"{letter.id}:{each.id}", each) for each in lone])
        return self.sales.keep(order.location, [e for e in items if isinstance(e, Sold)])

    def _since(self, location: str, sale: Sale, *, deep: bool) -> Seconds | None:
        """Say how far back to read; the first time, everything."""
        before = self.progress.find(location, sale)
        if before is None or (deep and sale is Sale.SUBSCRIPTION):
            return None
        back = DEEP if deep else OVERLAP
        return before.until - int(back.total_seconds())

    def _reached(self, order: PollSales) -> None:
        held = self.progress.find(order.location, order.sale)
        until = max(order.started, held.until if held else 0)
        self.progress.save(
            Reached(
                location=order.location,
                what=order.sale,
                until=until,
                looked_at=self.now(),
                version=held.version if held else 0,
            )
        )

    def _send(self, letter: CrmEnvelope, bodies: Sequence[tuple[str, Message]]) -> None:
        letters = [letter.answer(body, message_id=name) for name, body in bodies]
        if letters:
            self.outbox.send(Queue.CRM, *letters)
