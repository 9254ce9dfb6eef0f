"""Everything a decision about one move is made from."""

from dataclasses import dataclass

from carryover.kernel.clock import Seconds
from carryover.migration.model import Expected, Mode, Move, State
from carryover.migration.moving.sides import SourceSide, TargetSide
from carryover.migration.planning.spec import Spec
from carryover.migration.planning.verdict import Verdict
from carryover.migration.verifying.compare import Difference


@dataclass(frozen=True, slots=True)
class Proof:
    """What the previews of both next invoices said."""

    expected: Expected | None
    differences: tuple[Difference, ...] = ()
    refused: str = ""
    """Why there was no preview to compare."""

    @property
    def holds(self) -> bool:
        """Both would bill the same, to the cent and the second."""
        return not self.differences and not self.refused

    @property
    def doubt(self) -> str:
        """Say what does not fit; empty: nothing."""
        return "" if self.holds else self.sentence

    @property
    def sentence(self) -> str:
        """Say what does not fit."""
        told = [difference.sentence for difference in self.differences]
        return "The next invoices differ: " + " ".join(told) if told else self.refused


@dataclass(frozen=True, slots=True)
class Sight:
    """Both sides as they were just read, and what was learnt in this pass."""

    now: Seconds
    """By Stripe's clock."""
    source: SourceSide
    targets: tuple[TargetSide, ...]
    """Living ones that bear our mark: none or one, if all is well."""
    verdict: Verdict | None
    """Of the source as it is; ``None`` when it is not running."""
    armed: Spec | None
    """What the target was armed with."""
    guard: Seconds
    """How long before the boundary nothing is begun any more, in seconds."""
    renews_until: Seconds | None = None
    """When the period that begins at the boundary will end, as far as it was foretold."""
    paused: bool = False
    settled: str = ""
    """The target of a move that an earlier pass has confirmed: whatever is different about it now
    was done since, by somebody who may (a customer in the new portal, support), and is theirs."""
    proof: Proof | None = None
    confirmed: bool = False
    """Both sides were read after the last write."""
    failed: str = ""
    """Why nothing may follow in this pass: everything is taken back, and this is the sentence."""
    turned: bool = False
    """A step back was taken, so the keys of this attempt are used up."""


def settled(move: Move) -> str:
    """Name the target of a move that was confirmed; empty: it is not there yet."""
    confirmed = move.state is State.MOVED or move.mode is Mode.BACK
    return (move.target or "") if confirmed else ""
