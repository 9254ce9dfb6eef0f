"""For somebody at a keyboard: there is no queue to put a message back on, so the way itself waits
out a moment's trouble. Reads may come again, and so may writes: their keys stay the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from carryover.adapters.stripe.answers import Answer, Call, Throttled
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.errors import Retryable
from carryover.ports.stripe_api import Refused
from carryover.ports.stripe_memory import OnlyRemembered

PAUSES: Final = (1.0, 4.0, 15.0)
"""Seconds between tries: a broken connection or a restart at Stripe's is over by then."""


def _nobody(_seconds: float) -> None:
    """Do not wait."""


@dataclass(slots=True)
class PatientDoors(Doors):
    """Tries again after a while. What Stripe turned away is the pace's matter."""

    sleep: Callable[[float], None] = _nobody

    def send(self, account: str, call: Call) -> Answer | Refused:
        """Send a request, up to four times."""
        for pause in PAUSES:
            try:
                return Doors.send(self, account, call)
            except (Throttled, OnlyRemembered):
                raise
            except Retryable as trouble:
                asked = trouble.after.total_seconds() if trouble.after else 0.0
                self.sleep(max(pause, asked))
        return Doors.send(self, account, call)
