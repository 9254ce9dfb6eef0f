"""A brake holds those who leave (KAJ-2): shown first, one word for all of them, on record."""

import pytest

from carryover.access.messages import Provide
from carryover.access.rules import BrakeRule
from carryover.kernel.facts import MemberHinted
from carryover.replay.model import Deed
from tests.unit.cli.access.support import LEFT, SITE, Support


@pytest.fixture
def support() -> Support:
    """Two leave a site of which one may."""
    support = Support()
    site = support.rules.rules.sites[SITE]
    brake = BrakeRule(most=1, percent=0)
    support.rules.rules.sites[SITE] = site.model_copy(update={"brake": brake})
    for number, name in enumerate(("ada", "ben"), start=1):
        sub = support.subscribes(f"{name}@example.com")
        support.worker_hears(Provide(account="us", subscription=sub))
        support.kajabi.is_tagged(f"c{number}", LEFT)
        hint = MemberHinted(
            account=SITE, evidence="hook", event="tag_added", contact=f"c{number}", tag=LEFT
        )
        support.worker_hears(hint)
    return support


def test_a_look_shows_who_waits_and_does_nothing(support: Support) -> None:
    said = support.types("brake", SITE, "--why", "look", "--dry-run", "--json")

    assert (said.code, said.json["pulled"]) == (0, True)
    assert said.json["held"] == [f"{SITE}:c2:tag:{LEFT}"]
    assert support.memory.brakes.held(SITE, 9) == said.json["held"]


@pytest.mark.parametrize("word", ["--release", "--discard"])
def test_a_persons_word_decides_about_all_and_lets_the_brake_go(
    support: Support, word: str
) -> None:
    said = support.types("brake", SITE, word, "--why", "known", "--by", "sue", "--yes", "--json")

    assert (said.code, said.json["outcome"]) == (0, "decided, the brake is off"), said.err
    assert support.memory.brakes.held(SITE, 9) == []
    assert [act.deed for act in support.stage.audit.acts] == [Deed.ACCESS_BRAKE_DECIDED]


def test_without_a_word_nothing_is_decided(support: Support) -> None:
    said = support.types("brake", SITE, "--why", "known", "--yes")

    assert said.code != 0
    assert "say one" in said.err
    assert len(support.memory.brakes.held(SITE, 9)) == 1
