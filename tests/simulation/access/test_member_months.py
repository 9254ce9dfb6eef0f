"""KAJ-1 … KAJ-6, "How it is judged": a thousand member-months with everything that can happen, a
day without Kajabi in the middle, and nobody charged, let in or shut out wrongly."""

from collections import Counter

import pytest

from tests.simulation.access.playing import Play

SEEDS = (2, 3)
MEMBERS = 95


@pytest.mark.parametrize("seed", SEEDS)
def test_five_hundred_member_months_break_no_law(seed: int) -> None:
    play = Play(seed, members=MEMBERS).run()

    assert play.truth.broken == []
    assert play.member_months > 500
    channels = Counter(each.channel for each in play.truth.leaves)
    assert {"form", "revocation"} <= set(channels), "people left by several channels"
    assert play.truth.audits >= 5
    assert play.river.deaths > 0
    assert play.river.refused > 0, "somebody knocked with a wrong token"
    assert play.river.dead == []
