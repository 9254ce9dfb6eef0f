"""The real mover, put together as its Lambda puts it together, but over memory and a local Stripe.

Only what it stands on is exchanged: the rules, the order of the writes and the words are those that
will run for real.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from pydantic import SecretStr

from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.direct import StripeDirect
from carryover.adapters.stripe.doors import Doors
from carryover.kernel.clock import Clock
from carryover.kernel.messages import Envelope
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.messages import BuildCatalogue
from carryover.migration.model import Move
from carryover.migration.moving.acts import Acts
from carryover.migration.moving.arming import Armoury
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.opening import Opener
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.service import Memory, Mover
from carryover.migration.moving.sweeping import Sweeper
from carryover.migration.service import Migration
from carryover.migration.verifying.watching import Watcher
from carryover.migration.writing import RecordedWrites
from carryover.ports.outbox import Outbox
from carryover.ports.stripe_api import StripeApi
from cli.rehearsal.memory import (
    Desk,
    IdMemory,
    MoveMemory,
    NeedsMemory,
    NoWaiting,
    RunMemory,
    SelectionMemory,
    TrailMemory,
    WaveMemory,
)
from cli.rehearsal.mischief import Mischief
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk as Counter
from sandbox.stripe.http.faults import ApiFaults
from sandbox.stripe.inside import Inside

CLAIM: Final = timedelta(minutes=15)
"""How long a dead worker's claim on a move lasts, as with a Lambda of that timeout."""


@dataclass(slots=True)
class Remembered:
    """Everything a stage remembers."""

    runs: RunMemory = field(default_factory=RunMemory)
    waves: WaveMemory = field(default_factory=WaveMemory)
    moves: MoveMemory = field(default_factory=MoveMemory)
    ids: IdMemory = field(default_factory=IdMemory)
    selections: SelectionMemory = field(default_factory=SelectionMemory)
    needs: NeedsMemory = field(default_factory=NeedsMemory)
    trail: TrailMemory = field(default_factory=TrailMemory)
    reviews: Desk = field(default_factory=Desk)
    outcomes: list[tuple[Move, object]] = field(default_factory=list)

    def hear(self, move: Move, outcome: object) -> None:
        """Hear what became of a first renewal."""
        self.outcomes.append((move, outcome))


@dataclass(frozen=True, slots=True)
class LocalKeys:
    """The keys of the accounts of a world."""

    world: World

    def of(self, account: str) -> AccountKey:
        """Find one."""
        return AccountKey(key=SecretStr(self.world.accounts[account].keys[0]))

    def reread(self) -> Mapping[str, AccountKey]:
        """Find all."""
        return {alias: self.of(alias) for alias in self.world.accounts}


def stripe_of(world: World, faults: ApiFaults | None = None) -> StripeDirect:
    """Open the way into all accounts of a world; an answer tells the time until it moves on."""
    inside = Inside(Counter(world), faults)
    doors = Doors(LocalKeys(world), lambda: float(world.clock), lambda _: None, wire=inside)
    return StripeDirect(doors, NoWaiting(), fresh_for=1.0)


def assembled(
    world: World, kept: Remembered, outbox: Outbox, mischief: Mischief, now: Clock
) -> Migration:
    """Put a worker together: anything it does may be the last it does."""
    effects = ("post", "delete")
    stripe: StripeApi = mischief.mortal(stripe_of(world, mischief.api), *effects)
    moves = mischief.mortal(kept.moves, "save")
    ids = mischief.mortal(kept.ids, "remember")
    letters = mischief.mortal(outbox, "send")
    writes = RecordedWrites(stripe, mischief.mortal(kept.trail, "note"), now)
    catalogue = Catalogue(stripe, writes, ids)
    prover, looker = Prover(stripe), Looker(stripe, ids)
    memory = Memory(kept.runs, kept.waves, moves)
    armoury = Armoury(writes, prover, catalogue, ids)
    return Migration(
        mover=Mover(stripe, memory, looker, Acts(writes, looker, prover, armoury), now, CLAIM),
        watcher=Watcher(stripe, kept.runs, moves, kept.reviews, kept.hear, now),
        opener=Opener(stripe, memory, kept.selections, letters),
        sweeper=Sweeper(stripe, memory, letters),
        build=Shelves(catalogue, kept).build,
    )


@dataclass(frozen=True, slots=True)
class Shelves:
    """Makes the whole catalogue in one message: nothing cuts a rehearsal's worker off."""

    catalogue: Catalogue
    kept: Remembered

    def build(self, envelope: Envelope[Any], task: BuildCatalogue) -> object:
        """Make what the plan needs."""
        del envelope
        run = self.kept.runs.kept[task.run]
        return self.catalogue.build(run, self.kept.needs.get(task.run, task.plan))
