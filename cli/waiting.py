"""Waiting for what a worker makes of an order; Ctrl-C only stops the looking."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Final

import typer

from carryover.ports.reviews import Doubt
from carryover.replay.model import Order
from cli.session import Session

PACE: Final = timedelta(milliseconds=500)
"""Between two looks."""

PATIENCE: Final = 120

Wait = Annotated[
    bool, typer.Option("--wait/--no-wait", help="Wait for the worker and say what came of it.")
]
Patience = Annotated[
    int, typer.Option("--patience", min=1, help="Seconds without any news before giving up.")
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """Whether to wait, and for how long."""

    wait: Wait = True
    patience: Patience = PATIENCE


def answered[Answer](at: Session, how: Waiting, look: Callable[[], Answer | None]) -> Answer | None:
    """Look until there is an answer; ``None``: patience ended."""
    until = at.console.now() + timedelta(seconds=how.patience)
    while True:
        found = look()
        if found is not None or at.console.now() >= until:
            return found
        at.console.pause(PACE)


def asked(at: Session, order: Order) -> Doubt | None:
    """Find what a person was asked because of an order."""
    return next((c.doubt for c in at.console.reviews.all() if c.doubt.cause == order.cause), None)
