"""Shapes that move: when they are billed."""

from typing import Any

from tests.unit.migration.shapes.shape import Collection
from tests.unit.migration.shapes.shop import coupon, customer, fixed, price, subscribe, update
from tests.unit.migration.shapes.world import Object, World2, instant

DATES = Collection()


def sold(world: World2, rhythm: str, days: float, **more: Any) -> Object:
    made = subscribe(world, sold=price(world, rhythm=rhythm), **more)
    world.days_pass(days)
    return made


@DATES.moves
def monthly(world: World2) -> Object:
    return sold(world, "month", 10)


@DATES.moves
def monthly_in_its_third_month(world: World2) -> Object:
    return sold(world, "month", 70)


@DATES.moves
def yearly(world: World2) -> Object:
    return sold(world, "year", 100)


@DATES.moves
def every_three_months(world: World2) -> Object:
    return sold(world, "3 month", 40)


@DATES.moves
def weekly(world: World2) -> Object:
    return sold(world, "week", 1)


@DATES.moves
def every_two_weeks(world: World2) -> Object:
    return sold(world, "2 week", 17)


@DATES.moves
def daily(world: World2) -> Object:
    return sold(world, "day", 0.1)


@DATES.moves_from("2026-01-29T23:59:59")
def anchored_on_the_29th(world: World2) -> Object:
    return sold(world, "month", 35)


@DATES.moves_from("2026-01-30T08:30:00")
def anchored_on_the_30th(world: World2) -> Object:
    return sold(world, "month", 31)


@DATES.moves_from("2026-01-31T10:00:00")
def anchored_on_the_31st(world: World2) -> Object:
    return sold(world, "month", 5)


@DATES.moves_from("2026-01-31T10:00:00")
def anchored_on_the_31st_seen_in_march(world: World2) -> Object:
    return sold(world, "month", 31)


@DATES.moves_from("2026-05-31T10:00:00")
def every_three_months_on_the_31st(world: World2) -> Object:
    return sold(world, "3 month", 130)


@DATES.moves_from("2028-02-29T12:00:00")
def yearly_on_29_february(world: World2) -> Object:
    return sold(world, "year", 380)


@DATES.moves
def on_a_day_of_the_month_by_configuration(world: World2) -> Object:
    config = {"day_of_month": 31, "hour": 6, "minute": 0, "second": 0}
    made = subscribe(world, billing_cycle_anchor_config=config)
    world.it_is("2026-02-03T00:00:00")
    return made


@DATES.moves
def not_billed_before_its_anchor(world: World2) -> Object:
    anchor = instant("2026-02-10T00:00:00")
    made = subscribe(world, billing_cycle_anchor=anchor, proration_behavior="none")
    world.days_pass(2)
    return made


@DATES.moves
def items_of_different_intervals_that_meet(world: World2) -> Object:
    items = [{"price": price(world, 900)}, {"price": price(world, 12_000, "year")}]
    made = subscribe(world, items=items)
    world.it_is("2026-12-20T00:00:00")
    return made


@DATES.moves
def trial_with_a_card(world: World2) -> Object:
    made = subscribe(world, trial_period_days=30)
    world.days_pass(5)
    return made


@DATES.moves
def trial_with_a_coupon_for_the_first_invoice(world: World2) -> Object:
    first = [{"coupon": coupon(world, duration="once", percent_off=50)}]
    made = subscribe(world, trial_period_days=14, discounts=first)
    world.days_pass(2)
    return made


def _trial_without_a_card(world: World2, missing: str) -> Object:
    settings = {"end_behavior": {"missing_payment_method": missing}}
    owner = customer(world, card=None)
    made = subscribe(world, owner, trial_period_days=30, trial_settings=settings)
    world.days_pass(5)
    return made


@DATES.moves
def trial_without_a_card_that_is_cancelled(world: World2) -> Object:
    return _trial_without_a_card(world, "cancel")


@DATES.moves
def trial_without_a_card_that_is_paused(world: World2) -> Object:
    return _trial_without_a_card(world, "pause")


@DATES.moves
def trial_without_a_card_that_is_invoiced(world: World2) -> Object:
    return _trial_without_a_card(world, "create_invoice")


@DATES.moves
def after_its_trial(world: World2) -> Object:
    made = subscribe(world, trial_period_days=16)
    world.days_pass(30)
    return made


@DATES.moves
def cancelled_at_a_later_boundary(world: World2) -> Object:
    made = sold(world, "month", 5)
    return update(world, made, cancel_at=instant("2026-06-15T10:00:00"))


@DATES.moves
def cancelled_in_the_middle_of_a_later_period(world: World2) -> Object:
    made = sold(world, "month", 5)
    return update(world, made, cancel_at=instant("2026-05-01T00:00:00"))


def _paused(world: World2, **pause: Any) -> Object:
    made = sold(world, "month", 5)
    return update(world, made, pause_collection=pause)


@DATES.moves
def paused_keeping_drafts(world: World2) -> Object:
    return _paused(world, behavior="keep_as_draft")


@DATES.moves
def paused_with_a_draft_already(world: World2) -> Object:
    made = _paused(world, behavior="keep_as_draft")
    world.days_pass(30)
    return made


@DATES.moves
def paused_marking_uncollectible(world: World2) -> Object:
    return _paused(world, behavior="mark_uncollectible")


@DATES.moves
def paused_voiding(world: World2) -> Object:
    return _paused(world, behavior="void")


@DATES.moves
def paused_until_a_day(world: World2) -> Object:
    return _paused(world, behavior="void", resumes_at=instant("2026-04-01T00:00:00"))


@DATES.moves
def paused_with_months_left_of_a_coupon(world: World2) -> Object:
    months = coupon(world, duration="repeating", duration_in_months=4)
    made = subscribe(world, discounts=[{"coupon": months}])
    world.days_pass(5)
    until = instant("2026-03-01T00:00:00")
    return update(world, made, pause_collection={"behavior": "void", "resumes_at": until})


@DATES.moves
def set_to_end_and_taken_back(world: World2) -> Object:
    made = sold(world, "month", 5, discounts=[{"coupon": fixed(world)}])
    update(world, made, cancel_at_period_end=True)
    return update(world, made, cancel_at_period_end=False)
