"""Verify, then hand over: the provider is told yes only when nothing can be lost any more."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from carryover.intake.delivery import MESSAGE_BYTES, carrying, pointing, shelf_key
from carryover.intake.keyring import Keyring
from carryover.intake.model import BODY_BYTES, Accepted, Arrival, Refusal, Refused
from carryover.intake.store import InboundChannel, Shelf, SignatureCheck
from carryover.kernel.clock import Clock
from carryover.kernel.errors import Retryable

MAYBE_ROTATED: Final = frozenset({Refusal.UNKNOWN_ACCOUNT, Refusal.FORGED, Refusal.UNPREPARED})
"""What newer secrets could change."""


@dataclass(frozen=True, slots=True)
class Intake:
    """One provider's door, for all its accounts."""

    keyring: Keyring
    check: SignatureCheck
    channel: InboundChannel
    shelf: Shelf
    clock: Clock

    def receive(self, arrival: Arrival) -> Accepted | Refused:
        """Take a delivery in, or say why not.

        Raises ``Retryable`` when the fault is ours, so that the provider tries again. A delivery we
        may have seen before is queued like any other: only the journal can tell.
        """
        now = self.clock()
        match self._verdict(arrival, now):
            case None:
                return self._hand_over(arrival, now)
            case Refusal.UNPREPARED:
                raise Retryable(
                    f"the signing secrets of account {arrival.account} are empty or unreadable"
                )
            case refusal:
                return Refused(refusal)

    def _verdict(self, arrival: Arrival, now: datetime) -> Refusal | None:
        if len(arrival.body) > BODY_BYTES:
            return Refusal.TOO_LARGE
        verdict = self._judged(arrival, now)
        if verdict in MAYBE_ROTATED and self.keyring.look_again(now):
            verdict = self._judged(arrival, now)
        return verdict

    def _judged(self, arrival: Arrival, now: datetime) -> Refusal | None:
        secrets = self.keyring.secrets(now).get(arrival.account)
        if secrets is None:
            return Refusal.UNKNOWN_ACCOUNT
        if not secrets:
            return Refusal.UNPREPARED
        return self.check(arrival.headers, arrival.body, secrets, now)

    def _hand_over(self, arrival: Arrival, now: datetime) -> Accepted:
        """Queue it; a body too large for a message is shelved first.

        A crash between shelf and queue costs an orphan on the shelf, which the bucket's lifecycle
        removes: the provider has heard no yes and sends again.
        """
        message = carrying(arrival, now)
        shelved = len(message) > MESSAGE_BYTES
        if shelved:
            key = shelf_key(arrival, now)
            self.shelf.put(key, arrival.body)
            message = pointing(arrival, now, key)
        self.channel.put(message)
        return Accepted(shelved=shelved)
