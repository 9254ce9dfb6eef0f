"""The move itself: waves are opened, messages delivered, workers die, and the clock goes on.

The clock jumps to the next moment at which something can happen: a message comes, a move wants to
be looked at, a wave opens, a day is over.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Message, stamped
from carryover.migration.messages import BuildCatalogue, OpenWave, RecreationEnvelope, Sweep
from carryover.migration.model import Old, Run, Wave
from carryover.migration.service import Migration
from carryover.migration.store import Chosen
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from cli.rehearsal.mischief import Died, Mischief
from cli.rehearsal.post import Letter, Post
from cli.rehearsal.stage import Remembered, assembled
from cli.rehearsal.worlds import Theatre

DAY: Final = 86_400
SWEEPS: Final = 300
"""Seconds between two sweeps, as the schedule has it."""
RESTART: Final = timedelta(minutes=12)
"""After so long the queue gives a dead worker's message to another one."""
AGAIN: Final = timedelta(seconds=30)
SELDOM: Final = 6 * 3600
"""Seconds between sweeps at most, while nothing changes that they could see."""

type Told = Callable[[Seconds], None]
type Work = Callable[[Theatre, Remembered, Post, Mischief], Callable[[RecreationEnvelope], object]]
"""Makes a worker; a rehearsal of the rehearsal hands in a broken one."""


def the_mover(
    theatre: Theatre, kept: Remembered, post: Post, mischief: Mischief
) -> Callable[[RecreationEnvelope], object]:
    """Make the worker that runs for real."""
    made: Migration = assembled(
        theatre.world, kept, post, mischief, lambda: moment(theatre.world.clock)
    )
    return made.handle


@dataclass(frozen=True, slots=True)
class Cohort:
    """One wave, and how long after the first it opens."""

    title: str
    chosen: tuple[Chosen, ...]
    after: Seconds


@dataclass(slots=True)
class Drive:
    """One migration under way in a world of its own."""

    theatre: Theatre
    kept: Remembered
    mischief: Mischief
    work: Work = the_mover
    post: Post = field(init=False)
    worker: Callable[[RecreationEnvelope], object] = field(init=False)
    handled: int = 0
    retried: int = 0
    swept_at: Seconds = 0
    patience: Seconds = SWEEPS

    def __post_init__(self) -> None:
        self.post = Post(self.mischief.dice, self.now, self.mischief.twice)
        self.worker = self.work(self.theatre, self.kept, self.post, self.mischief)

    @property
    def now(self) -> Seconds:
        """Say what time it is in this world."""
        return self.theatre.world.clock

    def begin(self, run: Run, needs: Sequence[Old]) -> None:
        """Approve the plan and have the catalogue made."""
        self.kept.runs.approve(run)
        self.kept.needs.put(run.name, run.plan, needs)
        self._tell(BuildCatalogue(run=run.name, plan=run.plan), "catalogue")
        self._deliver()

    def go(self, run: Run, cohorts: Sequence[Cohort], until: Seconds, told: Told) -> None:
        """Open the waves and go on until the end, looking after what is due."""
        begun, waiting = self.now, list(enumerate(cohorts, 1))
        while self.now < until:
            while waiting and self.now >= begun + waiting[0][1].after:
                self._open(run, *waiting.pop(0))
            self._sweep(run)
            self._deliver()
            opening = begun + waiting[0][1].after if waiting else until
            self._pass(min(until, opening))
            told(self.now)

    def _open(self, run: Run, number: int, cohort: Cohort) -> None:
        key = f"migrations/{run.name}/waves/{number}"
        self.kept.selections.put(key, cohort.chosen)
        wave = Wave(
            run=run.name,
            number=number,
            title=cohort.title,
            size=len(cohort.chosen),
            opened_by="rehearsal",
            why="to see what happens",
            opened_at=moment(self.now),
        )
        self.kept.waves.save(wave)
        task = OpenWave(run=run.name, plan=run.plan, wave=number, selection=key)
        self._tell(task, f"wave:{number}")

    def _sweep(self, run: Run) -> None:
        """Send the sweeper when there is something due; seldom while that helps nothing."""
        soonest = self.kept.moves.soonest()
        if soonest is None or soonest > self.now or self.now < self.swept_at + self.patience:
            return
        fruitless = soonest < self.swept_at
        self.patience = min(self.patience * 2, SELDOM) if fruitless else SWEEPS
        self.swept_at = self.now
        self._tell(Sweep(run=run.name), f"sweep:{self.now}")

    def _pass(self, until: Seconds) -> None:
        """Let time pass until something can happen, a day at most."""
        look = self.kept.moves.soonest()
        moments = [until, self.now + DAY]
        if look is not None:
            moments.append(max(look, self.swept_at + self.patience))
        if (letter := self.post.soonest()) is not None:
            moments.append(letter)
        self.theatre.advance(max(min(moments), self.now + 1))
        self.post.clock = self.now

    def _deliver(self) -> None:
        while (letter := self.post.next()) is not None:
            self._work_on(letter)

    def _work_on(self, letter: Letter) -> None:
        """Hand a message to the worker, as the queue would, over and over if need be."""
        envelope = RecreationEnvelope.model_validate_json(letter.envelope.model_dump_json())
        self.handled += 1
        try:
            self.worker(envelope)
        except Died:
            self.worker = self.work(self.theatre, self.kept, self.post, self.mischief)
            self.post.back(letter, RESTART)
        except Retryable as later:
            self.retried += 1
            self.post.back(letter, later.after or AGAIN)
        except NeedsReview as doubt:
            self._ask(doubt, envelope)

    def _ask(self, doubt: NeedsReview, envelope: RecreationEnvelope) -> None:
        self.kept.reviews.open(
            Doubt(
                id=f"{doubt.subject} {doubt.sentence}",
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=envelope.cause,
                opened_at=moment(self.now),
            )
        )

    def _tell(self, task: Message, name: str) -> None:
        letter = stamped(task, message_id=name, cause="rehearsal", at=moment(self.now))
        self.post.send(Queue.SUBSCRIPTION_RECREATION, letter)
