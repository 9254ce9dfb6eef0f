"""KAJ-2, KAJ-3, "How it is judged": duplicate, reordered, forged and lost webhooks, through the
real door; how soon a member who left is let go, counted in polls and requests, not in seconds."""

import pytest

from sandbox.kajabi.people import access, contacts, paying
from tests.simulation.access.river import forged
from tests.simulation.access.stage import ADA, CHANNELS, Stage

PERIOD = 60
MOST_AT_KAJABI = 1
"""Requests between a hook and the end. Kajabi takes two a second (CONTRACTS.md §1.3)."""
MOST_AT_STRIPE = 3


def body(stage: Stage, email: str = ADA, event: str = "tag_added") -> bytes:
    """What Kajabi writes about Ada and the tag of those who leave."""
    who = (stage.contact().id, "contacts", {"email": email})
    return forged(event, who, (stage.place.left.id, "contact_tags", {"name": "Cancelled"}))


@pytest.mark.parametrize("copies", [1, 2, 5])
def test_a_true_hook_has_one_effect_however_often_it_comes(copies: int) -> None:
    stage = Stage()
    stage.leaves("form")
    for _ in range(copies):
        assert stage.river.knocks("academy", body(stage)) == 200
        stage.passes(2)

    ended = stage.ended_at()
    stage.polls()

    assert ended is not None
    assert stage.ended_at() == ended, "nothing was asked of Stripe a second time"
    assert stage.river.doubts == {}


def test_hooks_in_the_wrong_order_leave_what_the_site_shows() -> None:
    """Tagged, untagged, tagged; they arrive backwards, and the tag is there."""
    stage = Stage(hooks_arrive=False)
    stage.leaves("form")
    for event in ("tag_added", "tag_removed", "tag_added"):
        stage.river.knocks("academy", body(stage, event=event))
        stage.passes(3)

    assert stage.ended_at() is not None
    assert stage.river.doubts == {}


@pytest.mark.parametrize(
    ("site", "shown"),
    [
        ("academy", "a-wrong-token-of-22-letters"),
        ("academy", ""),
        ("studio", "short"),
        ("nowhere", "a-token-of-more-than-22-letters"),
    ],
)
def test_who_does_not_know_the_door_hears_nothing_and_leaves_no_trace(
    site: str, shown: str
) -> None:
    stage = Stage(hooks_arrive=False)
    stage.leaves("form")

    assert stage.river.knocks(site, body(stage), shown) == 404

    assert stage.river.due() is None, "no message"
    assert stage.ended_at() is None


def test_a_body_replayed_with_another_address_ends_nothing_and_a_person_hears_of_it() -> None:
    stage = Stage(hooks_arrive=False)
    stage.leaves("form")
    stage.river.knocks("academy", body(stage, "eve@example.com"))
    stage.passes(5)

    assert stage.ended_at() is None
    assert ["not theirs" in each for each in stage.river.doubts] == [True]


def test_a_hook_about_a_tag_nobody_set_ends_nothing() -> None:
    stage = Stage()
    stage.river.knocks("academy", body(stage))
    stage.polls()

    assert stage.ended_at() is None
    assert stage.river.doubts == {}


def test_a_true_body_replayed_after_the_member_came_back_ends_nothing() -> None:
    stage = Stage()
    replayed = body(stage)
    stage.leaves("form")
    stage.passes(5)
    contacts.remove_tags(stage.town.kajabi, stage.contact(), [stage.place.left.id])
    stage.passes(5)
    again = stage.subscribes(ADA)

    stage.river.knocks("academy", replayed)
    stage.polls()

    assert stage.ended_at(again) is None


@pytest.mark.parametrize("over", [False, True], ids=["active", "deactivated long ago"])
def test_somebody_elses_purchase_ends_nothing(over: bool) -> None:
    """Ben's purchase, in a hook with Ada's address; his own subscription goes on as well."""
    stage = Stage()
    world, offer = stage.town.kajabi, stage.place.offers["gold"]
    ben = contacts.create(world, stage.place.site, "Ben", "ben@example.com")
    purchase = paying.buy(world, ben, offer)
    if over:
        access.deactivate(world, purchase)
    stage.passes(5)
    bens = stage.subscribes("ben@example.com")
    who = ("1", "customers", {"email": ADA})
    stage.river.knocks("academy", forged("purchase", (purchase.id, "purchases", {}), who))
    stage.polls()

    assert stage.ended_at() is None
    assert stage.ended_at(bens) is None


@pytest.mark.parametrize("channel", sorted(CHANNELS))
def test_with_all_webhooks_lost_a_member_is_let_go_within_two_polls(channel: str) -> None:
    stage = Stage(hooks_arrive=False, bought=channel == "deactivation")
    left = stage.town.now
    stage.leaves(channel)

    stage.polls()
    stage.polls()

    ended = stage.ended_at()
    assert ended is not None
    assert ended - left <= 2 * PERIOD
    assert stage.river.doubts == {}


def test_between_a_hook_and_the_end_there_are_few_requests() -> None:
    """Each is a round trip, and Kajabi takes two a second: five seconds are made of these."""
    stage = Stage()
    kajabi, stripe = stage.requests(), stage.stripe.asked
    stage.leaves("form")
    while stage.ended_at() is None:
        stage.passes(1)

    assert stage.requests() - kajabi <= MOST_AT_KAJABI
    assert stage.stripe.asked - stripe <= MOST_AT_STRIPE
