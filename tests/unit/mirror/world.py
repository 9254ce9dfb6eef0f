"""A little Stripe for the mirror's tests: one account whose objects change and tell about it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from carryover.kernel.errors import Retryable
from carryover.kernel.facts import StateSeen, SubscriptionItem, SubscriptionState
from carryover.kernel.identity import Kind, ObjectRef
from carryover.mirror.messages import MirrorEnvelope
from carryover.mirror.model import Record
from carryover.mirror.service import Mirror
from carryover.ports.outbox import Queue
from carryover.ports.stripe_objects import Gone
from tests.fakes.memory import MemoryOutbox, MemoryRecords

SUB = ObjectRef("us", Kind.SUBSCRIPTION, "sub_1")
NOON = 1_750_000_000


def subscription(**changes: object) -> SubscriptionState:
    """A monthly subscription; say only what matters to the test."""
    item = SubscriptionItem(
        id="si_1",
        price="price_1",
        product="prod_1",
        quantity=1,
        currency="usd",
        unit_amount="1500",
        interval="month",
        interval_count=1,
        current_period_start=NOON,
        current_period_end=NOON + 2_592_000,
    )
    base = SubscriptionState(
        id="sub_1",
        created=NOON,
        livemode=False,
        customer="cus_1",
        status="active",
        currency="usd",
        items=(item,),
        collection_method="charge_automatically",
        billing_cycle_anchor=NOON,
    )
    return base.model_copy(update=changes)


@dataclass
class Story:
    """Stripe's true history of one subscription; every change is an event."""

    state: SubscriptionState
    now: int = NOON
    events: list[StateSeen] = field(default_factory=list)

    @classmethod
    def begins(cls, **state: object) -> "Story":
        story = cls(subscription(**state))
        story._tell(birth=True)
        return story

    def changes(self, **changes: object) -> "Story":
        before = self.state
        self.state = self.state.model_copy(update=changes)
        self._tell(before=before)
        return self

    def mentions(self) -> "Story":
        """An event with a snapshot and no word of what changed, like ``trial_will_end``."""
        self._tell()
        return self

    def seconds_pass(self, seconds: int = 1) -> "Story":
        self.now += seconds
        return self

    def _tell(self, *, birth: bool = False, before: SubscriptionState | None = None) -> None:
        self.events.append(
            StateSeen(
                account="us",
                evidence=f"evt_{len(self.events):03}",
                earliest=self.now,
                latest=self.now,
                birth=birth,
                state=self.state,
                before=before,
            )
        )


@dataclass
class LocalStripe:
    """Answers reads from a story's present, and counts them."""

    story: Story
    reads: int = 0
    down: bool = False

    def read(self, ref: ObjectRef) -> StateSeen | Gone:
        self.reads += 1
        if self.down:
            raise Retryable("Stripe is down")
        return StateSeen(
            account=ref.account,
            evidence=f"read:req_{self.reads}",
            earliest=self.story.now - 1,
            latest=self.story.now,
            state=self.story.state,
        )


@dataclass
class Stage:
    """The mirror with its world around it."""

    story: Story
    records: MemoryRecords = field(default_factory=MemoryRecords)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)

    def __post_init__(self) -> None:
        self.stripe = LocalStripe(self.story)
        self.mirror = self.made_of(self.records, self.outbox)

    def made_of(self, records: MemoryRecords, outbox: MemoryOutbox) -> Mirror:
        return Mirror(records, self.stripe, outbox, patience=timedelta(seconds=30))  # type: ignore[arg-type]

    def delivered(self, *events: StateSeen) -> "Stage":
        for event in events:
            self.mirror.handle(enveloped(event))
        return self

    def patience_ends(self) -> "Stage":
        """The delayed notes come back until there are none."""
        while notes := self.outbox.take(Queue.SUBSCRIPTION_MIRROR):
            for note in notes:
                self.mirror.handle(MirrorEnvelope.model_validate(note.model_dump()))
        return self

    @property
    def record(self) -> Record:
        record = self.records.recall(SUB)
        assert record is not None
        return record

    def tells_the_truth(self) -> bool:
        return self.record.settled and self.record.state == self.story.state


def enveloped(event: StateSeen) -> MirrorEnvelope:
    return MirrorEnvelope(
        id=f"{event.evidence}:sub_1",
        cause="test",
        occurred_at=datetime.fromtimestamp(event.earliest, UTC),
        body=event,
    )
