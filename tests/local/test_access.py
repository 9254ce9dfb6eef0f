"""A member who leaves at Kajabi stops paying at Stripe, in the real stack: its door, its queues,
its workers and their rights (KAJ-1, KAJ-2, KAJ-3)."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import requests

from carryover.access.messages import Poll, Provide
from carryover.access.rules import SiteRules
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.wiring.console import Console, connect
from cli.academy import CLIENT, Academy, LocalKajabi, put_in_force, set_up, tagged
from cli.agency import Outside
from cli.demo.moving.counter import Counter
from cli.theatre import ACCOUNTS, LocalStripe, Theatre
from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack
from sandbox.kajabi import server as kajabi_server
from sandbox.kajabi.sandbox import Sandbox
from sandbox.stripe import server as stripe_server
from sandbox.stripe.core.world import World
from tests.local.patience import eventually

COURSE = "Course"


@dataclass
class School:
    """A site, an account its members pay into, and the stack between them."""

    theatre: Theatre
    stage: Console
    academy: Academy
    counter: Counter

    def joins(self, number: int) -> tuple[str, str]:
        """Somebody pays, and is let in by the worker; answers their subscription and address."""
        subscription = self.counter.subscribe(self.counter.customer(number))["id"]
        email = f"customer.{number}@us.example"
        self.tells(Provide(account="us", subscription=subscription), by=f"provide-{number}")
        eventually(lambda: COURSE in self.opened_to(email))
        return subscription, email

    def leaves(self, email: str) -> None:
        """They fill in the form; an automation tags them; its hook goes to the public address."""
        self.academy.kajabi.deed(email, "cancel", channel="automation")

    def ends(self, subscription: str) -> bool:
        return bool(self.counter.get(f"subscriptions/{subscription}")["cancel_at_period_end"])

    def opened_to(self, email: str) -> list[str]:
        titles = {offer: title for title, offer in self.academy.offers.items()}
        holds = self.academy.kajabi.holds()
        return [titles[e["offer"]] for e in holds if e["active"] and e["email"] == email]

    def tells(self, body: Message, by: str) -> None:
        letter = stamped(body, message_id=by, cause=by, at=datetime.now(UTC))
        waits = isinstance(body, Poll)
        self.stage.outbox.send(Queue.ACCESS_POLL if waits else Queue.ACCESS, letter)

    def is_quiet(self) -> bool:
        """Tell whether the worker has done everything it was told. What is found while polling
        goes from the one queue to the other, so that is looked at last."""
        return not any(map(self._held, ("AccessPollQueueUrl", "AccessQueueUrl")))

    def _held(self, queue: str) -> int:
        answer = self.theatre.aws.clients.sqs.get_queue_attributes(
            QueueUrl=self.theatre.stack.outputs[queue], AttributeNames=["All"]
        )
        held = answer["Attributes"]
        return sum(int(held[name]) for name in held if name.startswith("ApproximateNumber"))

    def knows(self, what: Callable[[str], bool]) -> bool:
        """Tell whether the desk has a question of this kind."""
        return any(what(case.doubt.sentence) for case in self.stage.reviews.all())


@pytest.fixture
def school(aws: LocalAws, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[School]:
    for name, value in aws.settings.items():
        monkeypatch.setenv(name, value)
    world, sandbox = World(seed=1, start=1_770_000_000), Sandbox(1, int(time.time()))
    world.open("us", ACCOUNTS["us"])
    sandbox.furnish("Main", *CLIENT)
    with stripe_server.serving(world) as url, kajabi_server.serving(sandbox) as site:
        away = Outside("http://nobody.invalid")
        theatre = Theatre(aws, stack, LocalStripe(url), LocalKajabi(site), away, away)
        keys = {"us": {"key": ACCOUNTS["us"], "api_base": url}}
        aws.keep_secret(stack.outputs["StripeKeysName"], keys)
        academy = set_up(theatre, [COURSE])
        counter = Counter("us", theatre.stripe.client("us"))
        plans = {counter.product(): (academy.offers[COURSE],)}
        rules = SiteRules(
            accounts=("us",),
            plans=plans,
            cancel_tags=frozenset({academy.tag}),
            tags_are="members_only",
        )
        put_in_force(theatre, rules)
        yield School(theatre, connect(stack.name.removeprefix("carryover-")), academy, counter)


def test_who_leaves_at_kajabi_pays_no_more_and_a_stranger_ends_nothing(school: School) -> None:
    leaver, her_address = school.joins(1)
    missed, his_address = school.joins(2)
    stays, third_address = school.joins(3)

    school.leaves(her_address)
    eventually(lambda: school.ends(leaver))

    school.tells(Poll(), by="poll-1")
    url, tag = school.academy.hook_url, school.academy.tag
    someone = school.academy.kajabi.control("GET", f"people/{third_address}")["id"]
    forged = tagged(someone, her_address, tag)
    assert requests.post(f"{url}x", data=forged, timeout=60).status_code == 404
    assert requests.post(url, data=forged, timeout=60).status_code == 200
    eventually(lambda: school.knows(lambda told: "an address that is not theirs" in told))
    eventually(school.is_quiet)

    school.academy.kajabi.control("PUT", "faults", {"webhooks": {"lost": 1.0}})
    school.leaves(his_address)
    school.tells(Poll(), by="poll-2")
    eventually(lambda: school.ends(missed))

    assert not school.ends(stays)
    assert not school.academy.kajabi.mails()
