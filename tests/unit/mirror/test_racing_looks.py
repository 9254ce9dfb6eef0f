"""Events lost, delayed and delivered again while lists are read beside them: whatever comes first,
the record ends in Stripe's own state, and a loss lasts until the next list at most."""

import random
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count

import pytest

from carryover.kernel.errors import Retryable
from carryover.kernel.facts import ObjectTouched, StateSeen
from carryover.mirror.messages import MirrorMessage
from carryover.ports.outbox import Queue
from tests.unit.mirror.world import NOON, SUB, Stage, Story, enveloped

CHANGES = (
    {"status": "active"},
    {"status": "past_due"},
    {"latest_invoice": "in_1"},
    {"latest_invoice": "in_2"},
    {"cancel_at_period_end": True},
    {"cancel_at_period_end": False},
)
PATIENCE = 10.0
HOUR = 3_600.0


@dataclass
class Weather:
    """A life of one subscription, and a post that is as bad as the dice say."""

    dice: random.Random
    loss: float
    """Share of events that never arrive."""
    seconds: float = 0.0
    post: list[tuple[float, int, MirrorMessage]] = field(default_factory=list)
    lost: int = 0

    def __post_init__(self) -> None:
        self._order = count()
        self.story = Story.begins(status=self.dice.choice(["incomplete", "active"]))
        self.stage = Stage(self.story)
        self._send(self.story.events[0])

    def lives(self, changes: int) -> None:
        for _ in range(changes):
            self.passes(self.dice.choice([0.01, 0.1, 0.3, 1.0, 1.5, 40.0]))
            self._changes()
            if self.dice.random() < 0.3:
                self.reads_a_list()

    def reads_a_list(self) -> None:
        """A page is read now and told later: the events beside it do not wait for it."""
        looked = self.stage.stripe.read(SUB)
        assert isinstance(looked, StateSeen)
        self._post(looked, self.dice.choice([0.1, 2.0, 30.0, 200.0]))

    def passes(self, seconds: float) -> None:
        """Deliver what arrives meanwhile."""
        until = self.seconds + seconds
        while self.post and self.post[0][0] <= until:
            at, _, news = heappop(self.post)
            self._reach(max(at, self.seconds))
            self._deliver(news)
        self._reach(until)

    def _changes(self) -> None:
        before = self.story.state
        told = len(self.story.events)
        self.story.changes(**self.dice.choice(CHANGES))
        if self.story.state == before or self.dice.random() < 0.2:
            self.story.mentions()
        for event in self.story.events[told:]:
            self._send(event)

    def _send(self, event: StateSeen) -> None:
        if self.dice.random() < self.loss:
            self.lost += 1
            return
        for _ in range(self.dice.choice([1, 1, 2, 3])):
            thin = ObjectTouched(account="us", evidence=event.evidence, kind=SUB.kind, id=SUB.id)
            self._post(thin if self.dice.random() < 0.1 else event, self._delay())

    def _delay(self) -> float:
        return self.dice.random() * self.dice.choice([0.1, 1.0, 12.0, 300.0])

    def _post(self, news: MirrorMessage, delay: float) -> None:
        heappush(self.post, (self.seconds + delay, next(self._order), news))

    def _deliver(self, news: MirrorMessage) -> None:
        envelope = enveloped(self.story.events[0]).model_copy(update={"body": news})
        try:
            self.stage.mirror.handle(envelope)
        except Retryable:
            self._post(news, 5.0)
        for note in self.stage.outbox.take(Queue.SUBSCRIPTION_MIRROR):
            self._post(note.body, PATIENCE)

    def _reach(self, seconds: float) -> None:
        self.seconds = seconds
        self.story.now = NOON + int(seconds)


@pytest.mark.parametrize("seed", range(100))
def test_without_losses_the_record_is_right_as_soon_as_the_post_is_through(seed: int) -> None:
    weather = Weather(random.Random(seed), loss=0.0)

    weather.lives(14)
    weather.passes(HOUR)

    assert weather.stage.tells_the_truth()


@pytest.mark.parametrize("seed", range(100))
def test_with_losses_the_record_is_right_after_the_next_list(seed: int) -> None:
    weather = Weather(random.Random(seed), loss=0.4)

    weather.lives(14)
    weather.passes(HOUR)
    weather.reads_a_list()
    weather.passes(HOUR)

    assert weather.lost
    assert weather.stage.tells_the_truth()
