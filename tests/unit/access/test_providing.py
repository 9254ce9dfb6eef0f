"""KAJ-1, KAJ-4, KAJ-6: whoever pays has access, once and without surprise e-mails; whoever stops
loses it, unless they pay elsewhere."""

from typing import Any

import pytest

from carryover.access.messages import Audit, Poll, Provide, Withdraw
from carryover.access.model import LinkState, Mark
from tests.unit.access.world import RULES, SITE, World

GIVE = Provide(account="us", subscription="sub_ada")
TAKE = Withdraw(account="us", subscription="sub_ada")


def payer(world: World | None = None) -> World:
    world = world or World()
    world.billing.sells("sub_ada", "ada@example.com")
    return world


def test_a_payer_gets_the_offer_of_their_plan_once_and_no_mail() -> None:
    world = payer().hears(GIVE, GIVE)

    assert world.kajabi.grants == [("c1", "gold")]
    assert world.kajabi.mails == []
    assert world.outcomes == ["given", "given before"]


def test_who_has_the_offer_already_is_not_given_it_again() -> None:
    world = payer()
    world.kajabi.joins("c1", "Ada@Example.com")
    world.kajabi.held["c1"] = {"gold"}

    world.hears(GIVE)

    assert world.kajabi.grants == []
    assert world.links.rows["us", "sub_ada"].state is LinkState.GIVEN


def test_the_e_mail_is_sent_where_the_owner_asks_for_it() -> None:
    world = payer(World(rules=RULES.model_copy(update={"welcome": True}))).hears(GIVE)

    assert world.kajabi.mails == [("c1", "gold")]


def test_a_site_without_the_api_is_told_by_its_urls_under_a_name_that_stays() -> None:
    world = payer(World(rules=RULES.model_copy(update={"route": "inbound"})))

    world.hears(GIVE)
    world.billing.becomes("sub_ada", status="canceled")
    world.hears(TAKE)

    assert world.kajabi.told == [
        ("activate", "gold", "ada@example.com"),
        ("deactivate", "gold", "ada@example.com"),
    ]


@pytest.mark.parametrize(
    "state", [{"mark": Mark.ARMED}, {"mark": Mark.MOVED}, {"status": "paused"}]
)
def test_what_does_not_bill_opens_nothing(state: dict[str, Any]) -> None:
    world = payer()
    world.billing.becomes("sub_ada", **state)

    world.hears(GIVE)

    assert world.kajabi.grants == []
    assert world.links.rows == {}


def test_two_contacts_of_one_address_go_to_a_person() -> None:
    world = payer()
    world.kajabi.joins("c1", "ada@example.com")
    world.kajabi.joins("c2", "ADA@example.com")

    world.hears(GIVE)

    assert world.kajabi.grants == []
    assert "c1, c2" in world.doubts[0]


def test_another_plan_opens_its_offer_before_the_old_one_is_taken() -> None:
    world = payer().hears(GIVE)
    world.billing.becomes("sub_ada", plans=("price_silver",))

    world.hears(GIVE)

    assert world.kajabi.held["c1"] == {"silver"}
    assert world.links.rows["us", "sub_ada"].left == ("gold",)


def test_an_end_takes_the_access_and_nobody_takes_that_for_a_wish() -> None:
    """No loop: the poll sees the purchase gone, and knows whose doing it was."""
    world = payer().hears(GIVE)
    world.billing.becomes("sub_ada", status="canceled")

    world.hears(TAKE, TAKE)

    assert world.kajabi.held["c1"] == set()
    assert world.outcomes[-2:] == ["taken", "nothing was given"]


def test_a_moved_source_takes_nothing() -> None:
    world = payer().hears(GIVE)
    world.billing.becomes("sub_ada", status="canceled", mark=Mark.MOVED)

    world.hears(TAKE)

    assert world.kajabi.held["c1"] == {"gold"}


def test_a_target_that_was_rolled_back_takes_nothing_while_its_source_pays() -> None:
    world = payer().hears(GIVE)
    world.billing.becomes("sub_ada", status="canceled", source="intl/sub_old")
    world.billing.sells("sub_old", "ada@example.com", account="intl")

    world.hears(TAKE)

    assert world.kajabi.held["c1"] == {"gold"}


def test_a_move_takes_the_one_grant_along_and_a_rollback_brings_it_back() -> None:
    """Even where the address was changed at the site meanwhile; nobody is mailed."""
    world = payer().hears(GIVE)
    world.kajabi.joins("c1", "ada@new.example")
    world.kajabi.held["c1"] = {"gold"}
    target = Provide(account="intl", subscription="sub_new")
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_ada")
    for number in range(2):
        world.billing.becomes("sub_ada", ends=True, mark=Mark.MOVED)
        world.billing.becomes("sub_new", "intl", status="active", ends=False, mark=Mark.NONE)
        world.hears(target, name=f"moved-{number}")
        assert _states(world) == {"sub_ada": LinkState.TAKEN, "sub_new": LinkState.GIVEN}

        world.billing.becomes("sub_new", "intl", ends=True, mark=Mark.ARMED)
        world.billing.becomes("sub_ada", ends=False, mark=Mark.NONE)
        world.hears(Withdraw(account="intl", subscription="sub_new"), name=f"back-{number}")
        assert _states(world) == {"sub_ada": LinkState.GIVEN, "sub_new": LinkState.TAKEN}

    assert world.kajabi.grants == [("c1", "gold")]
    assert len(world.kajabi.contacts) == 1
    assert world.kajabi.mails == []


def test_a_target_ended_before_its_first_charge_leaves_the_period_its_source_was_paid_for() -> None:
    world = payer().hears(GIVE)
    world.billing.becomes("sub_ada", ends=True, mark=Mark.MOVED)
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_ada")
    world.hears(Provide(account="intl", subscription="sub_new"))
    take = Withdraw(account="intl", subscription="sub_new")

    world.billing.becomes("sub_new", "intl", ends=True, mark=Mark.ARMED)
    world.hears(take, name="early")
    assert world.kajabi.held["c1"] == {"gold"}

    world.billing.becomes("sub_new", "intl", status="canceled")
    world.billing.becomes("sub_ada", status="canceled")
    world.hears(take, name="over")
    assert world.kajabi.held["c1"] == set()


def test_what_a_moved_source_claims_stays_until_its_target_has_spoken_up() -> None:
    """An older subscription of the same offer ends while Stripe's word of the target is late; were
    the offer taken, the poll would see a farewell in it."""
    world = payer()
    world.billing.sells("sub_old", "ada@example.com")
    world.hears(GIVE, Provide(account="us", subscription="sub_old"))
    world.billing.becomes("sub_ada", ends=True, mark=Mark.MOVED)
    world.billing.sells("sub_new", "ada@example.com", account="intl", source="us/sub_ada")
    world.billing.becomes("sub_old", status="canceled")

    world.hears(Withdraw(account="us", subscription="sub_old")).hears(Poll(), name="poll")

    assert world.kajabi.held["c1"] == {"gold"}
    assert world.billing.ends == []


def _states(world: World) -> dict[str, LinkState]:
    return {name: link.state for (_, name), link in world.links.rows.items()}


def test_an_offer_that_another_subscription_opens_stays() -> None:
    world = payer()
    world.billing.sells("sub_two", "ada@example.com")
    world.hears(GIVE, Provide(account="us", subscription="sub_two"))
    world.billing.becomes("sub_ada", status="canceled")

    world.hears(TAKE)

    assert world.kajabi.held["c1"] == {"gold"}
    assert len(world.kajabi.grants) == 1


@pytest.mark.parametrize("order", ["give", "take"])
def test_whichever_effect_the_worker_dies_at_the_end_is_the_same(order: str) -> None:
    moments = 0
    while True:
        world = payer()
        if order == "take":
            world.hears(GIVE)
            world.billing.becomes("sub_ada", status="canceled")
        world.mortal.dies_at, world.mortal.moment = moments, 0

        world.hears(GIVE if order == "give" else TAKE)

        assert world.kajabi.held["c1"] == ({"gold"} if order == "give" else set())
        assert len(world.kajabi.contacts) == len(world.kajabi.grants) == 1, f"moment {moments}"
        wanted = LinkState.GIVEN if order == "give" else LinkState.TAKEN
        assert world.links.rows["us", "sub_ada"].state is wanted
        if not world.deaths:
            break
        moments += 1
    assert moments >= 6


def test_after_a_repair_access_is_what_is_paid_for() -> None:
    world = payer().hears(GIVE)
    world.kajabi.held["c1"].clear()
    world.billing.sells("sub_ben", "ben@example.com", "price_silver")
    world.hears(Provide(account="us", subscription="sub_ben"), name="ben")
    world.billing.becomes("sub_ben", status="canceled")
    world.kajabi.joins("c9", "guest@example.com")
    world.kajabi.held["c9"].add("gold")

    world.hears(Audit(site=SITE, repair=True), name="night")
    world.hears(Audit(site=SITE), name="morning")

    assert world.kajabi.held["c1"] == {"gold"}
    assert world.kajabi.held["c2"] == set()
    assert (
        world.outcomes[-1]
        == "2 right, 0 pay without, 0 have without paying, 1 nobody knows, 0 of no account"
    )
