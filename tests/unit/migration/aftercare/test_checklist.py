"""MIG-12, MIG-14: the checklist checks itself, and what it cannot see somebody signs for."""

from datetime import UTC, datetime
from typing import Any

import pytest

from carryover.kernel.errors import NeedsReview
from carryover.migration.aftercare.checklist import (
    ITEMS,
    Checked,
    Confirmation,
    Phase,
    check,
    confirmable,
)
from carryover.migration.aftercare.result import Outcome
from carryover.migration.aftercare.switching import SWITCHES, Stand, When, stands
from carryover.migration.aftercare.tail import DISPUTABLE
from carryover.migration.model import Move, State
from carryover.ports.stripe_api import Json
from tests.unit.migration.aftercare.desk import ground
from tests.unit.migration.verifying.accounts import DAY, House

NOW = datetime(2026, 2, 1, tzinfo=UTC)


@pytest.fixture
def house() -> House:
    return House()


def checked(house: House, *confirmed: Confirmation) -> dict[str, Checked]:
    signed = {each.item: each for each in confirmed}
    return {each.item.id: each for each in check(ground(house), signed)}


def outcome(house: House, item: str, *confirmed: Confirmation) -> tuple[Outcome, str]:
    found = checked(house, *confirmed)[item].result
    return found.outcome, found.sentence


def switched(house: House, name: str) -> Stand:
    [one] = [each for each in stands(ground(house)) if each.switch.id == name]
    return one


def signed(item: str) -> Confirmation:
    return Confirmation(item=item, by="ann", why="looked at both accounts", at=NOW)


def remembered(house: House, state: State, **other: Any) -> Move:
    given = {"run": "acme", "account": "us", "subscription": f"sub_{state.value}", "wave": 1}
    return house.moves.save(Move.model_validate({**given, "state": state, **other}))


def test_every_line_has_its_own_name_and_says_how_if_no_machine_can_see_it() -> None:
    assert len({item.id for item in ITEMS}) == len(ITEMS)
    assert all(item.how for item in ITEMS if item.check is None)
    assert {item.phase for item in ITEMS} == set(Phase)


def test_a_fresh_house_passes_what_can_be_seen_before_the_first_wave(house: House) -> None:
    house.customer()
    house.has("new", "webhook_endpoints", url="https://example.com/new", enabled_events=["*"],
              api_version="2026-10-28.endive")  # fmt: skip

    found = [each for each in check(ground(house), {}, Phase.BEFORE) if each.item.check]

    assert [each.item.id for each in found if not each.done] == []


def test_without_a_mapping_or_an_endpoint_nothing_may_begin(house: House) -> None:
    assert outcome(house, "card-copy")[0] is Outcome.FAILED
    assert "no webhook endpoint" in outcome(house, "target-webhooks")[1]


def test_an_endpoint_without_a_version_is_not_pinned(house: House) -> None:
    house.has("new", "webhook_endpoints", url="https://example.com/new", enabled_events=["*"])

    assert outcome(house, "target-webhooks")[0] is Outcome.FAILED


def test_what_no_machine_can_see_waits_for_a_signature(house: House) -> None:
    before = outcome(house, "target-radar")
    after = outcome(house, "target-radar", signed("target-radar"))

    assert before[0] is Outcome.BY_HAND
    assert after[0] is Outcome.PASSED
    assert "ann, 2026-02-01" in after[1]


def test_a_signature_never_outvotes_a_check(house: House) -> None:
    assert outcome(house, "card-copy", signed("card-copy"))[0] is Outcome.FAILED
    with pytest.raises(ValueError, match="checks itself"):
        confirmable("card-copy")
    with pytest.raises(ValueError, match="no 'nonsense'"):
        confirmable("nonsense")
    assert confirmable("support").phase is Phase.BEFORE


def test_moves_between_two_steps_and_moves_not_renewed_are_waited_for(house: House) -> None:
    for state in (State.MOVING, State.WAITING, State.MOVED):
        remembered(house, state)

    waits = {"nothing-stuck", "all-begun", "renewals-seen"}

    assert {outcome(house, each)[0] for each in waits} == {Outcome.WAITING}


def test_what_is_held_is_decided_by_somebody(house: House) -> None:
    remembered(house, State.HELD, sentence="It is metered.")

    told = outcome(house, "held-decided")

    assert told[0] is Outcome.BY_HAND
    assert "It is metered." in told[1]
    assert outcome(house, "held-decided", signed("held-decided"))[0] is Outcome.PASSED


def test_an_open_doubt_about_this_migration_is_named(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("us", f"subscriptions/{move.subscription}", cancel_at_period_end=False)
    assert move.boundary is not None
    house.it_is(move.boundary + 2 * 3600)
    house.looks(move)

    assert outcome(house, "doubts")[0] is Outcome.FAILED
    assert outcome(house, "one-owner")[0] is Outcome.FAILED
    assert move.subscription in outcome(house, "one-owner")[1]


def test_one_owner_for_everybody_is_told_in_numbers(house: House) -> None:
    house.sells(house.customer())
    house.moves_over(house.sells(house.customer(email="bob@example.com")))

    assert outcome(house, "one-owner") == (Outcome.PASSED, "source 1, target 1")


def test_an_account_can_be_closed_only_after_everything(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    assert move.boundary is not None
    first = {item: outcome(house, item)[0] for item in ("nobody-left", "disputable", "tail")}
    house.it_is(move.boundary + 2 * 3600)
    then = {item: outcome(house, item)[0] for item in ("nobody-left", "disputable", "tail")}
    house.it_is(move.boundary + DISPUTABLE)
    last = outcome(house, "disputable")[0]

    assert first["nobody-left"] is Outcome.WAITING
    assert (then["nobody-left"], then["tail"]) == (Outcome.PASSED, Outcome.PASSED)
    assert (then["disputable"], last) == (Outcome.WAITING, Outcome.PASSED)


def test_what_is_left_is_told_by_kind_and_currency(house: House) -> None:
    house.sells(house.customer(), collection_method="send_invoice", days_until_due=14)
    house.it_is(house.world.clock + 2 * 3600)

    assert "open invoice: 1 (2000 usd in minor units)" in outcome(house, "tail")[1]


def test_a_balance_is_waited_for(house: House) -> None:
    house.sells(house.customer())

    assert outcome(house, "balance")[0] is Outcome.WAITING


class Shut:
    """A Stripe whose key may read nothing."""

    def now(self, account: str) -> int:
        raise NeedsReview(f"account {account}", "The key may not read.")

    def get(self, account: str, *_: object) -> Json:
        raise NeedsReview(f"account {account}", "The key may not read.")

    def pages(self, account: str, *_: object) -> Json:
        raise NeedsReview(f"account {account}", "The key may not read.")


def test_what_cannot_be_looked_at_is_unknown_and_stops_no_other_check(house: House) -> None:
    blind = ground(house)
    blind.stripe = Shut()  # type: ignore[assignment]

    found = {each.item.id: each.result for each in check(blind, {})}

    assert found["target-open"].outcome is Outcome.UNKNOWN
    assert "may not read" in found["target-open"].sentence
    assert found["all-begun"].outcome is Outcome.PASSED
    assert len(found) == len(ITEMS)


# switches


def test_a_payment_link_that_still_sells_is_to_be_off_before_the_first_wave(house: House) -> None:
    price = house.price()
    house.has("us", "payment_links", line_items=[{"price": price, "quantity": 1}])

    found = switched(house, "payment-links")

    assert (found.due, found.result.outcome) == (True, Outcome.FAILED)
    assert "still has payment links" in found.result.sentence


def test_a_subscription_sold_after_the_approval_shows_a_door_left_open(house: House) -> None:
    house.sells(house.customer())

    assert switched(house, "new-subscriptions").result.outcome is Outcome.FAILED


def test_webhooks_stay_on_while_anything_is_left_and_go_off_after(house: House) -> None:
    house.has("us", "webhook_endpoints", url="https://example.com/old", enabled_events=["*"])
    move = house.moves_over(house.sells(house.customer()))
    assert move.boundary is not None

    early = switched(house, "webhooks")
    house.it_is(move.boundary + 2 * 3600)
    late = switched(house, "webhooks")

    assert (early.due, early.result.outcome) == (False, Outcome.WAITING)
    assert (late.due, late.result.outcome) == (True, Outcome.FAILED)
    assert "https://example.com/old" in late.result.sentence


def test_webhooks_that_are_off_too_early_are_asked_about(house: House) -> None:
    house.sells(house.customer())

    found = switched(house, "webhooks")

    assert (found.due, found.result.outcome) == (False, Outcome.BY_HAND)


def test_the_portal_goes_off_as_soon_as_nothing_renews_not_when_all_has_ended(
    house: House,
) -> None:
    """Who takes a cancellation back in the old portal is charged in both accounts."""
    house.has("us", "billing_portal/configurations",
              features={"subscription_cancel": {"enabled": True}})  # fmt: skip
    sold = house.sells(house.customer())
    before = switched(house, "portal")
    house.moves_over(sold)
    after = switched(house, "portal")

    assert (before.due, after.due) == (False, True)
    assert after.result.outcome is Outcome.FAILED


def test_every_switch_says_why_it_stays_or_that_nothing_needs_it() -> None:
    for switch in SWITCHES:
        assert bool(switch.until_then) == (switch.when is not When.FIRST_WAVE)
        assert switch.how


def test_a_day_after_they_were_opened_checkout_pages_have_lapsed(house: House) -> None:
    price = house.price()
    house.has("us", "checkout/sessions", mode="subscription", success_url="https://example.com",
              line_items=[{"price": price, "quantity": 1}])  # fmt: skip
    open_ = switched(house, "checkout-pages")
    house.it_is(house.world.clock + DAY + 60)

    assert open_.result.outcome is Outcome.FAILED
    assert switched(house, "checkout-pages").result.outcome is Outcome.PASSED
