"""The real worker over a stage in memory: it works whenever somebody waits."""

from datetime import timedelta
from typing import Protocol

from carryover.kernel.errors import NeedsReview, Retryable
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.catalogue.service import CatalogueBuilder
from carryover.migration.messages import RecreationEnvelope, Sweep
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
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.ports.stripe_api import StripeApi
from tests.unit.cli.migrate.engineer import Engineer, MemoryStage


def employed(engineer: Engineer) -> Engineer:
    """Let the stage have its worker."""
    worker = assembled(engineer.stage, engineer.stripe)
    engineer.stage.worker = lambda: drained(engineer.stage, worker)
    return engineer


def assembled(stage: MemoryStage, stripe: StripeApi) -> Migration:
    memory = Memory(stage.runs, stage.waves, stage.moves)
    writes = RecordedWrites(stripe, stage.trail, stage.now)
    looker, prover = Looker(stripe, stage.ids), Prover(stripe)
    catalogue = Catalogue(stripe, writes, stage.ids)
    acts = Acts(writes, looker, prover, Armoury(writes, prover, catalogue, stage.ids))
    claim = timedelta(minutes=2)
    builder = CatalogueBuilder(catalogue, stage.needs, stage.runs, stage.outbox, stage.reviews)
    return Migration(
        mover=Mover(stripe, memory, looker, acts, stage.now, claim),
        watcher=Watcher(
            stripe, stage.runs, stage.moves, stage.reviews, lambda _, __: None, stage.now
        ),
        opener=Opener(stripe, memory, stage.selections, stage.outbox),
        sweeper=Sweeper(stripe, memory, stage.outbox),
        build=builder.build,
    )


def drained(stage: MemoryStage, worker: Migration) -> None:
    """Work until the queue is empty; what Stripe cannot answer now comes again later."""
    later = []
    while letters := stage.outbox.take(Queue.SUBSCRIPTION_RECREATION):
        for letter in letters:
            envelope = RecreationEnvelope.model_validate_json(letter.model_dump_json())
            try:
                worker.handle(envelope)
            except Retryable:
                later.append(letter)
            except NeedsReview as doubt:
                stage.reviews.open(_doubt(stage, doubt, envelope))
    stage.outbox.send(Queue.SUBSCRIPTION_RECREATION, *later)


class Place(Protocol):
    """Wherever there is a stage, and a way to Stripe."""

    @property
    def stage(self) -> MemoryStage: ...

    @property
    def stripe(self) -> StripeApi: ...


def swept(engineer: Place) -> None:
    """Do what the clock does every five minutes."""
    order = engineer.stage.order("clock", "schedule")
    letter = RecreationEnvelope(
        id=order.cause, cause=order.cause, occurred_at=order.at, body=Sweep()
    )
    engineer.stage.outbox.send(Queue.SUBSCRIPTION_RECREATION, letter)
    drained(engineer.stage, assembled(engineer.stage, engineer.stripe))


def _doubt(stage: MemoryStage, doubt: NeedsReview, envelope: RecreationEnvelope) -> Doubt:
    return Doubt(
        id=f"{doubt.subject}:{envelope.id}",
        subject=doubt.subject,
        sentence=doubt.sentence,
        cause=envelope.cause,
        opened_at=stage.now(),
    )
