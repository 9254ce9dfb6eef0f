"""Builds the catalogue of an approved plan, some of it per message.

A crash between the work and the next message costs one look at what is there: the same message
comes again and finds everything made.
"""

from dataclasses import dataclass
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.kernel.messages import Envelope, Message
from carryover.migration.catalogue.building import Built, Catalogue
from carryover.migration.catalogue.naming import sequence
from carryover.migration.catalogue.store import Needs
from carryover.migration.messages import BuildCatalogue
from carryover.migration.model import Run
from carryover.migration.store import Runs
from carryover.ports.outbox import Outbox, Queue
from carryover.ports.reviews import Doubt, Reviews

AT_A_TIME: Final = 40
"""Things per message: some five requests each, at 25 a second (docs.stripe.com/rate-limits), are
well within the time a worker has."""


@dataclass(frozen=True, slots=True)
class CatalogueBuilder:
    """Does what ``BuildCatalogue`` says; safe to repeat any number of times."""

    catalogue: Catalogue
    needs: Needs
    runs: Runs
    outbox: Outbox
    reviews: Reviews

    def build(self, envelope: Envelope[Message], task: BuildCatalogue) -> Built:
        """Make the next few, put every doubt on the desk, and send for the rest."""
        run = self._approved(task)
        needed = sorted(set(self.needs.get(run.name, run.plan)), key=sequence)
        built = self.catalogue.build(run, needed[task.start : task.start + AT_A_TIME])
        for old, doubt in built.doubts.items():
            self._ask(envelope, run, str(old), doubt)
        if task.start + AT_A_TIME < len(needed):
            self._go_on(envelope, task)
        return built

    def _approved(self, task: BuildCatalogue) -> Run:
        run = self.runs.find(task.run)
        if run is None:
            raise NeedsReview(f"run {task.run}", "No plan was approved under this name.")
        if run.plan != task.plan:
            raise NeedsReview(
                f"run {task.run}",
                f"The catalogue of plan {task.plan[:12]} was asked for, and {run.plan[:12]} is the "
                "approved one: nothing was made. Ask again.",
            )
        return run

    def _ask(self, envelope: Envelope[Message], run: Run, name: str, doubt: NeedsReview) -> None:
        self.reviews.open(
            Doubt(
                id=f"catalogue:{run.name}:{run.plan[:12]}:{name}",
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=envelope.cause,
                opened_at=envelope.occurred_at,
            )
        )

    def _go_on(self, envelope: Envelope[Message], task: BuildCatalogue) -> None:
        """Name the next message by the first one and its place, so that a duplicate is one."""
        following = task.start + AT_A_TIME
        first = envelope.id.partition("#")[0]
        rest = task.model_copy(update={"start": following})
        self.outbox.send(
            Queue.SUBSCRIPTION_RECREATION,
            envelope.answer(rest, message_id=f"{first}#{following}"),
        )
