"""What a repair does about what an audit found (KAJ-1, KAJ-3, KAJ-4).

It is done by messages, one per subscription, through the same acts as everything else, which look
for themselves: old news mends nothing. Who was given an offer, had it, and does not have it any
more may have left, whether or not the poll has seen it yet: that is told as the poll tells it,
under the same name, and ends the subscription if nothing speaks against it. Only what was never
given, or whose wish was carried out or discarded, is given (``providing`` looks before it gives, so
that no order of these messages hides a farewell).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.access.findings import AuditPart
from carryover.access.messages import AccessEnvelope, Provide, Withdraw
from carryover.access.model import LinkState
from carryover.access.noticing import missed
from carryover.access.store import Links
from carryover.kernel.facts import MemberHinted
from carryover.ports.outbox import Outbox, Queue

AFTER: Final = timedelta(minutes=3)
"""How long giving waits, so that what was told first is answered by then: else it asks for another
repair."""


@dataclass(frozen=True, slots=True)
class Mending:
    """Sends."""

    links: Links
    outbox: Outbox

    def mend(self, letter: AccessEnvelope, part: AuditPart) -> None:
        """Send what mends a part of an audit; again, it is the same under the same names."""
        for payer in part.pays_without:
            account, _, name = payer.partition("/")
            for told, hint in self._gone(account, name, f"{part.at:%Y-%m-%d}"):
                self.outbox.send(Queue.ACCESS_POLL, letter.answer(hint, message_id=told))
            self._later(letter, part, Provide(account=account, subscription=name, again=True))
        for payer in part.has_without_paying:
            account, _, name = payer.partition("/")
            self._later(letter, part, Withdraw(account=account, subscription=name))

    def _later(self, letter: AccessEnvelope, part: AuditPart, order: Provide | Withdraw) -> None:
        name = f"{part.audit}:{order.task}:{order.account}/{order.subscription}"
        self.outbox.send(Queue.ACCESS_POLL, letter.answer(order, message_id=name), delay=AFTER)

    def _gone(self, account: str, name: str, day: str) -> Iterator[tuple[str, MemberHinted]]:
        """Tell of each offer that was given and read back; who asks the site sees which are there
        still."""
        link = self.links.find(account, name)
        if link is None or link.contact is None:
            return
        if link.state is LinkState.GIVEN and link.verified:
            for offer in link.offers:
                told = f"poll:{link.site}:{offer}:{link.payer}:{link.version}:{day}"
                yield told, missed(link.site, link.contact, offer, None)
