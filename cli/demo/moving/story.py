"""The acts: people live in two accounts, everybody moves into a third, and time goes on."""

import shutil
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
from cli.demo.moving.counter import Counter
from cli.demo.moving.keyboard import Keyboard
from cli.demo.moving.outside import DAY, Outside
from cli.demo.moving.people import PARTS
from cli.demo.moving.proof import TARGET, Books, Proof
from cli.demo.quiet import Advance
from cli.migrate import planned
from cli.migrate.desk import Desk
from cli.migrate.project import Project
from cli.rehearsal.comparing import Difference
from cli.theatre import ACCOUNTS, SOURCES, Theatre

NAME: Final = "demo"
BATCHES: Final = 3
"""People join in so many batches, days apart: not everybody's month ends on the same day."""

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
    people: int = 0
    before: bytes = b""
    """The whole local Stripe, the moment before the first move."""
    calls_before: int = 0
    differences: list[Difference] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.world = Outside(self.theatre.stripe)

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
        self._people_join()
        self._the_plan_is_made()
        self._the_catalogue_is_made()
        self.before = self.world.saved()
        self.calls_before = self.world.calls()
        trouble.stripe_stumbles(self.theatre.stripe)
        self._the_pilot_moves_and_goes_back()
        self._everybody_moves()
        self.proof.stumbles = self.world.stumbles()
        trouble.stripe_recovers(self.theatre.stripe)
        self._everything_is_compared()
        self._months_end()
        self._books_are_compared()

    def _people_join(self) -> None:
        """Fill both sources."""
        total = BATCHES * len(SOURCES) * len(PARTS)
        counters = [Counter(alias, self.theatre.stripe.client(alias)) for alias in SOURCES]
        for batch in range(BATCHES):
            for counter in counters:
                counter.now = self.world.now()
                for number, make in enumerate(PARTS.values()):
                    make(counter, batch * len(PARTS) + number)
                    self.people += 1
                    self.tell("people live in two accounts", self.people, total)
            self.world.days_pass(3 if batch < BATCHES - 1 else 4)

    def _the_plan_is_made(self) -> None:
        """What the guide says to do first; nothing of it changes anything at Stripe."""
        steps: tuple[Callable[[], object], ...] = (
            self._begin,
            lambda: self.hands.types("snapshot"),
            lambda: self.hands.types("audit", allowed=(0, 1)),
            self._cards_are_copied,
            lambda: self.hands.types("snapshot", "--again"),
            self._plan,
        )
        for number, step in enumerate(steps):
            self.tell("audit, card copy, plan", number, len(steps))
            step()
        self.tell("audit, card copy, plan", len(steps), len(steps))

    def _begin(self) -> None:
        """Begin anew. Snapshots may be old: the story is told in the past."""
        shutil.rmtree(self.folder, ignore_errors=True)
        sources = [word for alias in SOURCES for word in ("--source", alias)]
        self.hands.types("init", NAME, "--target", TARGET, *sources)
        settings = self.folder / "migration.yaml"
        settings.write_text(settings.read_text().replace("snapshot_days: 7", "snapshot_days: 3650"))

    def _cards_are_copied(self) -> None:
        for alias in SOURCES:
            self._cards_of(alias)

    def _cards_of(self, alias: str) -> None:
        """Do what Stripe does when it is asked to, and import the file it hands out."""
        stripe = self.theatre.stripe
        order = {"source": alias, "target": TARGET, "hours": 4}
        order["accept_mandates"] = ["us_bank_account", "sepa_debit"]
        job = stripe.control("POST", "card_copies", order)["id"]
        self.world.seconds_pass(4 * 3600 + 60)
        path = f"{stripe.url}/_sandbox/card_copies/{job}/mapping.csv"
        bearer = {"authorization": f"Bearer {ACCOUNTS[TARGET]}"}
        answer = stripe.session.get(path, headers=bearer, timeout=60)
        answer.raise_for_status()
        file = self.folder / f"stripe-mapping-{alias}.csv"
        file.write_text(answer.text)
        self.hands.types("cards", "import", str(file), "--account", alias)

    def _plan(self) -> None:
        plan = self.hands.types("plan")
        self.proof.plan = plan["hash"]
        self.proof.subscriptions = sum(plan["outcomes"].values())
        self.proof.stays = plan["outcomes"].get("stays", 0)
        self.hands.types("approve", plan["hash"][:12], "--why", "looks right", "--yes")

    def _the_catalogue_is_made(self) -> None:
        self.tell("catalogue", 0, 1)
        self.hands.types("catalogue", "--why", "for the plan", "--yes", allowed=(0, 1))
        self.tell("catalogue", 1, 1)

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

    def _everybody_moves(self) -> None:
        said = ("--all", "--ahead", "--why", "the pilot went well", "--yes", "--no-wait")
        size = self.hands.types("execute", *said)["size"]
        self._until_settled("everybody moves", size, 2, kill_at=0.4)

    def _everything_is_compared(self) -> None:
        self.tell("old and new are compared", 0, 1)
        verified = self.hands.types("verify", allowed=(0, 1))
        self.proof.field_exact = verified["verdicts"].get("equal", 0)
        self.tell("old and new are compared", 1, 1)

    def _months_end(self) -> None:
        """Let the clock run over the boundaries, and see each first renewal."""
        moved = [move for move in self._moves() if move.state is State.MOVED]
        self.world.days_pass(36)
        due = [m for m in moved if m.boundary is not None and m.boundary < self.world.now() - DAY]
        self._until("first renewals are seen", len(due), self._renewed)
        self.proof.renewals_watched = self._renewed()

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

    def _until_settled(self, what: str, size: int, wave: int, kill_at: float = 2.0) -> None:
        """Watch a wave; at some point its workers are killed."""

        def settled() -> int:
            done = sum(_is_settled(m) for m in self._moves() if m.wave == wave)
            if not self.proof.workers_killed and done >= kill_at * size:
                self.proof.workers_killed = trouble.a_worker_is_killed()
            return done

        self._until(what, size, settled)

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


def _is_settled(move: Move) -> bool:
    """Tell whether nothing is left to do now; who waits for a renewal first has said so."""
    return move.state in SETTLED or (move.state is State.WAITING and bool(move.sentence))
