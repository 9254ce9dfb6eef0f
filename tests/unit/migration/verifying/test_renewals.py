"""MIG-9: each first renewal is seen exactly once, in the right account, for the right amount."""

import pytest

from carryover.migration.model import Expected, Move, State, Thing
from carryover.migration.verifying.outcomes import (
    Doubled,
    Ended,
    Missed,
    NotYet,
    Renewed,
    Stayed,
    Wrong,
)
from carryover.migration.verifying.renewals import FIRST_LOOK, MISSED_AFTER
from carryover.migration.verifying.watching import explained
from carryover.ports.reviews import Case
from tests.unit.migration.verifying.accounts import DAY, HOUR, House


@pytest.fixture
def house() -> House:
    return House()


def after_the_boundary(house: House, move: Move, seconds: int = FIRST_LOOK) -> Move:
    assert move.boundary is not None
    house.it_is(move.boundary + seconds)
    return house.looks(move)


def test_before_the_boundary_there_is_nothing_to_see_and_nothing_is_read(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    assert move.boundary is not None

    seen = house.looks(move)

    assert seen.state is State.MOVED
    assert seen.next_look == move.boundary + FIRST_LOOK


def test_a_charge_in_the_target_alone_is_the_renewal(house: House) -> None:
    seen = after_the_boundary(house, house.moves_over(house.sells(house.customer())))

    assert (seen.state, seen.paid, seen.next_look) == (State.RENEWED, True, None)
    assert isinstance(house.heard[-1], Renewed)
    assert house.asked() == []


def test_a_draft_is_not_a_renewal_yet(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))

    seen = after_the_boundary(house, move, 10 * 60)

    assert isinstance(house.heard[-1], NotYet)
    assert move.boundary is not None
    assert seen.next_look is not None
    assert move.boundary + HOUR < seen.next_look <= move.boundary + 2 * HOUR


def test_a_declined_card_renews_all_the_same_and_is_not_missed(house: House) -> None:
    customer = house.customer()
    move = house.moves_over(house.sells(customer))
    method = house.has(
        "new", "payment_methods/pm_card_chargeCustomerFail/attach", customer=customer
    )
    settings = {"default_payment_method": method["id"]}
    house.has("new", f"customers/{customer}", invoice_settings=settings)

    seen = after_the_boundary(house, move)

    assert (seen.state, seen.paid) == (State.RENEWED, False)
    assert house.asked() == []


def test_who_is_sent_an_invoice_has_renewed_when_it_is_sent(house: House) -> None:
    sold = house.sells(house.customer(), collection_method="send_invoice", days_until_due=14)

    seen = after_the_boundary(house, house.moves_over(sold))

    assert (seen.state, seen.paid, seen.next_look) == (State.RENEWED, None, None)


def test_nothing_to_pay_says_nothing_about_cards(house: House) -> None:
    sold = house.sells(house.customer(), house.price(0))

    seen = after_the_boundary(house, house.moves_over(sold))

    assert (seen.state, seen.paid, seen.next_look) == (State.RENEWED, None, None)


def test_a_trial_renews_at_its_end(house: House) -> None:
    sold = house.sells(house.customer(), trial_period_days=20)

    seen = after_the_boundary(house, house.moves_over(sold))

    assert (seen.state, seen.paid) == (State.RENEWED, True)


@pytest.mark.parametrize("behavior", ["void", "keep_as_draft", "mark_uncollectible"])
def test_paused_collection_goes_on_being_paused(house: House, behavior: str) -> None:
    sold = house.sells(house.customer())
    house.has("us", f"subscriptions/{sold}", pause_collection={"behavior": behavior})

    seen = after_the_boundary(house, house.moves_over(sold))

    assert (seen.state, seen.paid, house.asked()) == (State.RENEWED, None, [])


@pytest.mark.parametrize("behavior", ["void", "keep_as_draft", "mark_uncollectible"])
def test_a_pause_nobody_planned_is_money_nobody_collects(house: House, behavior: str) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("new", f"subscriptions/{move.target}", pause_collection={"behavior": behavior})

    seen = after_the_boundary(house, move)

    assert seen.state is State.MOVED
    assert "status" in seen.sentence


def test_a_source_that_was_let_go_on_is_seen_as_a_double_charge(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("us", f"subscriptions/{move.subscription}", cancel_at_period_end=False)

    seen = after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Doubled)
    assert seen.state is State.MOVED
    assert "Refund" in house.asked()[0]


def test_a_double_that_is_still_a_draft_can_be_stopped_for_nothing(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("us", f"subscriptions/{move.subscription}", cancel_at_period_end=False)

    after_the_boundary(house, move, 10 * 60)

    assert "delete the draft" in house.asked()[0]


def test_the_same_trouble_is_asked_once_and_looked_at_again(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("us", f"subscriptions/{move.subscription}", cancel_at_period_end=False)
    first = after_the_boundary(house, move)
    house.looks(move)

    assert len(house.asked()) == 1
    assert first.next_look is not None


def test_the_source_s_last_invoice_for_pending_items_is_no_double(house: House) -> None:
    customer = house.customer()
    sold = house.sells(customer)
    move = house.moves_over(sold)
    house.has(
        "us", "invoiceitems", customer=customer, amount=700, currency="usd", subscription=sold
    )

    seen = after_the_boundary(house, move)

    assert (seen.state, house.asked()) == (State.RENEWED, [])


def test_nobody_billing_is_missed_but_only_after_six_hours(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    house.stops(spec)
    elsewhere = house.sells(house.customer(email="bob@example.com"))
    move = house.remembers(spec, "sub_gone", None)

    early = after_the_boundary(house, move)
    late = after_the_boundary(house, move, MISSED_AFTER)

    assert early.next_look is not None
    assert isinstance(house.heard[0], NotYet)
    assert isinstance(house.heard[1], Missed)
    assert "neither account" in late.sentence
    assert elsewhere not in late.sentence


def test_a_target_that_ended_itself_while_the_source_went_on_is_where_it_was(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    move = house.remembers(spec, house.arms(spec), None)

    seen = after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Stayed)
    assert "bills where it was" in seen.sentence


def test_a_customer_who_left_in_the_target_is_asked_about_once_and_not_called_missed(
    house: House,
) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("new", f"subscriptions/{move.target}", cancel_at_period_end=True)

    seen = after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Ended)
    assert seen.next_look is None


@pytest.mark.parametrize("behavior", ["cancel", "pause"])
def test_a_trial_that_was_to_end_without_a_card_is_no_trouble(house: House, behavior: str) -> None:
    settings = {"end_behavior": {"missing_payment_method": behavior}}
    sold = house.sells(house.customer(card=None), trial_period_days=10, trial_settings=settings)
    plain = {"collection_method": "charge_automatically", "trial_settings": settings}
    spec = house.spec(sold, plain=plain)
    target = house.arms(spec)
    house.stops(spec)
    house.disarms(spec, target)

    seen = after_the_boundary(house, house.remembers(spec, target, None))

    assert isinstance(house.heard[-1], Ended)
    assert (seen.next_look, house.asked()) == (None, [])


def test_another_amount_than_both_previews_said_is_wrong(house: House) -> None:
    move = house.moves_over(house.sells(house.customer(), house.price(2000)))
    house.has("new", f"subscriptions/{move.target}", discounts=[{"coupon": _half(house)}])

    seen = after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Wrong)
    assert "total: 1000 instead of 2000" in seen.sentence


def test_a_target_that_charged_for_time_the_source_was_paid_for_is_wrong(house: House) -> None:
    spec = house.spec(house.sells(house.customer()))
    house.stops(spec)
    price = house.known()[Thing.PRICE, spec.items[0].price]
    hasty = house.has("new", "subscriptions", customer=spec.customer, items=[{"price": price}])
    move = house.remembers(spec, hasty["id"], None)

    seen = after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Wrong)
    assert "not before" in seen.sentence


def test_a_bank_debit_on_its_way_is_waited_for(house: House) -> None:
    customer = house.customer(card=None)
    method = house.has(
        "new", "payment_methods/pm_usBankAccount_processing/attach", customer=customer
    )
    spec = house.spec(house.sells(customer, trial_period_days=5))
    target = house.arms(spec)
    house.has("new", f"subscriptions/{target}", default_payment_method=method["id"])
    house.stops(spec)
    house.disarms(spec, target)

    seen = after_the_boundary(house, house.remembers(spec, target, None))
    silent = after_the_boundary(house, seen, 15 * DAY)

    assert (seen.state, seen.paid) == (State.RENEWED, None)
    assert seen.next_look is not None
    assert (silent.paid, silent.next_look) == (False, None)


def test_a_look_long_after_the_boundary_still_finds_the_first_renewal(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))

    seen = after_the_boundary(house, move, 100 * DAY)

    assert (seen.state, seen.paid) == (State.RENEWED, True)


def test_what_is_expected_is_checked_to_the_second(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    assert move.expected is not None
    later = Expected(**{**move.expected.model_dump(), "at": move.expected.at - 1})
    move = house.moves.save(move.model_copy(update={"expected": later}))

    after_the_boundary(house, move)

    assert isinstance(house.heard[-1], Wrong)


def test_a_case_that_somebody_closed_explains_its_renewal(house: House) -> None:
    move = house.moves_over(house.sells(house.customer()))
    house.has("new", f"subscriptions/{move.target}", discounts=[{"coupon": _half(house)}])
    after_the_boundary(house, move)
    [doubt] = house.reviews.doubts.values()

    opened = [Case(doubt)]
    closed = [Case(doubt, "ann", "gave her half off", doubt.opened_at)]

    assert explained(opened, "acme") == frozenset()
    assert explained(closed, "acme") == {f"us/{move.subscription}"}
    assert explained(closed, "another") == frozenset()


def _half(house: House) -> str:
    return str(house.has("new", "coupons", percent_off=50, duration="once")["id"])
