"""Our side in this process: the translator, the routes, both workers; queues that deliver in any
order and twice, news that are lost on the way, processes that die around any effect.

Whoever recognises duplicates on AWS is not played: both workers have to bear every one.
"""

import heapq
import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from carryover.adapters.stripe.collection import StripeCollection
from carryover.adapters.stripe.payers import StripePayers
from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Unreadable
from carryover.crm.messages import CrmEnvelope
from carryover.crm.rules import Rules as CrmRules
from carryover.crm.service import Crm
from carryover.crm.store import Memory as CrmMemory
from carryover.dunning.messages import DunningEnvelope
from carryover.dunning.service import Dunning
from carryover.edge.sqs import wait_before
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.messages import Envelope, Message, stamped
from carryover.ports.outbox import Queue
from carryover.ports.reviews import Doubt
from carryover.routing.table import routed
from carryover.wiring import crm_sync, dunning
from cli.demo.dunning import setting
from cli.demo.dunning.memory import (
    BookMemory,
    CaseMemory,
    ContactMemory,
    NotPlayed,
    OverdueMemory,
    SilenceMemory,
)
from cli.demo.dunning.town import ACCOUNTS, Town
from cli.rehearsal.memory import Desk
from cli.rehearsal.mischief import Died, Mischief
from cli.rehearsal.post import Letter, Post
from cli.rehearsal.stage import stripe_of
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.http.faults import Fault, Kind

INVISIBLE: Final = timedelta(minutes=7)
"""Until a dead worker's message is seen by another one (template.yaml, Visibility)."""
RETRY_BASE: Final = timedelta(seconds=30)
LOST: Final = 0.02
"""Of Stripe's webhooks."""
LATE: Final = 0.1
"""Of the others: some hours."""
STUMBLES: Final = (
    Fault(Kind.TIMEOUT, times=None, after_effect=True, share=0.004),
    Fault(Kind.RESET, times=None, share=0.008),
    Fault(Kind.SERVER_ERROR, times=None, share=0.011),
    Fault(Kind.SERVER_ERROR, "POST", times=None, after_effect=True, share=0.02),
    Fault(Kind.RATE_LIMIT, times=None, share=0.024),
    Fault(Kind.CONFLICT, "POST", times=None, share=0.03),
)
"""How Stripe answers the workers; an order has the share by which its number is larger than the one
before. A look takes some seven requests, so one in seven has to be done again."""
WRITES: Final = ("create", "update", "tag", "untag", "enrol", "leave", "send")


@dataclass(frozen=True, slots=True)
class Shown:
    """Keeps the rules of the CRM."""

    rules: CrmRules

    def read(self) -> CrmRules:
        """Read them."""
        return self.rules


@dataclass
class River:
    """News in, work done."""

    town: Town
    mischief: Mischief
    cases: CaseMemory = field(default_factory=CaseMemory)
    silences: SilenceMemory = field(default_factory=SilenceMemory)
    contacts: ContactMemory = field(default_factory=ContactMemory)
    overdue: OverdueMemory = field(default_factory=OverdueMemory)
    reviews: Desk = field(default_factory=Desk)
    news: list[tuple[Seconds, int, str, str]] = field(default_factory=list)
    """Webhooks on their way: due, place in the queue, account, body."""
    lost: int = 0
    doubled: int = 0
    handled: int = 0

    def __post_init__(self) -> None:
        self.serial: Iterator[int] = itertools.count()
        self.translator = StripeTranslator()
        now, twice = self.town.stripe.clock, self.mischief.twice
        self.posts = {
            queue: Post(self.mischief.dice, now, twice) for queue in (Queue.DUNNING, Queue.CRM)
        }
        self.book = BookMemory(setting.schedule(), setting.house(ACCOUNTS))
        self.shown = Shown(setting.contacts(ACCOUNTS))
        self.mischief.api.orders = [*STUMBLES]
        self._begin()
        self.town.stripe.listeners.append(self._hear)

    def send(self, queue: Queue, *envelopes: Envelope[Any], delay: timedelta = timedelta()) -> None:
        """Keep ``Outbox``; queues nobody reads here are left empty."""
        if queue in self.posts:
            self.posts[queue].send(queue, *envelopes, delay=delay)

    def tells(self, queue: Queue, body: Message, name: str) -> None:
        """Send the clock's message."""
        at = self.town.now()
        name = f"{name}:{self.town.stripe.clock}"
        self.send(queue, stamped(body, message_id=name, cause=name, at=at))

    def flows(self) -> None:
        """Deliver everything that is due by now."""
        now = self.town.stripe.clock
        for post in self.posts.values():
            post.clock = now
        while self.news and self.news[0][0] <= now:
            _, _, account, body = heapq.heappop(self.news)
            self._understand(account, body)
        for queue, post in self.posts.items():
            while (letter := post.next()) is not None:
                self._work(queue, letter)

    def soonest(self) -> Seconds | None:
        """Say when something is due next."""
        due = [post.soonest() for post in self.posts.values()]
        due.append(self.news[0][0] if self.news else None)
        return min((each for each in due if each is not None), default=None)

    @property
    def dead(self) -> list[Letter]:
        """List the messages that were given up."""
        return [letter for post in self.posts.values() for letter in post.dead]

    def _hear(self, account: Account, event: Event) -> None:
        """Stripe's webhooks: lost, late, twice."""
        dice = self.mischief.dice
        if dice.random() < LOST:
            self.lost += 1
            return
        for _ in range(2 if dice.random() < self.mischief.twice else 1):
            late = dice.randrange(6 * 3_600) if dice.random() < LATE else dice.randrange(5)
            at = self.town.stripe.clock + late
            heapq.heappush(self.news, (at, next(self.serial), account.alias, event.text()))

    def _understand(self, account: str, body: str) -> None:
        """Say it in our words, and send it to whoever must hear of it."""
        read = self.translator.read(account, body.encode())
        if isinstance(read, Unreadable):
            raise TypeError(f"an event nobody can read: {read.reason}")
        at = self.town.now()
        for fact in read.facts:
            letter = stamped(
                fact, message_id=f"{read.event.id}:{fact.ref.id}", cause=read.event.id, at=at
            )
            for queue in routed(fact):
                self.send(queue, letter)

    def _work(self, queue: Queue, letter: Letter) -> None:
        """Hand a message to its worker, as the queue would, over and over if need be."""
        self.handled += 1
        try:
            self._handed(queue, letter.envelope)
        except Died:
            self._begin()
            self.posts[queue].back(letter, INVISIBLE)
        except Retryable as later:
            wait = wait_before(letter.delivered + 1, RETRY_BASE, later.after)
            self.posts[queue].back(letter, wait)
        except NeedsReview as doubt:
            self._ask(doubt, letter.envelope)

    def _handed(self, queue: Queue, envelope: Envelope[Any]) -> None:
        text = envelope.model_dump_json()
        if queue is Queue.DUNNING:
            self.dunning.handle(DunningEnvelope.model_validate_json(text))
        else:
            self.crm.handle(CrmEnvelope.model_validate_json(text))

    def _ask(self, doubt: NeedsReview, envelope: Envelope[Any]) -> None:
        name = f"{doubt.subject} {doubt.sentence}"
        self.reviews.open(
            Doubt(
                id=name,
                subject=doubt.subject,
                sentence=doubt.sentence,
                cause=envelope.cause,
                opened_at=self.town.now(),
            )
        )

    def _begin(self) -> None:
        """Begin two new processes."""
        stripe = stripe_of(self.town.stripe, self.mischief.api)
        self.dunning = self._dunning(stripe)
        self.crm = self._crm(stripe)

    def _dunning(self, stripe: Any) -> Dunning:  # noqa: ANN401 - wrapped
        mortal = self.mischief.mortal
        ways = dunning.Ways(
            collection=StripeCollection(mortal(stripe, "post", "delete")),
            mailer=mortal(self.town.post, "send"),
            crm=mortal(self.town.crm(), *WRITES),
            outbox=self,
            reviews=self.reviews,
            accounts=lambda: ACCOUNTS,
            clock_of=stripe.now,
        )
        cases = mortal(self.cases, "save")
        return dunning.assembled(ways, dunning.Memory(self.book, cases, self.silences), self._now)

    def _crm(self, stripe: Any) -> Crm:  # noqa: ANN401 - wrapped
        mortal, nothing = self.mischief.mortal, NotPlayed()
        there = mortal(self.town.crm(), *WRITES)
        ways = crm_sync.Ways(self.shown, self.town, StripePayers(stripe), there, self)
        contacts = mortal(self.contacts, "save", "point")
        memory = CrmMemory(contacts, self.overdue, nothing, nothing, nothing)
        return crm_sync.assembled(ways, memory, self._now)

    def _now(self) -> datetime:
        return self.town.now()
