"""The acts of the demo, in order. Nothing here looks inside: people and Stripe act, queues are
watched."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import TYPE_CHECKING, Any, Final

from carryover.adapters import aws
from carryover.adapters.dynamodb.records import DynamoRecords
from carryover.adapters.dynamodb.table import Table
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.sync.messages import SyncEvents, SyncObjects
from carryover.wiring.console import Console, connect
from cli.demo.cast import DAY, PARTS, Shop, Subscriber, join, live_a_little, open_shop
from cli.demo.quiet import Advance, Watch
from cli.demo.summary import Summary
from cli.demo.truth import Verdict, compare
from cli.theatre import SOURCES, Theatre

if TYPE_CHECKING:
    from mypy_boto3_sqs.literals import QueueAttributeNameType

CURRENCIES: Final = {"us": "usd", "intl": "eur"}
TROUBLE: Final = {
    "us": {"lost": 0.02, "duplicated": 0.15, "copies": 2, "window": 40},
    "intl": {"lost": 0.03, "duplicated": 0.10, "window": 80, "delayed": 0.05, "delay": 0.4},
}
"""What the way from Stripe to us is like, by account (sandbox.stripe.webhooks.faults)."""

HELD: "Final[tuple[QueueAttributeNameType, ...]]" = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
)
"""What a queue holds: waiting, being worked on, and resting."""


@dataclass
class Story:
    """One performance."""

    theatre: Theatre
    dice: Random
    tell: Advance
    summary: Summary
    people: list[Subscriber] = field(default_factory=list)
    shops: dict[str, Shop] = field(default_factory=dict)
    unlucky: Subscriber | None = None
    """Whose news breaks in a way that only a person can mend."""

    def __post_init__(self) -> None:
        self.stripe = self.theatre.stripe
        self.console: Console = connect("local")
        table = Table(aws.dynamodb(), self.theatre.stack.outputs["BusinessTable"])
        self.records = DynamoRecords(table)

    def play(self, *, subscribers: int, weeks: int) -> Verdict:
        """Go through all acts; the last comparison is the answer."""
        self._trouble(TROUBLE)
        self.shops = {
            alias: open_shop(self.stripe.client(alias), CURRENCIES[alias]) for alias in SOURCES
        }
        each = subscribers // len(SOURCES)
        self._people_join(range(len(PARTS)), each)
        self._one_message_is_poisoned()
        self._people_join(range(len(PARTS), each), each)
        self._weeks_pass(weeks)
        self._until_quiet("the last messages arrive")
        self.summary.differences_before_sync = len(self._compare().differences)
        self._the_dead_letter_is_replayed()
        self._what_was_lost_is_found()
        verdict = self._compare()
        self._count(verdict)
        return verdict

    def _trouble(self, webhooks: dict[str, Any], api: tuple[dict[str, Any], ...] = ()) -> None:
        self.stripe.control("PUT", "faults", {"webhooks": webhooks, "api": list(api)})

    def _people_join(self, numbers: range, of: int) -> None:
        """Let some people of each account subscribe."""
        joining = chain.from_iterable(
            join(self.stripe.client(alias), alias, shop, numbers, self._now())
            for alias, shop in self.shops.items()
        )
        for person in joining:
            self.people.append(person)
            self.tell("people subscribe", len(self.people), of * len(self.shops))

    def _one_message_is_poisoned(self) -> None:
        """Lose the middle one of three changes of one second, while Stripe cannot be read.

        The first and the third do not meet, so the mirror has to ask; the answer is a 500 until
        somebody mends it, and the question ends among the dead letters.
        """
        self._pass_time(DAY)
        self.unlucky = next(p for p in self.people if p.part.name == "yearly")
        path = f"/v1/subscriptions/{self.unlucky.subscription}"
        broken = ({"kind": "server_error", "method": "GET", "path": path, "times": None},)
        everything = {"us": {"lost": 1.0}}
        for note, way in (("one", {}), ("two", everything), ("three", {})):
            self._trouble({**TROUBLE, "us": {}, **way}, broken)
            self.stripe.client("us").v1.subscriptions.update(
                self.unlucky.subscription, {"metadata": {"note": note}}
            )
        self._trouble(TROUBLE, broken)

    def _weeks_pass(self, weeks: int) -> None:
        self.summary.days = weeks * 7 + 1
        others = [person for person in self.people if person is not self.unlucky]
        for week in range(weeks):
            self.tell("weeks go by", week, weeks)
            self._pass_time(7 * DAY)
            for person in self.dice.sample(others, k=len(others) // 8):
                live_a_little(self.stripe.client(person.account), person, self.dice)
        self.tell("weeks go by", weeks, weeks)

    def _pass_time(self, seconds: int) -> None:
        self.theatre.time_passes(seconds)

    def _now(self) -> int:
        return int(self.stripe.control("GET", "clock")["now"])

    def _the_dead_letter_is_replayed(self) -> None:
        """Mend what was broken, then do what the runbook says: replay, with a name and a reason."""
        self._until_quiet("the poisoned message gives up", dead=1)
        self._trouble(TROUBLE)
        replay = self.console.dead_letter_replay
        order = self.console.order(by="demo", why="Stripe answers again")
        for queue in Queue:
            letters = replay.look(queue, limit=100)
            self.summary.dead_letters += len(letters)
            sent = replay.replay(queue, [letter.id for letter in letters], order)
            self.summary.replayed += sum(1 for _ in sent)
        self._until_quiet("the replayed message is done")

    def _what_was_lost_is_found(self) -> None:
        """Let the schedules run: walk the events of the last 30 days, then every object."""
        for task in (SyncEvents(), SyncObjects()):
            self._schedule(task)
            self._until_quiet(f"the sync walks {task.task.removeprefix('sync.')}")
        for alias in SOURCES:
            for report in self.console.syncs.reports(alias, 10):
                tallies = report.findings.tallies.values()
                self.summary.recovered += sum(t.missing + t.different for t in tallies)

    def _schedule(self, task: Message) -> None:
        now = self.console.now()
        name = f"schedule:demo:{now.isoformat()}"
        self.console.outbox.send(
            Queue.SCHEDULED_SYNC, stamped(task, message_id=name, cause=name, at=now)
        )

    def _until_quiet(self, what: str, *, dead: int = 0) -> None:
        """Watch webhooks and queues until nothing moves and enough letters are dead."""

        def waiting() -> int:
            return self.stripe.pending() + sum(self._depths()) + max(0, dead - self._dead())

        Watch(self.tell).until_quiet(what, waiting)

    def _depths(self) -> Iterator[int]:
        """Count what each queue holds: waiting, being worked on, and resting."""
        for queue in Queue:
            yield self._depth(f"{_name(queue)}QueueUrl")

    def _dead(self) -> int:
        return sum(self._depth(f"{_name(queue)}DeadLettersUrl") for queue in Queue)

    def _depth(self, output: str) -> int:
        answer = self.theatre.aws.clients.sqs.get_queue_attributes(
            QueueUrl=self.theatre.stack.outputs[output], AttributeNames=["All"]
        )
        return sum(int(answer["Attributes"][kind]) for kind in HELD)

    def _compare(self) -> Verdict:
        return compare(self.stripe, self.records)

    def _count(self, verdict: Verdict) -> None:
        summary = self.summary
        summary.accounts = len(SOURCES)
        summary.customers = summary.subscriptions = len(self.people)
        summary.compared = {kind.value: number for kind, number in verdict.compared.items()}
        summary.subscriptions_compared = summary.compared["subscription"]
        summary.differences = len(verdict.differences)
        summary.dead_letters_left = self._dead()
        summary.reviews = sum(case.closed_at is None for case in self.console.reviews.all())
        for counted in self.stripe.control("GET", "stats")["accounts"].values():
            summary.delivered += counted.get("delivered", 0)
            summary.duplicates += counted.get("duplicates", 0)
            summary.lost += counted.get("lost", 0) + counted.get("failed", 0)
            summary.stripe_reads += _single_reads(counted["requests"])
        summary.events_sent = summary.delivered - summary.duplicates + summary.lost


def _name(queue: Queue) -> str:
    return "".join(word.title() for word in queue.split("_"))


def _single_reads(requests: dict[str, int]) -> int:
    """Count reads of single objects, of which only the mirror makes any … but the cast does too."""
    return sum(n for route, n in requests.items() if route.startswith("GET /v1/") and "{" in route)
