"""However much there is to poll, whoever leaves finds a turn at the site (KAJ-2, KAJ-3).

Counted in turns: a turn is one request the site is asked, half a second where it takes two a
second.
"""

from collections.abc import Sequence

import pytest

from carryover.access.sweeping import PAGES
from carryover.adapters.pace import LocalPace
from carryover.adapters.pacing import CREDIT, SHARE, Limits
from tests.unit.adapters.crowd import Crowd, Stripe, Time
from tests.unit.adapters.reserve import READ, SITE, WRITE, Line

CLOCKS, HOOKS = 2, 4
"""Workers of each queue (template.yaml: MaximumConcurrency, AccessConcurrency)."""

OFFERS = 20
POLL = [READ] * OFFERS * PAGES
"""What one poll asks of a site where twenty offers have a thousand members each."""

CONFIRMATION = [READ] * 4
"""What a hook about a purchase costs: the purchase, its customer, the member, their offers."""


def lines(time: Time, site: Stripe, waits: Sequence[bool], limits: Limits = SITE) -> list[Line]:
    pace = LocalPace(lambda _: limits, time, lambda _: None)
    return [Line(pace, site, each) for each in waits]


def test_while_twenty_offers_are_read_a_confirmation_waits_two_turns_for_each_request() -> None:
    time, site = Time(), Stripe(2, 2)
    hook, *clocks = lines(time, site, [False, *[True] * CLOCKS])

    Crowd(time, site).works([*((c, POLL) for c in clocks), (hook, CONFIRMATION)], 100)

    assert len(hook.passed) >= 100, "it never stops asking, and has its half"
    assert max(hook.passed) <= CLOCKS
    worst = max(
        sum(hook.passed[n : n + len(CONFIRMATION)])
        for n in range(len(hook.passed) - len(CONFIRMATION))
    )
    assert worst <= len(CONFIRMATION) + CLOCKS, "as many turns as it takes itself, and a few"


def test_what_can_wait_takes_no_more_than_half_of_what_the_site_takes() -> None:
    time, site = Time(), Stripe(2, 2)
    clocks = lines(time, site, [True] * CLOCKS)

    Crowd(time, site, 0.01).works([(each, [READ, WRITE]) for each in clocks], 60)

    assert len(site.taken) <= 60 * SITE.account * SHARE + CLOCKS
    assert len(site.taken) >= 0.9 * 60 * SITE.account * SHARE, "and no less, while nobody leaves"


@pytest.mark.parametrize("takes", [1, 2, 4])
def test_there_is_a_half_for_the_hooks_also_at_a_site_that_takes_less_or_more(takes: int) -> None:
    time, site = Time(), Stripe(takes, takes)
    limits = Limits(account=takes, endpoint=takes, search=takes, margin=0)
    everybody = lines(time, site, [*[True] * CLOCKS, *[False] * HOOKS], limits)

    done = Crowd(time, site, 0.01).works([(each, [READ]) for each in everybody], 60)

    assert sum(done[CLOCKS:]) >= 0.45 * takes * 60


def test_a_site_that_turns_requests_away_leaves_the_hooks_half_of_what_is_left() -> None:
    time, site = Time(), Stripe(1, 1)
    everybody = lines(time, site, [*[True] * CLOCKS, *[False] * HOOKS])

    done = Crowd(time, site, 0.01).works([(each, [READ]) for each in everybody], 120)

    assert sum(done[CLOCKS:]) >= sum(done[:CLOCKS])


def test_whoever_is_turned_away_slows_down_both_halves() -> None:
    clock, hook = lines(Time(), Stripe(), [True, False])

    hook.slower("academy", None)

    assert list(clock.turn("academy", READ)) == []
    assert next(clock.turn("academy", READ)) == pytest.approx(2.0 - CREDIT)


def test_one_lane_is_for_all_that_can_wait_whatever_it_asks() -> None:
    time, site = Time(), Stripe(2, 2)
    (clock,) = lines(time, site, [True])

    assert list(clock.turn("academy", READ)) == []
    (wait, *_) = clock.turn("academy", WRITE)

    assert wait == pytest.approx(1.0 - CREDIT)
