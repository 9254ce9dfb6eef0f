"""Drives one move as far as it can go now: recall → look → decide → act → … → remember."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

from carryover.kernel.clock import Clock, Seconds, seconds
from carryover.kernel.errors import BillingError, NeedsReview, Retryable
from carryover.kernel.messages import Envelope
from carryover.migration.elsewhere.confirming import Confirmations, MappedConfirmations
from carryover.migration.messages import MoveOne, RollBackOne
from carryover.migration.model import Mode, Move, Run, State
from carryover.migration.moving import steps
from carryover.migration.moving.acts import Acts
from carryover.migration.moving.claiming import rest
from carryover.migration.moving.drive import Drive
from carryover.migration.moving.endings import MOST_ATTEMPTS, given_up, remembered
from carryover.migration.moving.foreign import decided, is_foreign, sight_of
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.passing import Pass
from carryover.migration.moving.policy import SOON, decide
from carryover.migration.moving.sides import SourceSide, SourceState, TargetSide, TargetState
from carryover.migration.moving.sight import Sight, settled
from carryover.migration.planning.judging import judge
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.spec import Spec
from carryover.migration.store import Moves, Runs, Waves
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import StripeApi

MOST_STEPS: Final = 24
"""In one pass. The longest way there is (forward, back, and out) takes half of them."""

OVER: Final = frozenset({State.RENEWED, State.ROLLED_BACK})
UNTOUCHED: Final = frozenset({State.WAITING, State.HELD})
"""States in which nothing of this attempt was written at Stripe yet."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What the mover remembers by."""

    runs: Runs
    waves: Waves
    moves: Moves


@dataclass(frozen=True, slots=True)
class Mover:
    """Safe to call any number of times, by any number of workers.

    A worker claims the move before its first effect, and a claim of somebody else's is respected:
    two updates of one subscription are never in flight together. A worker that dies leaves its
    claim behind; it ends by itself after ``claim``, which is longer than any worker lives.
    """

    stripe: StripeApi
    memory: Memory
    looker: Looker
    acts: Acts
    now: Clock
    claim: timedelta
    policy: Callable[[Sight, Mode], steps.Step] = decide
    """Another one only where a test proves that this one matters."""

    @property
    def confirmations(self) -> Confirmations:
        """What people have said was stopped elsewhere."""
        return MappedConfirmations(self.looker.ids)

    def move(self, envelope: Envelope[Any], task: MoveOne) -> Move:
        """Drive it in the direction it was sent."""
        found = self._find(task)
        return found if found.state in OVER else self._drive(envelope, found)

    def roll_back(self, envelope: Envelope[Any], task: RollBackOne) -> Move:
        """Turn it around; a late duplicate of the request finds another attempt and does
        nothing."""
        found = self._find(task)
        if found.mode is Mode.BACK:
            return found if found.state in OVER else self._drive(envelope, found)
        if task.attempt != found.attempt or found.state is State.RENEWED:
            return found
        self._respect_claim(found)
        turned = {"mode": Mode.BACK, "attempt": found.attempt + 1, "state": State.ROLLING_BACK}
        return self._drive(envelope, self.memory.moves.save(found.model_copy(update=turned)))

    def _find(self, task: MoveOne | RollBackOne) -> Move:
        found = self.memory.moves.find(task.run, task.account, task.subscription)
        if found is None:
            raise NeedsReview(
                f"{task.account}/{task.subscription}",
                f"There is no such move in the run {task.run}: open a wave with it first.",
            )
        return found

    def _drive(self, envelope: Envelope[Any], move: Move) -> Move:
        """Begin a pass. Whatever stops it short of killing us gives the claim back."""
        self._respect_claim(move)
        try:
            drive = self._begun(move)
        except NeedsReview as doubt:
            self._cannot_begin(move, doubt)
            raise
        try:
            return self._steps(envelope, drive)
        except BillingError as error:
            self._let_go(drive, error)
            raise

    def _respect_claim(self, move: Move) -> None:
        wait = rest(move.held_until, seconds(self.now()), self.claim)
        if wait is not None:
            raise Retryable(f"{move.old} is in another worker's hands", after=wait)

    def _begun(self, move: Move) -> Drive:
        run = self.memory.runs.find(move.run)
        if run is None:
            raise NeedsReview(f"run {move.run}", f"There is no approved plan of {move.run}.")
        if is_foreign(run, move):
            confirmed = self.confirmations.find(run.name, move.account, move.subscription)
            sight = sight_of(run, move, self.stripe.now(run.target), confirmed)
            customer = move.customer
        else:
            source = self.looker.source(move)
            sight = self._sight(run, move, source)
            customer = id_of(source.raw.get("customer")) or move.customer
        payer = self.looker.payer(run, move, customer) if customer else None
        sight = self._with_targets(sight, run, self.looker.targets(run, move, payer))
        on = Pass(run, move, payer, fresh=move.state in UNTOUCHED)
        return Drive(run, move, sight, on)

    def _with_targets(self, sight: Sight, run: Run, targets: tuple[TargetSide, ...]) -> Sight:
        """A settled target that lives no more is left alone, unless it was us."""
        lives = any(target.state is TargetState.ALIVE for target in targets)
        ours = sight.settled and not lives and self.looker.is_ours_to_mend(run, sight.settled)
        return replace(sight, targets=targets, settled="" if ours else sight.settled)

    def _sight(self, run: Run, move: Move, source: SourceSide) -> Sight:
        now, rules = self.stripe.now(move.account), Rules.model_validate_json(run.rules)
        verdict = None
        if source.state is SourceState.RUNNING:
            verdict = judge(self.looker.seen(move, source, now), rules, now=now)
        wave = self.memory.waves.find(run.name, move.wave)
        return Sight(
            now=now,
            source=source,
            targets=(),
            verdict=verdict,
            armed=Spec.model_validate_json(move.spec) if move.spec else None,
            guard=rules.guard_of(_period(source)),
            renews_until=move.expected.until if move.expected else None,
            paused=wave is not None and wave.state == "paused",
            settled=settled(move),
        )

    def _steps(self, envelope: Envelope[Any], drive: Drive) -> Move:
        for _ in range(MOST_STEPS):
            step = self._next(drive)
            if isinstance(step, steps.ENDS):
                return self._remember(drive, step)
            if not isinstance(step, steps.LOOKS):
                drive.taken.add(name_of(step))
                self._claim(envelope, drive, step)
            drive.sight = self.acts.do(step, drive.sight, drive.on)
        raise NeedsReview(drive.on.subject, "Its two sides keep contradicting each other.")

    def _next(self, drive: Drive) -> steps.Step:
        """Decide; an effect that was had in this pass and is needed again did not last."""
        policy = decided if drive.on.foreign else self.policy
        step = policy(drive.sight, drive.move.mode)
        if isinstance(step, steps.Arm) and (
            lacking := self.acts.armoury.lacks(step.spec, drive.on)
        ):
            return steps.Hold(lacking)
        if name_of(step) in drive.taken:
            return steps.Again(f"{name_of(step)} did not last")
        return step

    def _claim(self, envelope: Envelope[Any], drive: Drive, step: steps.Effect) -> None:
        """Write down what is about to be done, before the first effect; before the stop also what
        the renewal is to be: should an outage strand it, only that tells what to charge."""
        if isinstance(step, steps.Stop) and drive.sight.proof is not None:
            self._save(drive, {"expected": drive.sight.proof.expected})
        elif isinstance(step, steps.Arm) or not drive.claimed:
            self._save(drive, self._intention(envelope, drive, step))
        drive.claimed = True

    def _intention(
        self, envelope: Envelope[Any], drive: Drive, step: steps.Effect
    ) -> dict[str, Any]:
        back = drive.move.mode is Mode.BACK
        said: dict[str, Any] = {
            "state": State.ROLLING_BACK if back else State.MOVING,
            "held_by": envelope.id,
            "held_until": seconds(self.now() + self.claim),
            "next_look": drive.sight.now + SOON,
            "sentence": "",
        }
        if isinstance(step, steps.Arm):
            said |= {"spec": step.spec.model_dump_json(), "boundary": step.spec.boundary}
        return said

    def _save(self, drive: Drive, fields: Mapping[str, Any]) -> None:
        drive.move = self.memory.moves.save(drive.move.model_copy(update=fields))

    def _remember(self, drive: Drive, end: steps.End) -> Move:
        """Write down how it ended, then say so to whoever has to know."""
        if isinstance(end, steps.Again) and drive.move.attempt >= MOST_ATTEMPTS:
            end = steps.Hold(f"Tried {MOST_ATTEMPTS} times: {end.sentence}.", ask=True)
        known = remembered(drive.move, end, drive.sight, touched=drive.touched)
        if known != drive.move:
            drive.move = self.memory.moves.save(known)
        if isinstance(end, steps.Hold) and end.ask:
            raise NeedsReview(drive.on.subject, end.sentence)
        if isinstance(end, steps.Moved) and end.doubt:
            raise NeedsReview(drive.on.subject, end.doubt)
        if isinstance(end, steps.Again):
            raise Retryable(end.sentence, after=timedelta(seconds=1))
        return drive.move

    def _let_go(self, drive: Drive, error: BillingError) -> None:
        """Give the claim back and keep the reason; should even that fail, the claim runs out."""
        if drive.move.held_until:
            with suppress(BillingError):
                self._save(drive, given_up(drive, error))

    def _cannot_begin(self, move: Move, doubt: NeedsReview) -> None:
        """Hold what has not begun: looked at again every few minutes, it would only ask again."""
        if move.state in UNTOUCHED:
            held = {"state": State.HELD, "sentence": doubt.sentence, "next_look": None}
            with suppress(BillingError):
                self.memory.moves.save(move.model_copy(update=held))


def name_of(step: steps.Step) -> str:
    """Name a step, and of several targets which."""
    name = type(step).__name__.lower()
    return f"{name} {step.target}" if isinstance(step, steps.Withdraw | steps.ArmAgain) else name


def _period(source: SourceSide) -> Seconds:
    """Tell how long the shortest period is that is paid now."""
    items = source.raw.get("items", {}).get("data", ())
    lengths = [item["current_period_end"] - item["current_period_start"] for item in items]
    return min(lengths, default=0)
