"""Time comes in through the door: policies take ``now``, services hold a ``Clock``.

Stripe speaks in whole UTC seconds since 1970; that unit is called ``Seconds`` wherever it appears.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime

type Clock = Callable[[], datetime]
"""Says what time it is; always aware, always UTC. Only ``wiring`` makes a real one."""

type Seconds = int
"""A moment as Stripe writes it: whole seconds since 1970-01-01T00:00:00Z."""


def seconds(moment: datetime) -> Seconds:
    """Round down to the second, as Stripe's ``created`` does."""
    return int(moment.timestamp())


def moment(at: Seconds) -> datetime:
    """Read Stripe's seconds as an aware datetime."""
    return datetime.fromtimestamp(at, UTC)


def day(at: Seconds) -> date:
    """Name the UTC day, by which the journal is filed."""
    return moment(at).date()
