"""Support sees one person on one screen: what they pay, what they see, and why (KAJ-5)."""

from typing import Any

import pytest

from carryover.access.messages import Provide, Withdraw
from carryover.kernel.facts import MemberHinted
from carryover.replay.model import Deed
from tests.unit.cli.access.support import GOLD, LEFT, SITE, Support

WHO = ("show", "--email", "ada@example.com")


@pytest.fixture
def support() -> Support:
    return Support()


def joined(support: Support) -> str:
    """Ada pays, and was given what she pays for."""
    sub = support.subscribes()
    support.worker_hears(Provide(account="us", subscription=sub))
    return sub


def why(support: Support) -> tuple[str, str]:
    (one,) = support.types(*WHO, "--json").json["subscriptions"]
    return one["verdict"], one["why"]


def test_both_sides_stand_side_by_side_and_why_they_agree(support: Support) -> None:
    sub = joined(support)

    said = support.types(*WHO)

    assert said.code == 0, said.err
    for word in (f"us/{sub}", "active", "$29.00 every month", "given", SITE, GOLD, "c1"):
        assert word in said.out
    assert "pays, and sees what it opens" in said.out


def test_who_pays_and_was_given_nothing_is_told(support: Support) -> None:
    support.subscribes()

    assert why(support) == ("wrong", "pays, and nothing was given yet: carryover access repair")


def test_who_pays_and_does_not_see_it_is_told(support: Support) -> None:
    joined(support)
    support.kajabi.held["c1"].clear()

    assert why(support)[0] == "wrong"
    assert "does not see what it opens" in why(support)[1]


def test_who_has_left_and_sees_it_still_is_told(support: Support) -> None:
    sub = joined(support)
    support.stripes.end("us", sub)

    assert why(support) == (
        "wrong",
        "does not pay (canceled), and sees it still: carryover access repair",
    )
    support.worker_hears(Withdraw(account="us", subscription=sub))
    assert why(support) == ("right", "does not pay (canceled), and opens nothing")


def test_a_moved_source_is_explained(support: Support) -> None:
    sub = joined(support)
    mark = {"comment": "carryover:acme"}
    support.stops(sub, cancel_at_period_end=True, cancellation_details=mark)

    assert "was moved" in why(support)[1]


def test_wishes_and_questions_about_the_person_are_there(support: Support) -> None:
    sub = joined(support)
    support.kajabi.is_tagged("c1", LEFT)
    support.worker_hears(
        MemberHinted(account=SITE, evidence="hook", event="tag_added", contact="c1", tag=LEFT)
    )
    support.kajabi.joins("c2", "ada@example.com")
    other = support.subscribes()
    support.worker_hears(Provide(account="us", subscription=other))

    said: Any = support.types(*WHO, "--json").json

    assert {wish["subscription"] for wish in said["wishes"]} == {f"us/{sub}"}
    assert [case["sentence"] for case in said["reviews"]] == [
        "Several contacts have its address: c1, c2."
    ]


def test_what_a_person_cancelled_by_hand_is_among_the_wishes(support: Support) -> None:
    sub = support.subscribes()
    support.types("cancel", "--subscription", f"us/{sub}", "--why", "x", "--yes")

    (wish,) = support.types(*WHO, "--json").json["wishes"]

    assert (wish["subscription"], wish["state"]) == (f"us/{sub}", "done")


def test_somebody_is_found_by_their_subscription_too(support: Support) -> None:
    sub = joined(support)

    said = support.types("show", "--subscription", f"us/{sub}", "--json")

    assert [each["contact"] for each in said.json["members"]] == ["c1"]


def test_people_are_hidden_unless_revealed_and_that_is_on_record(support: Support) -> None:
    joined(support)

    masked = support.types(*WHO, "--json")
    assert "Lovelace" not in masked.out
    assert not support.stage.audit.acts
    shown = support.types(*WHO, "--json", "--reveal", "--by", "ana")

    assert "Lovelace" in shown.out
    (act,) = support.stage.audit.acts
    assert (act.deed, act.order.by) == (Deed.PERSONAL_DATA_REVEALED, "ana")


def test_while_the_site_is_down_the_other_half_is_shown(support: Support) -> None:
    sub = joined(support)
    support.kajabi.down = True

    said = support.types(*WHO)

    assert said.code == 0
    assert f"us/{sub}" in said.out
    assert f"{SITE} could not be asked: Kajabi answers 503" in said.out
    assert "could not be looked at" in said.out


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "say who"),
        (("--email", "a@example.com", "--subscription", "us/sub_1"), "say who"),
        (("--email", "nobody@example.com"), "nobody with the address"),
        (("--email", "nobody"), "is no e-mail address"),
        (("--subscription", "us/sub_none"), "Stripe knows no"),
    ],
)
def test_what_cannot_be_is_a_sentence(
    support: Support, words: tuple[str, ...], sentence: str
) -> None:
    said = support.types("show", *words)

    assert (said.code, said.out, sentence in said.err) == (1, "", True)
