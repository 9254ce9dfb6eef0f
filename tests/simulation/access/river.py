"""KAJ: our side of a simulation: the real door, channel, routes and worker; queues that deliver
late, twice and in any order, as SQS may; processes that die at any call.

What is in memory here (queues, stores) is held to the adapters' contracts in tests/contract."""

import heapq
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Any, Final

from carryover.access.messages import AccessEnvelope, AccessMessage
from carryover.access.service import Access
from carryover.access.store import Memory
from carryover.adapters.kajabi.translate import KajabiTranslator
from carryover.adapters.stripe.billing import StripeBilling
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.own_facts import OwnFacts
from carryover.channel.service import Channel
from carryover.edge.sqs import wait_before
from carryover.intake import token
from carryover.intake.keyring import Keyring
from carryover.intake.service import Intake
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Delivery, Envelope, Source, stamped
from carryover.ports.outbox import Queue
from carryover.routing.table import routed
from carryover.wiring.access import Ways, remembering
from carryover.wiring.door import Door
from carryover.wiring.kajabi_webhook import REFUSALS, arrival
from tests.fakes.access import MemoryRules, Remembered
from tests.fakes.journal import MemoryJournal
from tests.fakes.memory import Killed, MemoryOutbox, MemoryReviews, Mortal
from tests.simulation.access.town import TOKEN, Town
from tests.unit.intake.doorstep import Belt, Safe, Shelf, http

RECEIVES: Final = 10
"""As template.yaml: after that a message lies among the dead, and an alarm rings."""
RETRY_BASE: Final = timedelta(seconds=30)
INVISIBLE: Final = 180
"""Seconds until the message of a worker that died is seen again."""

CALLS: Final = {
    "kajabi": (
        *("contact", "contact_of", "with_email", "create", "offers", "grant", "revoke", "sells"),
        *("purchase", "deactivated", "reversals", "holders", "tagged"),
    ),
    "billing": ("subscription", "of_email", "end"),
    "stores": ("find", "of_contact", "save", "all", "hold", "let_go", "held"),
    "outbox": ("send",),
}


@dataclass
class Fate(Mortal):
    """Kills at any call, before or after it, as the dice fall."""

    dies_at: int = -1
    dice: Random = field(default_factory=Random)
    share: float = 0.0

    def _step(self) -> None:
        if self.share and self.dice.random() < self.share:
            raise Killed


@dataclass
class Weather:
    """What goes wrong, in shares of all letters, messages and calls."""

    lost: float = 0.1
    twice: float = 0.1
    late: float = 0.2
    died: float = 0.0005


@dataclass
class River:
    """Ours, from the door to the worker."""

    town: Town
    dice: Random
    weather: Weather = field(default_factory=Weather)
    drops: Callable[[AccessMessage], bool] = lambda _: False
    """Breaks the product on purpose: these messages never reach the worker."""
    dressed: Callable[[Any], Any] = lambda port: port
    """Breaks it on purpose, too: what the worker hears from Kajabi."""
    doubts: dict[str, str] = field(default_factory=dict)
    dead: list[Envelope[Any]] = field(default_factory=list)
    handled: int = 0
    deaths: int = 0
    refused: int = 0
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    reviews: MemoryReviews = field(default_factory=MemoryReviews)

    def __post_init__(self) -> None:
        self.serial: Iterator[int] = itertools.count()
        self.waiting: list[tuple[int, int, int, Envelope[Any]]] = []
        """Due, place in the queue, receives so far, message."""
        self.letters: list[tuple[int, int, Callable[[], object]]] = []
        self.memory = Remembered(rules=MemoryRules(self.town.rules())).behind()
        self.belt = Belt()
        keyring = Keyring(Safe(dict.fromkeys(self.town.places, (TOKEN,))))
        intake = Intake(keyring, token.check, self.belt, Shelf(), clock=self.now)
        self.door = Door(intake, arrival, REFUSALS)
        self.channel = Channel(
            translators={
                "stripe.event": StripeTranslator(),
                "kajabi.hook": KajabiTranslator(),
                "carryover.fact": OwnFacts(),
            },
            journal=MemoryJournal(),
            bodies=None,  # type: ignore[arg-type]  # no body here is too large for a message
            outbox=self.outbox,
            reviews=self.reviews,
            router=routed,
            now=self.now,
        )
        self.town.stripes.world.listeners.append(self._hear_stripe)
        self.fate = Fate(dice=self.dice, share=self.weather.died)
        self.billing = StripeBilling(self.town.stripes.api)
        self.kajabi = self.town.api()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.town.now, UTC)

    @property
    def worker(self) -> Access:
        """A fresh process."""

        def mortal[Port](port: Port, kind: str) -> Port:
            return self.fate.wrap(port, CALLS[kind])

        held = self.memory
        memory = Memory(
            held.rules,
            mortal(held.links, "stores"),
            mortal(held.requests, "stores"),
            mortal(held.progress, "stores"),
            mortal(held.refunds, "stores"),
            mortal(held.audits, "stores"),
            mortal(held.readings, "stores"),
            mortal(held.brakes, "stores"),
        )
        ways = Ways(
            mortal(self.billing, "billing"),
            mortal(self.dressed(self.kajabi), "kajabi"),
            self.town.urls(),
            mortal(self.outbox, "outbox"),
        )
        return remembering(memory, ways, self.now)

    def knocks(self, site: str, body: bytes, shown: str = TOKEN) -> int:
        """Post something to the door of a site."""
        asked = http({}, body.decode(), site)
        asked["pathParameters"]["token"] = shown
        status = int(self.door.respond(asked)["statusCode"])
        self.refused += status != 200
        for text in self.belt.messages:
            self.channel.receive(Envelope[Delivery].model_validate_json(text))
        self.belt.messages.clear()
        self._collect()
        return status

    def tells(self, body: AccessMessage, name: str) -> None:
        """The clock, or a person, puts a message on the queue."""
        self._enqueue(stamped(body, message_id=name, cause="test", at=self.now()))

    def carries_letters(self) -> None:
        """Let Kajabi's post go out: lost, twice, late, as the weather is."""
        for letter in self.town.sandbox.sorter.take():
            site = letter.url.split("/")[-2]
            for _ in range(self._copies()):
                if self.dice.random() >= self.weather.lost:
                    self._posts(partial(self.knocks, site, letter.body))

    def due(self) -> int | None:
        """When something happens next by itself; ``None``: nothing waits."""
        ahead = [heap[0][0] for heap in (self.letters, self.waiting) if heap]
        return min(ahead) if ahead else None

    def flows(self) -> None:
        """Deliver everything that is due by now."""
        while (due := self.due()) is not None and due <= self.town.now:
            if self.letters and self.letters[0][0] == due:
                heapq.heappop(self.letters)[2]()
            else:
                _, _, receives, letter = heapq.heappop(self.waiting)
                self._works(letter, receives + 1)

    def redrives(self) -> None:
        """A person on call, whom the alarm woke, sends the dead letters again (runbook)."""
        dead, self.dead = self.dead, []
        for letter in dead:
            self._enqueue(letter)

    def _works(self, letter: Envelope[Any], receives: int) -> None:
        envelope = AccessEnvelope.model_validate_json(letter.model_dump_json())
        if self.drops(envelope.body):
            return
        self.handled += 1
        try:
            self.worker.handle(envelope)
        except NeedsReview as doubt:
            self.doubts.setdefault(f"{doubt.subject}: {doubt.sentence}", envelope.id)
        except Retryable as error:
            self._comes_back(letter, receives, wait_before(receives, RETRY_BASE, error.after))
        except Killed:
            self.deaths += 1
            self._comes_back(letter, receives, timedelta(seconds=INVISIBLE))
        self._collect()

    def _comes_back(self, letter: Envelope[Any], receives: int, after: timedelta) -> None:
        if receives >= RECEIVES:
            self.dead.append(letter)
        else:
            self._push(letter, self.town.now + round(after.total_seconds()), receives)

    def _collect(self) -> None:
        """What was sent to the worker goes on its queue; the record's queue is not ours."""
        for queue, letter, delay in self.outbox.sent:
            if queue in (Queue.ACCESS, Queue.ACCESS_POLL):
                self._enqueue(letter, round(delay.total_seconds()))
        self.outbox.sent.clear()

    def _enqueue(self, letter: Envelope[Any], delay: int = 0) -> None:
        for _ in range(self._copies()):
            self._push(letter, self.town.now + delay + self.dice.randrange(3), 0)

    def _push(self, letter: Envelope[Any], at: int, receives: int) -> None:
        heapq.heappush(self.waiting, (at, next(self.serial), receives, letter))

    def _copies(self) -> int:
        return 2 if self.dice.random() < self.weather.twice else 1

    def _posts(self, deliver: Callable[[], object]) -> None:
        late = self.dice.random() < self.weather.late
        after = self.dice.randrange(3_600) if late else self.dice.randrange(3)
        at = self.town.now + after
        heapq.heappush(self.letters, (at, next(self.serial), deliver))

    def _hear_stripe(self, account: Any, event: Any) -> None:
        """Stripe's hooks come at least once, in any order, at times hours late: what is refused or
        lost is tried again for three days (docs.stripe.com/webhooks)."""
        if not event.type.startswith(STRIPE_TELLS):
            return
        body = Delivery(account=account.alias, source=Source.WEBHOOK, payload=event.text())
        for _ in range(self._copies()):
            lost = self.dice.random() < self.weather.lost
            after = self.dice.randrange(2 * 86_400) if lost else 0
            name = f"{event.id}:{next(self.serial)}"
            letter = stamped(body, message_id=name, cause=name, at=self.now())
            late = self.dice.randrange(600) if self.dice.random() < self.weather.late else 0
            at = self.town.now + 1 + after + late
            hear: Callable[[], object] = partial(self._takes, letter)
            heapq.heappush(self.letters, (at, next(self.serial), hear))

    def _takes(self, letter: Envelope[Delivery]) -> None:
        self.channel.receive(letter)
        self._collect()


STRIPE_TELLS: Final = (
    "customer.subscription.",
    "invoice.paid",
    "charge.refund",
    "charge.dispute.",
    "refund.",
)
"""Of Stripe's events those that access may listen to; the rest costs time and says nothing."""


def forged(event: str, *parts: tuple[str, str, dict[str, str]]) -> bytes:
    """Write a hook as Kajabi would, about whatever one likes: id, type, attributes of each part."""
    payload = [{"id": key, "type": kind, "attributes": said} for key, kind, said in parts]
    return json.dumps({"id": parts[0][0], "event": event, "payload": payload}).encode()
