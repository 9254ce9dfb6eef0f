"""What follows from a finished cancellation: the news for other features, and the refund.

Both are messages under names made of the wish, sent before the wish is called done: a crash in
between sends them again, under the same names. The news goes through the channel like any event, so
that it is in the journal, can be replayed, and reaches whoever ``routing`` names (DESIGN §1).
"""

from dataclasses import dataclass
from typing import Literal

from carryover.access.messages import Refund
from carryover.access.model import Billed, CancelRequest
from carryover.access.policy import OVER
from carryover.kernel.messages import Delivery, Source, stamped
from carryover.kernel.news import AccessCancelled
from carryover.ports.outbox import Outbox, Queue


@dataclass(frozen=True, slots=True)
class Announcing:
    """Tells."""

    outbox: Outbox

    def left(self, wish: CancelRequest, one: Billed) -> None:
        """Tell that a subscription was ended by a member or a person."""
        name = f"{wish.id}:{wish.version}"
        at, cause = wish.at, wish.cause or wish.evidence
        if wish.refund or wish.since is not None:
            order = Refund(request=wish.id)
            letter = stamped(order, message_id=f"refund:{name}", cause=cause, at=at)
            self.outbox.send(Queue.ACCESS, letter)
        news = _news(wish, one, name).model_dump_json()
        said = Delivery(
            kind="carryover.fact", account=one.account, source=Source.OURS, payload=news
        )
        letter_out = stamped(said, message_id=f"left:{name}", cause=cause, at=at)
        self.outbox.send(Queue.INBOUND, letter_out)


def _news(wish: CancelRequest, one: Billed, evidence: str) -> AccessCancelled:
    by: Literal["member", "person"] = "person" if wish.site is None else "member"
    return AccessCancelled(
        account=one.account,
        evidence=evidence,
        subscription=one.id,
        customer=one.customer,
        site=wish.site,
        ends="now" if one.status in OVER else "period_end",
        by=by,
    )
