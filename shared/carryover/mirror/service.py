"""Recall, weigh, remember; ask Stripe only about true ties."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import InvoiceState, ObjectTouched, StateSeen
from carryover.kernel.identity import ObjectRef
from carryover.kernel.messages import Envelope, Message
from carryover.mirror.messages import MirrorEnvelope, Settle
from carryover.mirror.model import Record
from carryover.mirror.policy import bury, overtake, weigh
from carryover.mirror.store import RecordStore
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.stripe_objects import Gone, StripeObjects


@dataclass(frozen=True, slots=True)
class Mirrored:
    """What one message did to one record."""

    ref: ObjectRef
    change: str
    """``new``, ``changed``, ``known`` (nothing new), ``looked`` (Stripe was asked) or
    ``settled``."""
    settled: bool


@dataclass(frozen=True, slots=True)
class Mirror:
    """Keeps our record of Stripe's objects true for every order, duplicate and delay of the
    news."""

    records: RecordStore
    stripe: StripeObjects
    outbox: Outbox
    patience: timedelta
    """How long to wait for the missing step of a tie before Stripe is asked."""

    def handle(self, envelope: MirrorEnvelope) -> Mirrored:
        """Do what one message says; safe to repeat any number of times."""
        match envelope.body:
            case StateSeen() as seen:
                return self._weigh(envelope, seen)
            case Settle() as settle:
                return self._settle(settle.ref)
            case ObjectTouched() as touched:
                return self._look(touched.ref, self.records.recall(touched.ref))

    def _weigh(self, envelope: Envelope[Message], seen: StateSeen) -> Mirrored:
        """Weigh a sighting.

        A crash between remembering and asking for ``Settle`` costs nothing: the sighting is
        delivered again, is known by then, and the record that is still not settled sends ``Settle``
        again.
        """
        record = self.records.recall(seen.ref)
        weighed = weigh(record, seen)
        if weighed is not record:
            self.records.remember(weighed)
        if not weighed.settled:
            settle = Settle(account=seen.account, kind=seen.ref.kind, id=seen.ref.id)
            answer = envelope.answer(settle, message_id=f"settle:{envelope.id}")
            self.outbox.send(Queue.SUBSCRIPTION_MIRROR, answer, delay=self.patience)
        return Mirrored(seen.ref, _change(record, weighed), weighed.settled)

    def _settle(self, ref: ObjectRef) -> Mirrored:
        """Ask Stripe, unless the missing step has arrived meanwhile."""
        record = self.records.recall(ref)
        if record is not None and record.settled:
            return Mirrored(ref, "settled", settled=True)
        return self._look(ref, record)

    def _look(self, ref: ObjectRef, record: Record | None) -> Mirrored:
        """Believe Stripe. A crash before remembering costs one more read, nothing else."""
        match self.stripe.read(ref):
            case Gone() if record is not None and _may_vanish(record):
                believed = bury(record)
            case Gone():
                raise NeedsReview(str(ref), UNKNOWN_TO_STRIPE)
            case StateSeen() as seen:
                believed = overtake(record, seen)
        self.records.remember(believed)
        return Mirrored(ref, "looked", believed.settled)


UNKNOWN_TO_STRIPE: Final = (
    "There is news or a record of this object, but Stripe does not know it: was it created by "
    "another account, or does the account's key belong to the other mode (test/live)?"
)


def _may_vanish(record: Record) -> bool:
    """Only a draft of an invoice can be deleted without leaving a trace at Stripe."""
    return isinstance(record.state, InvoiceState) and record.state.status == "draft"


def _change(before: Record | None, after: Record) -> str:
    if before is None:
        return "new"
    return "known" if after is before else "changed"
