"""Misfortunes on order (MIG-11): by a seed, survivable, and what the queue may do to a message."""

from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from carryover.kernel.messages import Envelope, stamped
from carryover.migration.messages import MoveOne
from carryover.ports.outbox import Queue
from cli.rehearsal.mischief import SHARES, Died, Mischief
from cli.rehearsal.post import MOST, Post

NOON = 1_767_268_800


class Account:
    """A port with one effect."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def post(self, what: str) -> str:
        self.written.append(what)
        return f"{what}, done"

    def get(self) -> str:
        return "read"


def letter(name: str = "m1") -> Envelope[Any]:
    body = MoveOne(run="acme", account="us", subscription="sub_1")
    return stamped(body, message_id=name, cause="test", at=datetime.fromtimestamp(NOON, UTC))


def deaths(seed: int) -> list[int]:
    mischief, found = Mischief(seed), []
    account = mischief.mortal(Account(), "post")
    for number in range(300):
        try:
            account.post("x")
        except Died:
            found.append(number)
    return found


def test_the_same_seed_kills_at_the_same_moments() -> None:
    assert deaths(3) == deaths(3) != deaths(4)


def test_a_worker_dies_before_its_effect_and_after_it() -> None:
    mischief, account, lost = Mischief(1), Account(), 0
    mortal = mischief.mortal(account, "post")
    for _ in range(2000):
        before = len(account.written)
        try:
            mortal.post("x")
        except Died:
            lost += len(account.written) == before

    assert 0 < lost < mischief.deaths


def test_reading_kills_nobody() -> None:
    mortal = Mischief(1).mortal(Account(), "post")

    assert {mortal.get() for _ in range(2000)} == {"read"}


def test_without_faults_nothing_goes_wrong() -> None:
    mischief, account = Mischief(1, on=False), Account()

    assert mischief.mortal(account, "post") is account
    assert mischief.api.orders == []
    assert mischief.twice == 0.0


def test_every_kind_of_fault_has_its_share() -> None:
    shares = [fault.share for fault in SHARES]

    assert shares == sorted(shares)
    assert shares[-1] < 0.1


def test_a_message_comes_when_its_delay_is_over() -> None:
    post = Post(Random(1), NOON)
    post.send(Queue.SUBSCRIPTION_RECREATION, letter(), delay=timedelta(minutes=2))

    assert post.next() is None
    post.clock += 120
    assert post.next() is not None


def test_some_messages_come_twice() -> None:
    post = Post(Random(1), NOON, twice=1.0)
    post.send(Queue.SUBSCRIPTION_RECREATION, letter())
    post.clock += 600

    first, second = post.next(), post.next()

    assert first is not None
    assert second is not None
    assert first.envelope == second.envelope


def test_a_message_nobody_can_work_on_is_a_dead_letter_in_the_end() -> None:
    post = Post(Random(1), NOON)
    post.send(Queue.SUBSCRIPTION_RECREATION, letter())
    for _ in range(MOST):
        found = post.next()
        assert found is not None
        post.back(found, timedelta(seconds=30))
        post.clock += 30

    assert post.next() is None
    assert len(post.dead) == 1


@pytest.mark.parametrize("seed", range(3))
def test_messages_that_are_due_together_come_in_any_order(seed: int) -> None:
    post = Post(Random(seed), NOON)
    sent = [f"m{number}" for number in range(20)]
    post.send(Queue.SUBSCRIPTION_RECREATION, *map(letter, sent))

    come = [found.envelope.id for _ in sent if (found := post.next())]

    assert sorted(come) == sorted(sent)
    assert come != sent
