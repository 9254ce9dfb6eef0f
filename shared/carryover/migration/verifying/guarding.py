"""Pauses the waves when first charges fail more often than they did at the source (MIG-9).

Every sweep calls it, and it looks once an hour, for it reads every move of the run. What people
decide stands: a wave that was let go on after it was paused is paused again only when twice as many
charges tell the same story. The cases on the desk say which evidence was shown to somebody already;
when it last looked stands in the first wave.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Clock, Seconds, seconds
from carryover.migration.model import Run, Wave
from carryover.migration.store import Changed, Moves, Runs, Waves
from carryover.migration.verifying.rates import Tried, baseline, rates, to_pause
from carryover.ports.reviews import Doubt, ReviewDesk
from carryover.ports.stripe_api import StripeApi

EVERY: Final = 60 * 60
"""Seconds of Stripe's clock between two looks."""

SAMPLE: Final = 10
"""Pages of 100 invoices per source from before the plan was approved: the baseline."""


@dataclass(frozen=True, slots=True)
class RateGuard:
    """Compares every wave with the sources. Asks Stripe only when a charge has failed at all."""

    stripe: StripeApi
    runs: Runs
    waves: Waves
    moves: Moves
    desk: ReviewDesk
    at: Clock

    def check(self, name: str, cause: str = "watch") -> Mapping[int, str]:
        """Pause what has to be; answer which waves, each with its sentence.

        The waves are paused before the doubt is laid down: a crash in between pauses again, the
        other order would let them go on.
        """
        run, waves = self.runs.find(name), self.waves.all(name)
        if run is None or not waves or not self._turn(waves[0], self.stripe.now(run.target)):
            return {}
        by_wave = rates(self.moves.all(name))
        if all(each.paid == each.tried for each in by_wave.values()):
            return {}
        fresh = self._not_shown(name, by_wave)
        told = to_pause(self.waves.all(name), fresh, self.usual(run))
        self._pause(name, told)
        for number in told.keys() & fresh.keys():
            self.desk.open(self._doubt(name, number, fresh[number], told[number], cause))
        return told

    def _turn(self, first: Wave, now: Seconds) -> bool:
        """Take the turn, if there is one; whoever dies with it has skipped an hour."""
        if first.compared_at is not None and now < first.compared_at + EVERY:
            return False
        with suppress(Changed):
            self.waves.save(first.model_copy(update={"compared_at": now}))
            return True
        return False

    def _pause(self, name: str, told: Mapping[int, str]) -> None:
        for wave in self.waves.all(name):
            if wave.number in told and wave.state == "open":
                self.waves.save(wave.model_copy(update={"state": "paused"}))

    def usual(self, run: Run) -> Tried:
        """Count first attempts at the sources, in the time before the plan was approved."""
        asked = {"created": {"lt": seconds(run.approved_at)}}
        total = Tried()
        for account in run.sources:
            pages = self.stripe.pages(account, "invoices", asked)
            for _, page in zip(range(SAMPLE), pages, strict=False):
                total += baseline(page)
        return total

    def _not_shown(self, name: str, by_wave: Mapping[int, Tried]) -> dict[int, Tried]:
        """Leave out evidence that somebody was shown, whatever they decided."""
        shown = {case.doubt.id for case in self.desk.all()}
        return {wave: tried for wave, tried in by_wave.items()
                if _name(name, wave, tried) not in shown}  # fmt: skip

    def _doubt(self, run: str, wave: int, tried: Tried, sentence: str, cause: str) -> Doubt:
        return Doubt(
            id=_name(run, wave, tried),
            subject=f"wave {wave} of {run}",
            sentence=f"{sentence} All waves are paused.",
            cause=cause,
            opened_at=self.at(),
        )


def _name(run: str, wave: int, tried: Tried) -> str:
    """Twice as many charges are new evidence."""
    return f"migration-rate:{run}:{wave}:{tried.tried.bit_length()}"
