"""The acts of the chapter: everybody gets access, people leave, a month goes by, all is audited."""

import time
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import TYPE_CHECKING, Final

from carryover.access.messages import Audit
from carryover.adapters import aws
from carryover.adapters.dynamodb.access import DynamoAudits
from carryover.adapters.dynamodb.table import Table
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.wiring import console
from carryover.wiring.console import Console
from cli.academy import SITE, Academy
from cli.command import Refusal
from cli.demo.access import midmove
from cli.demo.access.alone import Company
from cli.demo.access.figures import Figures, waits
from cli.demo.access.forging import strangers_post
from cli.demo.access.judging import Judgement, charged_after, judge
from cli.demo.access.leaving import BOUGHT, PERIOD, Channel, Leaving
from cli.demo.access.members import OFFERS, Member, members, only_ones, products
from cli.demo.access.opening import (
    buys,
    everybody_is_provided,
    have_bought,
    opened_academy,
)
from cli.demo.access.stopwatch import Stopwatch
from cli.demo.moving.outside import DAY
from cli.demo.quiet import Advance, Watch
from cli.theatre import ACCOUNTS, Theatre, connect

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

SIZES: Final = {
    Channel.HOOK: 12,
    Channel.LOST: 4,
    Channel.DOWN: 3,
    Channel.DEACTIVATED: 4,
    Channel.REVOKED: 4,
    Channel.REFUNDED: 3,
}
"""How many leave by each channel."""

ENDED_AT_STRIPE: Final = 3
BYSTANDERS: Final = 2
A_MONTH: Final = 32
"""Days: every monthly subscription renews, or does not."""

HELD: "Final[tuple[QueueAttributeNameType, ...]]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)


@dataclass
class Story:
    """One performance, on a stage where people pay already."""

    theatre: Theatre
    tell: Advance
    figures: Figures
    dice: Random
    company: Company | None = None
    """Who joins meanwhile; ``None``: whoever was moved is enough."""
    wrong: tuple[str, ...] = ()
    """What the last comparison found."""
    leavers: dict[Channel, list[Member]] = field(default_factory=dict)
    ended_at_stripe: list[Member] = field(default_factory=list)
    bystanders: list[Member] = field(default_factory=list)

    @cached_property
    def stage(self) -> Console:
        """The stage's ports."""
        return console.connect("local")

    @cached_property
    def watch(self) -> Stopwatch:
        """Begins to run when it is looked at first."""
        return Stopwatch(self.theatre.stripe, tuple(ACCOUNTS))

    def play(self) -> None:
        """Go through all acts."""
        began = time.monotonic()
        connect(self.theatre, ACCOUNTS, EVENTS)
        midmove.begin(self.theatre.stripe)
        academy = self._opens()
        everybody = self._everybody()
        self._cast(academy, everybody)
        self._everybody_gets_access(academy, everybody)
        asked = self._open_questions()
        self._people_leave(academy, everybody)
        self._some_end_at_stripe()
        self._a_month_goes_by()
        self._all_is_audited(academy)
        self.figures.reviews = self._open_questions() - asked
        self.figures.seconds = round(time.monotonic() - began, 1)

    def _opens(self) -> Academy:
        if self.company is None:
            return opened_academy(self.theatre)
        self.company.is_expected()
        academy = opened_academy(self.theatre)
        self.company.joins(lambda email, alias: buys(academy, email, OFFERS[alias]))
        self._until_quiet("they are let in")
        return academy

    def _cast(self, academy: Academy, everybody: list[Member]) -> None:
        """Say who will do what; of those it is clear what they mean. Who bought at Kajabi before
        is taken for what only they can do, and if they are too few, others buy now."""
        clear = only_ones(everybody)
        wanted = sum(SIZES.values()) + ENDED_AT_STRIPE + BYSTANDERS
        if len(clear) < wanted:
            raise Refusal(f"only {len(clear)} of {wanted} members for the parts of this chapter")
        self.dice.shuffle(clear)
        bought = have_bought(academy)
        clear.sort(key=lambda one: one.email in bought)
        self.bystanders = [clear.pop(0), clear.pop()]
        for channel in sorted(SIZES, key=lambda each: each not in BOUGHT):
            self.leavers[channel] = [clear.pop() for _ in range(SIZES[channel])]
        self.ended_at_stripe = [clear.pop() for _ in range(ENDED_AT_STRIPE)]
        buyers = [self.bystanders[1], *(one for each in BOUGHT for one in self.leavers[each])]
        for one in buyers:
            if one.email not in bought:
                (title,) = one.offers
                buys(academy, one.email, title)

    def _everybody_gets_access(self, academy: Academy, everybody: list[Member]) -> None:
        """Who bought at Kajabi before has the offer already, and is not given it again."""
        everybody_is_provided(self.stage, everybody)
        self._until_quiet("everybody gets access")
        judgement = self._judged(academy)
        self.figures.members_at_first = judgement.members
        self.figures.access_correct_at_first = judgement.right
        self.figures.granted = judgement.granted
        self.wrong = judgement.wrong

    def _people_leave(self, academy: Academy, everybody: list[Member]) -> None:
        figures, watch = self.figures, self.watch
        leaving = Leaving(academy, self.stage, watch, self.leavers, self.tell)
        leaving.play()
        leaving.asks_without_being_clear(_unclear(everybody))
        gone = self.leavers[Channel.HOOK][0]
        figures.forged = strangers_post(academy, gone, self.bystanders)
        self._until_quiet("strangers knock")
        watch.look()
        left = watch.began.keys()
        figures.cancels, figures.poll_seconds = len(left), PERIOD
        figures.cancels_matched = len(left & watch.ended.keys())
        figures.forged_effects = len(watch.ended.keys() - left)
        figures.seconds_to_cancel = waits(watch.seconds())

    def _some_end_at_stripe(self) -> None:
        for one in self.ended_at_stripe:
            self.theatre.stripe.client(one.account).v1.subscriptions.cancel(one.subscription)
        self.figures.ended_at_stripe = len(self.ended_at_stripe)

    def _a_month_goes_by(self) -> None:
        """Whoever left was to end with the month they paid for: no bill may follow."""
        stripe = self.theatre.stripe
        since = int(stripe.control("GET", "clock")["now"])
        self.theatre.time_passes(A_MONTH * DAY)
        self._until_quiet("a month goes by")
        gone = {one.place for one in (*self._leaving(), *self.ended_at_stripe)}
        self.figures.charges_after_cancel = charged_after(stripe, gone, since)

    def _all_is_audited(self, academy: Academy) -> None:
        """Let the product audit itself, and then compare the books without it."""
        now = self.stage.now()
        name = f"demo:audit:{now.isoformat()}"
        letter = stamped(Audit(site=SITE), message_id=name, cause=name, at=now)
        self.stage.outbox.send(Queue.ACCESS_POLL, letter)
        self._until_quiet("everything is audited")
        table = Table(aws.dynamodb(), self.theatre.stack.outputs["BusinessTable"])
        found = DynamoAudits(table).find(name)
        if found is None or found.ended is None:
            raise Refusal("the audit did not come to an end")
        self.figures.audit_disagreements = found.wrong
        self.figures.audited = found.right + found.wrong
        judgement = self._judged(academy)
        self.figures.members, self.figures.access_correct = judgement.members, judgement.right
        self.figures.letters = self._letters()
        self.wrong = (*self.wrong, *judgement.wrong)

    def _everybody(self) -> list[Member]:
        stripe = self.theatre.stripe
        return members(stripe, products(stripe))

    def _judged(self, academy: Academy) -> Judgement:
        return judge(self.theatre.kajabi, self._everybody(), academy.offers)

    def _leaving(self) -> list[Member]:
        return [one for each in self.leavers.values() for one in each]

    def _letters(self) -> int:
        """Count what Kajabi mailed for grants; whoever buys there gets a receipt."""
        return sum(each["kind"] != "purchase" for each in self.theatre.kajabi.mails())

    def _open_questions(self) -> int:
        return sum(case.closed_at is None for case in self.stage.reviews.all())

    def _until_quiet(self, what: str) -> None:
        Watch(self.tell).until_quiet(what, self._waiting)

    def _waiting(self) -> int:
        """Count what is on its way: webhooks of both, and messages on the queues."""
        pending = int(self.theatre.kajabi.control("GET", "stats")["pending"])
        return self.theatre.stripe.pending() + pending + sum(map(self._depth, WORKED))

    def _depth(self, queue: str) -> int:
        answer = self.theatre.aws.clients.sqs.get_queue_attributes(
            QueueUrl=self.theatre.stack.outputs[f"{queue}QueueUrl"], AttributeNames=["All"]
        )
        return sum(int(answer["Attributes"][kind]) for kind in HELD)


WORKED: Final[Collection[str]] = ("Inbound", "SubscriptionMirror", "AccessPoll", "Access")
"""The queues this chapter fills."""

EVENTS: Final = (
    "customer.subscription.created",
    "customer.subscription.deleted",
)
"""What Stripe tells here: what opens and ends access. The record of everything else is the river
chapter's."""


def _unclear(everybody: list[Member]) -> Member:
    """Find somebody who pays for two subscriptions that open the same."""
    paying = [one for one in everybody if one.pays]
    seen: dict[tuple[str, frozenset[str]], Member] = {}
    for one in paying:
        if (one.email, one.offers) in seen:
            return one
        seen[one.email, one.offers] = one
    raise Refusal("nobody pays for two subscriptions")
