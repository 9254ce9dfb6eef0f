"""What ``carryover migrate`` needs of a stage. ``wiring.console.Console`` keeps these promises."""

from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from carryover.kernel.clock import Clock
from carryover.migration.catalogue.store import Needs
from carryover.migration.store import IdMap, Moves, Runs, Selections, Trail, Waves
from carryover.ports.outbox import Outbox
from carryover.ports.reviews import ReviewDesk
from carryover.replay.model import Order
from carryover.replay.store import AuditTrail, Shelf

if TYPE_CHECKING:
    from carryover.adapters.stripe.accounts import Keys


class Desk(Protocol):
    """A migration's memory, the way to its worker, and who did what."""

    @property
    def runs(self) -> Runs:
        """Approved plans."""

    @property
    def waves(self) -> Waves:
        """Cohorts."""

    @property
    def moves(self) -> Moves:
        """Where every subscription stands."""

    @property
    def ids(self) -> IdMap:
        """Old id to new."""

    @property
    def trail(self) -> Trail:
        """Every write to Stripe."""

    @property
    def selections(self) -> Selections:
        """The lists of waves, in the bucket."""

    @property
    def needs(self) -> Needs:
        """What a plan needs of the catalogue, in the bucket."""

    @property
    def bodies(self) -> Shelf:
        """The bucket, for the plan itself."""

    @property
    def outbox(self) -> Outbox:
        """The way to the worker."""

    @property
    def reviews(self) -> ReviewDesk:
        """What the worker refused to guess."""

    @property
    def audit(self) -> AuditTrail:
        """Who ordered what, and why."""

    @property
    def now(self) -> Clock:
        """Our own clock; Stripe's is asked of ``stripe``."""

    def pause(self, length: timedelta, /) -> None:
        """Wait; workers work meanwhile."""

    def order(self, by: str, why: str) -> Order:
        """Begin something a person wants."""

    @property
    def keys(self) -> "Keys":
        """The accounts' keys as the stage keeps them; the environment's are looked at first."""
