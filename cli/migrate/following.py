"""Following the worker with a bar, until everything has settled; Ctrl-C only stops the looking."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Final

import typer

from carryover.kernel.clock import Seconds, seconds
from carryover.migration.model import Move, State
from cli.migrate.run import Running
from cli.render import Screen

PACE: Final = 2.0
"""Seconds between two looks; more when one takes long, so that following stays cheap."""

PATIENCE: Final = 120

Wait = Annotated[
    bool, typer.Option("--wait/--no-wait", help="Follow the worker until everything has settled.")
]
Patience = Annotated[
    int, typer.Option("--patience", min=1, help="Seconds without any news before giving up.")
]


@dataclass(frozen=True, slots=True)
class Following:
    """Whether to follow, and for how long."""

    wait: Wait = True
    patience: Patience = PATIENCE


@dataclass(slots=True)
class Seen:
    """How far it was at the last look."""

    settled: int = 0
    states: Counter[State] = field(default_factory=Counter)

    @classmethod
    def of(cls, running: Running, mine: Callable[[Move], bool], now: Seconds) -> "Seen":
        """Count once."""
        seen = cls()
        for move in running.desk.moves.all(running.run.name):
            if mine(move):
                seen.states[move.state] += 1
                seen.settled += is_settled(move, now)
        return seen

    def told(self) -> str:
        """Say it in a few words."""
        found = [f"{count:,} {state.value}" for state, count in sorted(self.states.items())]
        return ", ".join(found) or "none begun yet"


def is_settled(move: Move, now: Seconds) -> bool:
    """Tell whether nothing more happens to it for now; who waits for a later day has settled."""
    if move.state is State.WAITING:
        return move.next_look is not None and move.next_look > now
    return move.state not in {State.MOVING, State.ROLLING_BACK}


def followed(
    screen: Screen,
    running: Running,
    how: Following,
    total: int,
    mine: Callable[[Move], bool],
) -> Seen:
    """Look until all of mine have settled, or nothing has changed for too long."""
    desk, last = running.desk, Seen()
    news = desk.now()
    with screen.counting("waiting for the worker", total) as advance:
        while True:
            begun = time.monotonic()
            seen = Seen.of(running, mine, seconds(desk.now()))
            advance(seen.settled - last.settled)
            if seen != last:
                news = desk.now()
            if seen.settled >= total:
                return seen
            if desk.now() - news > timedelta(seconds=how.patience):
                screen.note(stuck(how), "yellow")
                return seen
            last = seen
            desk.pause(timedelta(seconds=max(PACE, 4 * (time.monotonic() - begun))))


def stuck(how: Following) -> str:
    """Say what a person can do when there is no news."""
    return (
        f"nothing has changed for {how.patience} seconds; the worker goes on by itself, see "
        "carryover migrate status, and if it does not: carryover dead-letters list"
    )
