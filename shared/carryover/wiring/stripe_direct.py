"""The way into Stripe's own objects, for whoever moves them: a person's command, or a Lambda."""

import time
from collections.abc import Callable
from typing import Final

from carryover.adapters.dynamodb.pace import SharedPace
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.pace import LocalPace
from carryover.adapters.pacing import by_mode
from carryover.adapters.stripe.accounts import Keys
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors, Wire
from carryover.adapters.stripe.patience import PatientDoors

JUST_NOW: Final = 1.0
"""Seconds: a move's decision follows what it is about within two more answers. Whoever moves a
local Stripe's clock lets so much pass before workers are told to look."""


def for_a_person(keys: Keys, wire: Wire | None = None) -> StripeDirect:
    """Pace the threads of this process; nothing is read, and the SDK is not imported, yet."""
    doors = PatientDoors(keys, time.monotonic, lambda _: None, wire, sleep=time.sleep)
    limits = by_mode(lambda account: keys.of(account).livemode)
    return StripeDirect(doors, LocalPace(limits, time.monotonic, time.sleep))


def for_workers(
    keys: Keys, table: Table, *, longest: float, on_call: Callable[[str], None]
) -> StripeDirect:
    """Share the pace with every other worker of the stage. ``longest`` is how many seconds a worker
    may wait for one request's turn; ``on_call`` is told the account of every request."""
    doors = Doors(keys, time.monotonic, on_call)
    limits = by_mode(lambda account: keys.of(account).livemode)
    pace = SharedPace(table, limits, now=time.time, sleep=time.sleep, longest=longest)
    return StripeDirect(doors, pace, fresh_for=JUST_NOW)
