"""Pauses the waves when first charges fail more often than they did at the source (MIG-9).

The sweeper calls it now and then. What people decide stands: a wave that was let go on after it was
paused is paused again only when twice as many charges tell the same story. The cases on the desk
say which evidence was shown to somebody already, so nothing else has to be remembered.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Clock, seconds
from carryover.migration.model import Run
from carryover.migration.store import Moves, Runs, Waves
from carryover.migration.verifying.rates import Tried, baseline, rates, to_pause
from carryover.ports.reviews import Doubt, ReviewDesk
from carryover.ports.stripe_api import StripeApi

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
        run = self.runs.find(name)
        if run is None:
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
