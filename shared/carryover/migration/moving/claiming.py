"""How long a message rests whose move is in another worker's hands.

Most workers are done within seconds, so it comes again soon, once. If the claim still stands then,
its worker is slow or dead, and the message rests until the claim has run out: whatever a claim's
length, a message is received three times at most before it is its turn, far from the dead letters.
"""

from datetime import timedelta
from typing import Final

from carryover.kernel.clock import Seconds

SOON: Final = 10
"""Seconds within which a worker that lives has let go of its move."""


def rest(held_until: Seconds, now: Seconds, claim: timedelta) -> timedelta | None:
    """Say how long; ``None``: nobody has it in hand. Never longer than the claim itself stands."""
    left = held_until - now
    if left <= 0:
        return None
    age = round(claim.total_seconds()) - left
    return timedelta(seconds=min(left, SOON) if age < SOON else left)
