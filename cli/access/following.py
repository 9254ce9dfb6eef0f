"""Waiting for the worker; Ctrl-C only stops the looking."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated, Final

import typer

from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Case
from carryover.replay.model import Order
from cli.session import Session

PACE: Final = timedelta(milliseconds=500)
"""Between two looks: a cancellation takes a few seconds, and a look two reads."""

PATIENCE: Final = 120

Wait = Annotated[
    bool, typer.Option("--wait/--no-wait", help="Wait for the worker and say what came of it.")
]
Patience = Annotated[
    int, typer.Option("--patience", min=1, help="Seconds without any news before giving up.")
]

STUCK: Final = (
    "no answer yet; the worker goes on by itself. If it does not: carryover dead-letters list, "
    "and the runbook docs/runbooks/access.md"
)


@dataclass(frozen=True, slots=True)
class Following:
    """Whether to wait, and for how long."""

    wait: Wait = True
    patience: Patience = PATIENCE


def sent(
    at: Session, order: Order, body: Message, name: str = "", queue: Queue = Queue.ACCESS
) -> str:
    """Send one message to the worker of access; answer its id, by which its work is found."""
    message = f"{order.cause}:{name}" if name else order.cause
    letter = stamped(body, message_id=message, cause=order.cause, at=order.at)
    at.console.outbox.send(queue, letter)
    return message


def answered[Answer](
    at: Session, how: Following, look: Callable[[], Answer | None]
) -> Answer | None:
    """Look until there is an answer; ``None``: patience ended."""
    until = at.console.now() + timedelta(seconds=how.patience)
    while True:
        found = look()
        if found is not None or at.console.now() >= until:
            return found
        at.console.pause(PACE)


def doubts(at: Session, payer: str) -> Iterator[Case]:
    """Find what a person was asked about a subscription; ``us/sub_1`` is in the subject."""
    named = subjects(payer)
    yield from (case for case in at.console.reviews.all() if case.doubt.subject in named)


def subjects(payer: str) -> tuple[str, str]:
    """Name a subscription as the worker does when it asks (``carryover.access``)."""
    return f"access of {payer}", f"subscription {payer}"


def stuck(at: Session, *subjects: str) -> str:
    """Say why there may be no answer: the same question is asked only once, so that a worker which
    asks it again says nothing new."""
    open_ = (case.doubt for case in at.console.reviews.all() if case.closed_at is None)
    found = next((doubt for doubt in open_ if doubt.subject in subjects), None)
    return f"asked before, and still open: {found.sentence}" if found else STUCK


def asked_since(at: Session, payer: str, since: datetime) -> str:
    """Say what a person was asked about a subscription since then; empty: nothing."""
    return next(
        (case.doubt.sentence for case in doubts(at, payer) if case.doubt.opened_at >= since), ""
    )
