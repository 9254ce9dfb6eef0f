"""Shapes that do not move, or not now: held with a reason, waiting, or left to end."""

from typing import Any

from carryover.migration.planning.codes import Code
from sandbox.stripe.lifecycle.discounting import give_customer
from sandbox.stripe.lifecycle.settings import LastResort, set_after_last_retry
from tests.unit.migration.shapes.dates import sold
from tests.unit.migration.shapes.shape import Collection
from tests.unit.migration.shapes.shop import (
    charge_by_default,
    coupon,
    customer,
    method,
    price,
    subscribe,
    update,
)
from tests.unit.migration.shapes.world import Object, World2, instant

STANDING = Collection()


@STANDING.stays(Code.LEAVING, "ends at the source on 2026-02-15")
def cancelled_at_period_end(world: World2) -> Object:
    return update(world, sold(world, "month", 5), cancel_at_period_end=True)


@STANDING.stays(Code.LEAVING, "ends at the source on 2026-02-01")
def cancelled_within_the_period(world: World2) -> Object:
    return update(world, sold(world, "month", 5), cancel_at=instant("2026-02-01T00:00:00"))


@STANDING.stays(Code.LEAVING, "It was moved by acme")
def moved_before(world: World2) -> Object:
    said = {"cancellation_details": {"comment": "carryover:acme"}}
    return update(world, sold(world, "month", 5), cancel_at_period_end=True, **said)


@STANDING.stays(Code.ENDED, "over (canceled)")
def cancelled(world: World2) -> Object:
    made = sold(world, "month", 5)
    world.delete("us", f"subscriptions/{made['id']}")
    return made


@STANDING.stays(Code.ENDED, "over (incomplete_expired)")
def never_begun(world: World2) -> Object:
    made = first_payment_outstanding(world)
    world.days_pass(2)
    return made


@STANDING.waits(Code.INCOMPLETE, "within 23 hours")
def first_payment_outstanding(world: World2) -> Object:
    return subscribe(world, payment_behavior="default_incomplete")


def _unpaid(world: World2, resort: LastResort, days: float) -> Object:
    set_after_last_retry(world.account("us"), resort)
    owner = customer(world)
    made = subscribe(world, owner)
    charge_by_default(world, "us", owner, method(world, "us", owner, "card_chargeCustomerFail"))
    world.days_pass(days)
    return made


@STANDING.held(Code.OWED, "It is past_due: the debt stays at the source")
def past_due(world: World2) -> Object:
    return _unpaid(world, "past_due", 33)


@STANDING.held(Code.OWED, "It is unpaid")
def unpaid(world: World2) -> Object:
    return _unpaid(world, "unpaid", 58)


@STANDING.held(Code.PAUSED, "no subscription can be created paused")
def paused_for_want_of_a_card(world: World2) -> Object:
    settings = {"end_behavior": {"missing_payment_method": "pause"}}
    owner = customer(world, card=None)
    made = subscribe(world, owner, trial_period_days=5, trial_settings=settings)
    world.days_pass(8)
    return made


@STANDING.held(Code.BALANCE, "a credit of 1500")
def credit_balance(world: World2) -> Object:
    made = sold(world, "month", 5)
    world.post("us", f"customers/{made['customer']}", balance=-1500)
    return made


@STANDING.held(Code.BALANCE, "a debt of 700")
def debit_balance(world: World2) -> Object:
    made = sold(world, "month", 5)
    world.post("us", f"customers/{made['customer']}", balance=700)
    return made


def _charged_besides(world: World2, made: Object, **more: Any) -> Object:
    given = {"customer": made["customer"], "amount": 500, "currency": "usd", **more}
    world.post("us", "invoiceitems", **given)
    return made


@STANDING.waits(Code.PENDING_ITEMS, "bills them with the renewal")
def charges_waiting(world: World2) -> Object:
    made = sold(world, "month", 5)
    return _charged_besides(world, made, subscription=made["id"])


@STANDING.waits(Code.PENDING_ITEMS, "bills them with the renewal")
def charges_of_the_customer_waiting(world: World2) -> Object:
    return _charged_besides(world, sold(world, "month", 5))


@STANDING.waits(Code.PENDING_ITEMS, "bills them with the renewal")
def upgraded_in_the_middle_of_a_period(world: World2) -> Object:
    made = sold(world, "month", 5)
    item = made["items"]["data"][0]["id"]
    return update(world, made, items=[{"id": item, "quantity": 3}])


@STANDING.held(Code.PENDING_ITEMS, "Invoice them at the source now")
def charges_waiting_for_a_year(world: World2) -> Object:
    return _charged_besides(world, sold(world, "year", 5))


@STANDING.held(Code.SCHEDULE, "later phases would be lost")
def scheduled(world: World2) -> Object:
    made = sold(world, "month", 5)
    world.post("us", "subscription_schedules", from_subscription=made["id"])
    return made


@STANDING.held(Code.MIXED_INTERVALS, "paid up to different days")
def items_of_different_intervals(world: World2) -> Object:
    items = [{"price": price(world, 900)}, {"price": price(world, 12_000, "year")}]
    made = subscribe(world, items=items)
    world.days_pass(5)
    return made


@STANDING.held(Code.TRIAL_ANCHOR, "another day than its billing is anchored at")
def trial_before_a_later_anchor(world: World2) -> Object:
    anchor = instant("2026-02-20T00:00:00")
    made = subscribe(world, trial_end=instant("2026-02-10T00:00:00"), billing_cycle_anchor=anchor)
    world.days_pass(3)
    return made


@STANDING.waits(Code.RENEWS_SOON, "It renews on 2026-02-15 10:00 UTC, too soon to begin")
def renews_tomorrow(world: World2) -> Object:
    return sold(world, "month", 30)


@STANDING.waits(Code.TRIAL_ENDS_SOON, "Its trial ends on 2026-01-29")
def trial_ends_in_two_days(world: World2) -> Object:
    made = subscribe(world, trial_period_days=14)
    world.days_pass(11.5)
    return made


@STANDING.waits(Code.PAYMENT_IN_FLIGHT, "is a draft")
def just_renewed(world: World2) -> Object:
    made = sold(world, "month", 1)
    world.it_is("2026-02-15T10:30:00")
    return made


@STANDING.waits(Code.PAYMENT_IN_FLIGHT, "is not paid yet")
def debit_on_its_way(world: World2) -> Object:
    owner = customer(world, card=None)
    own = method(world, "us", owner, "usBankAccount_processing")
    made = subscribe(world, owner, default_payment_method=own)
    world.days_pass(1)
    return made


@STANDING.waits(Code.PENDING_UPDATE, "waits for its payment")
def change_waiting_for_its_payment(world: World2) -> Object:
    owner = customer(world)
    made = subscribe(world, owner)
    charge_by_default(world, "us", owner, method(world, "us", owner, "card_chargeCustomerFail"))
    world.days_pass(3)
    item = made["items"]["data"][0]["id"]
    return update(
        world,
        made,
        items=[{"id": item, "price": price(world, 9900, "year")}],
        payment_behavior="pending_if_incomplete",
    )


@STANDING.waits(Code.RESUMES_SOON, "Its pause ends on 2026-01-21")
def resumes_tomorrow(world: World2) -> Object:
    made = sold(world, "month", 5)
    until = instant("2026-01-21T12:00:00")
    return update(world, made, pause_collection={"behavior": "void", "resumes_at": until})


@STANDING.waits(Code.COUPON_MONTHS, "no whole number of months")
def months_on_a_weekly_price(world: World2) -> Object:
    months = coupon(world, duration="repeating", duration_in_months=2)
    return sold(world, "week", 1, discounts=[{"coupon": months}])


@STANDING.held(Code.COUPON_UNKNOWN, "which the source does not show")
def coupon_deleted_since(world: World2) -> Object:
    gone = coupon(world)
    made = sold(world, "month", 5, discounts=[{"coupon": gone}])
    world.delete("us", f"coupons/{gone}")
    return made


@STANDING.held(Code.CUSTOMER_ONCE, "whichever subscription renews first")
def customers_discount_for_one_invoice(world: World2) -> Object:
    owner = customer(world)
    made = subscribe(world, owner)
    account, once = world.account("us"), coupon(world, duration="once")
    give_customer(account, account.get("customer", owner), {"coupon": once})
    world.days_pass(3)
    return made
