"""What the ``subscription_recreation`` worker is told."""

from typing import Annotated, Literal

from pydantic import Field

from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Envelope, Message


class MoveOne(Message):
    """Drive one subscription as far as it can go; looks at the world first, so safe to repeat."""

    task: Literal["migration.move"] = "migration.move"
    run: str
    account: AccountAlias
    subscription: str
    seen: int | None = None
    """The move's version when a sweep saw it: written since, it was looked after already, and the
    sweeps that met a long queue cost one read each. ``None``: look in any case."""


class RollBackOne(Message):
    """Turn one move around, if its first renewal has not happened."""

    task: Literal["migration.roll_back"] = "migration.roll_back"
    run: str
    account: AccountAlias
    subscription: str
    attempt: int
    """Which attempt is taken back (``Move.attempt``): a late duplicate must undo no later one."""


class OpenWave(Message):
    """Begin the moves of a wave: some of them, then the rest by the next message.

    The list itself is in the bucket, written before this message (``selection`` is its key)."""

    task: Literal["migration.open_wave"] = "migration.open_wave"
    run: str
    plan: str
    """The hash the person saw; refused if it is not the approved one."""
    wave: int
    selection: str
    start: int = 0
    """How many of the list were begun by the messages before."""


class BuildCatalogue(Message):
    """Make what the plan needs in the target: some of it, then the rest by the next message."""

    task: Literal["migration.catalogue"] = "migration.catalogue"
    run: str
    plan: str
    start: int = 0


class Sweep(Message):
    """Look at every move whose time has come: unfinished ones, waiting ones, first renewals.

    The clock sends it with no ``run``; it becomes a chain of one message per run and page."""

    task: Literal["migration.sweep"] = "migration.sweep"
    run: str | None = None
    after: str | None = None


type Task = Annotated[
    MoveOne | RollBackOne | OpenWave | BuildCatalogue | Sweep, Field(discriminator="task")
]


class RecreationEnvelope(Envelope[Message]):
    """Any of the above, with its papers."""

    body: Task
