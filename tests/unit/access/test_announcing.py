"""KAJ-2: that a member left is told to the channel, once per wish, for whoever follows members."""

import json

from carryover.access.messages import Cancel, Provide
from carryover.channel.own_facts import OwnFacts
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.clock import seconds
from carryover.kernel.messages import Delivery
from carryover.kernel.news import AccessCancelled
from carryover.ports.outbox import Queue
from tests.unit.access.world import LEFT, RULES, SITE, World, tagged


def ada(ends: str = "period_end") -> World:
    world = World(rules=RULES.model_copy(update={"ends": ends}))
    world.kajabi.joins("c1", "ada@example.com", LEFT)
    world.billing.sells("sub_ada", "ada@example.com", customer="cus_1")
    return world.hears(Provide(account="us", subscription="sub_ada"), name="join")


def told(world: World) -> list[AccessCancelled]:
    """What the channel makes of what was announced."""
    news = []
    for letter in world.outbox.take(Queue.INBOUND):
        assert isinstance(letter.body, Delivery)
        payload = (letter.body.payload or "").encode()
        read = OwnFacts().read(letter.body.account, payload, seconds(letter.occurred_at))
        assert isinstance(read, Understood)
        (fact,) = read.facts
        assert isinstance(fact, AccessCancelled)
        news.append(fact)
    return news


def test_a_member_who_left_is_told_of_with_the_subscription_and_when_it_ends() -> None:
    world = ada().hears(tagged("c1"), tagged("c1"))

    (news,) = told(world)

    assert (news.account, news.subscription, news.site) == ("us", "sub_ada", SITE)
    assert (news.ends, news.by) == ("period_end", "member")
    assert "ada@example.com" not in news.model_dump_json()


def test_so_is_one_whom_a_person_ended() -> None:
    order = Cancel(account="us", subscription="sub_ada", ends="now", by="sue", why="called us")

    (news,) = told(ada().hears(order))

    assert (news.ends, news.by, news.site) == ("now", "person", None)


def test_who_was_told_of_twice_by_a_dying_worker_is_filed_once() -> None:
    """The wish says when it was: of a worker that died before it was written, when it was read
    again."""
    moments, names = 0, set()
    while True:
        world = ada()
        world.mortal.dies_at, world.mortal.moment = moments, 0
        world.hears(tagged("c1"))
        letters = world.outbox.take(Queue.INBOUND)
        names |= {letter.id for letter in letters}
        told = {(letter.id, letter.occurred_at) for letter in letters}
        assert len(told) == 1, f"died at moment {moments}"
        if not world.deaths:
            break
        moments += 1

    assert len(names) == 1, "whenever it was"


def test_news_that_is_none_of_ours_is_a_persons_to_read() -> None:
    assert isinstance(OwnFacts().read("us", b'{"fact": "gossip"}', 1), Unreadable)
    assert isinstance(OwnFacts().read("us", b"nothing", 1), Unreadable)


def test_the_same_news_is_called_the_same_and_other_news_is_not() -> None:
    said = {
        "fact": "access_cancelled",
        "account": "us",
        "evidence": "a:1",
        "subscription": "sub_1",
        "customer": "cus_1",
        "ends": "now",
        "by": "member",
    }

    def event(**more: str) -> str:
        read = OwnFacts().read("us", json.dumps({**said, **more}).encode(), 5)
        assert isinstance(read, Understood)
        return read.event.id

    assert event() == event()
    assert event() != event(evidence="a:2")
