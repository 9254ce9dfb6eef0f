"""KAJ-3: of a list that is longer than a message reads nothing is lost, and no message waits for a
site that is down longer than until the next one."""

import pytest

from carryover.access.messages import AccessEnvelope, PollList
from carryover.kernel.clock import seconds
from carryover.kernel.errors import Retryable
from carryover.ports.kajabi import Reversal
from tests.unit.access.test_polling import members
from tests.unit.access.world import NOON, NOW, SITE


def test_of_more_deactivations_in_a_second_than_a_message_reads_each_is_asked_about_once() -> None:
    """A bulk of 25 at two a page, five pages a message: the list begins with the same ten again."""
    names = [f"m{number:02d}" for number in range(25)]
    world = members(*names).later(minutes=1)
    for name in names:
        world.kajabi.loses(f"p_{name}", at=NOW + 30)

    for minute in range(4):
        order = PollList(site=SITE, what="deactivated")
        world.later(minutes=1).hears(order, name=f"minute{minute}")

    assert [each for each in world.kajabi.asked if each.startswith("purchase ")] == [
        f"purchase {SITE} p_{name}" for name in names
    ]


def test_of_more_transactions_than_a_message_reads_the_next_minutes_read_on() -> None:
    world = members("ada", "ben")
    quiet = [Reversal(f"t{number}", "refund", (), NOW + number) for number in range(23)]
    world.kajabi.returned = [*quiet, Reversal("t_ada", "refund", ("p_ada",), NOW + 5)]

    for minute in range(3):
        order = PollList(site=SITE, what="reversals")
        world.later(minutes=1).hears(order, name=f"minute{minute}")

    assert len(world.doubts) == 1
    assert "refund" in world.doubts[0]


def test_a_quiet_year_makes_no_reading_longer() -> None:
    """Kajabi lists every transaction since a day, most of which give nothing back."""
    world = members("ada")
    order = PollList(site=SITE, what="reversals")
    world.later(days=365).hears(order, name="a year").hears(order, name="then")

    *_, since, _ = world.kajabi.asked[-1].split()

    assert seconds(world.now) - int(since) <= 3 * 86_400


def test_an_order_to_read_is_given_up_once_the_next_was_sent_and_retried_until_then() -> None:
    """A day without the site is 1,440 of them for each list."""
    world = members("ada")
    order = PollList(site=SITE, what="deactivated")
    letter = AccessEnvelope(id="poll", cause="clock", occurred_at=NOON, body=order)
    world.kajabi.down = True

    with pytest.raises(Retryable):
        world.worker.handle(letter)
    world.later(minutes=2)

    assert world.worker.handle(letter).outcome == "not now: Kajabi answers 503"
    held = world.memory.progress.find(SITE, "deactivated")
    assert held is not None
    assert held.looked_at == NOON
