"""The acts: people live in two accounts, everybody moves into a third, and time goes on."""

import time
from collections import Counter as Tally
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from carryover.kernel.messages import stamped
from carryover.migration.messages import Sweep
from carryover.migration.model import Move, State
from carryover.migration.planning.telling import heading
from carryover.ports.outbox import Queue
from cli.command import Refusal
from cli.demo.moving import trouble
from cli.demo.moving.keyboard import Keyboard
from cli.demo.moving.outside import DAY, Outside
from cli.demo.moving.preparing import NAME, Preparing
from cli.demo.moving.proof import Books, Proof
from cli.demo.quiet import Advance
from cli.migrate import planned
from cli.migrate.desk import Desk
from cli.migrate.project import Project
from cli.rehearsal.comparing import Difference
from cli.theatre import Theatre

PATIENCE: Final = 150
"""Seconds without any news before the demo gives up."""

QUIET: Final = 5
"""Seconds without news after which the clock moves on and the sweeper comes by."""

SETTLED: Final = frozenset({State.MOVED, State.RENEWED, State.HELD, State.ROLLED_BACK})


@dataclass
class Story:
    """One performance."""

    theatre: Theatre
    folder: Path
    tell: Advance
    proof: Proof
    before: bytes = b""
    """The whole local Stripe, the moment before the first move."""
    calls_before: int = 0
    unequal: set[str] = field(default_factory=set)
    """Moved ones that a comparison found fault with."""
    differences: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = Outside(self.theatre)

    @cached_property
    def hands(self) -> Keyboard:
        """The engineer's."""
        return Keyboard(self.folder)

    @property
    def desk(self) -> Desk:
        """The stage, as the commands see it."""
        return self.hands.session.migration

    def play(self) -> None:
        """Go through all acts."""
        Preparing(self.theatre, self.hands, self.world, self.tell, self.proof).play()
        self.before = self.world.saved()
        self.calls_before = self.world.calls()
        trouble.stripe_stumbles(self.theatre.stripe)
        self._the_pilot_moves_and_goes_back()
        self._a_worker_dies()
        self._everybody_moves()
        self.proof.stumbles = self.world.stumbles()
        trouble.stripe_recovers(self.theatre.stripe)
        self._everything_is_compared()
        self._months_end()
        self._books_are_compared()

    def _the_pilot_moves_and_goes_back(self) -> None:
        """Move a few, roll them back, and see that everything is as it was."""
        said = ("--percent", "5", "--seed", "7", "--why", "pilot", "--yes", "--no-wait")
        size = self.hands.types("execute", *said)["size"]
        self._until_settled("the pilot moves", size, 1)
        moved = [move for move in self._moves() if move.state is State.MOVED]
        back = ("--wave", "1", "--why", "to see that we can", "--yes", "--no-wait")
        self.hands.types("rollback", *back)
        self._until("the pilot goes back", len(moved), self._rolled_back)
        self.proof.rollback_tested = self._rolled_back()

    def _a_worker_dies(self) -> None:
        """Kill one where it hurts most; the sweeper has to find what it left behind."""
        self.tell("a worker is killed in mid-move", 0, 1)
        begun = {move.subscription for move in self._moves()}
        entries = planned.taken_up(Project.open(self.folder)).entries()
        spec = next(each.spec for each in entries if each.spec and each.subscription not in begun)
        move = Move(
            run=NAME,
            account=spec.account,
            subscription=spec.subscription,
            customer=spec.customer,
            planned=spec.model_dump_json(),
            wave=1,
        )
        self.desk.moves.save(move)
        killed = trouble.a_worker_is_killed(self.theatre.stripe, NAME, *_place(move))
        self.proof.workers_killed = killed
        trouble.stripe_stumbles(self.theatre.stripe)
        self.tell("a worker is killed in mid-move", 1, 1)

    def _everybody_moves(self) -> None:
        said = ("--all", "--ahead", "--why", "the pilot went well", "--yes", "--no-wait")
        size = self.hands.types("execute", *said)["size"]
        self._until_settled("everybody moves", size, 2)
        self._until("the killed worker's move is finished", 1, self._found_again)

    def _everything_is_compared(self) -> None:
        self.tell("old and new are compared", 0, 1)
        self.unequal |= self._differing()
        self.tell("old and new are compared", 1, 1)

    def _differing(self) -> set[str]:
        """Verify, and count whoever was equal before the boundary or renewed as was expected."""
        verified = self.hands.types("verify", allowed=(0, 1))
        found = self.unequal | {each["subscription"] for each in verified["differences"]}
        told = verified["verdicts"]
        self.proof.field_exact = told.get("equal", 0) + told.get("renewed", 0) - len(found)
        return found

    def _months_end(self) -> None:
        """Let the clock run over the boundaries, and see each first renewal."""
        moved = [move for move in self._moves() if move.state is State.MOVED]
        self.world.days_pass(36)
        due = [m for m in moved if m.boundary is not None and m.boundary < self.world.now() - DAY]
        self._until("first renewals are seen", len(due), self._renewed)
        self.proof.renewals_watched = self._renewed()
        self.unequal |= self._differing()

    def _books_are_compared(self) -> None:
        self.tell("the books are compared with a twin's", 0, 1)
        asked = self.world.calls() - self.calls_before
        books = Books.opened(self.before, self.world.saved())
        self.differences = books.judge(self.proof)
        begun = max(1, len(self._moves()))
        self.proof.api_calls_per_subscription = round(asked / begun, 1)
        self.proof.held = self._held()
        self.hands.types("report", allowed=(0, 1))
        self.tell("the books are compared with a twin's", 1, 1)

    def _found_again(self) -> int:
        return sum(m.wave == 1 and m.state is State.MOVED for m in self._moves())

    def _until_settled(self, what: str, size: int, wave: int) -> None:
        self._until(
            what, size, lambda: sum(_is_settled(m) for m in self._moves() if m.wave == wave)
        )

    def _until(self, what: str, size: int, done: Callable[[], int]) -> None:
        """Wait, and let the sweeper come by every ten minutes of Stripe's clock."""
        best, news = -1, time.monotonic()
        while (now := done()) < size:
            self.tell(what, now, size)
            if now > best:
                best, news = now, time.monotonic()
            quiet = time.monotonic() - news
            if quiet > PATIENCE:
                raise Refusal(
                    f"{what}: nothing has happened for {PATIENCE} seconds: {self._left()}"
                )
            if quiet > QUIET:
                self.world.seconds_pass(600)
                self._sweep()
                time.sleep(2)
            time.sleep(0.4)
        self.tell(what, size, size)

    def _left(self) -> str:
        tally = Tally(f"{m.state}: {m.sentence}"[:160] for m in self._moves())
        return "; ".join(f"{n}: {told}" for told, n in tally.most_common(4))

    def _sweep(self) -> None:
        now = self.desk.now()
        name = f"demo:sweep:{now.isoformat()}"
        letter = stamped(Sweep(), message_id=name, cause=name, at=now)
        self.desk.outbox.send(Queue.SUBSCRIPTION_RECREATION, letter)

    def _moves(self) -> list[Move]:
        return list(self.desk.moves.all(NAME))

    def _rolled_back(self) -> int:
        return sum(move.state is State.ROLLED_BACK for move in self._moves())

    def _renewed(self) -> int:
        return sum(move.state is State.RENEWED for move in self._moves())

    def _held(self) -> dict[str, int]:
        """Count what stayed for a reason: by the plan, or by what the mover found."""
        entries = planned.taken_up(Project.open(self.folder)).entries()
        found = Tally(
            heading(entry.reasons[0].code) for entry in entries if entry.outcome == "held"
        )
        found.update(
            f"found at the move: {move.sentence}"
            for move in self._moves()
            if move.state is not State.MOVED and move.state is not State.RENEWED
        )
        return dict(found.most_common())


def _place(move: Move) -> tuple[str, str]:
    return move.account, move.subscription


def _is_settled(move: Move) -> bool:
    """Tell whether nothing is left to do now; who waits for a renewal first has said so."""
    return move.state in SETTLED or (move.state is State.WAITING and bool(move.sentence))
