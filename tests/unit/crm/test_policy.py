"""What a contact is to show, from what Stripe shows (CRM-1): "please update billing" only when it
is true."""

from dataclasses import replace

import pytest

from carryover.crm.model import Failure, Method, Payer, Shown, Standing
from carryover.crm.policy import Wanted, wanted
from carryover.crm.rules import LocationRules
from tests.unit.crm.world import DAY, GOLD, NOW, OLD, VISA, debt, payer, subscription


def shows(*payers: Payer, rules: LocationRules = GOLD) -> Wanted:
    return wanted(payers, rules)


def test_a_paying_customer_shows_plan_status_card_and_next_charge() -> None:
    shown = shows(payer())

    assert shown.fields == {
        Shown.SUBSCRIPTION: "sub_1",
        Shown.STATUS: "active",
        Shown.PLAN: "Gold",
        Shown.NEXT_CHARGE: "2026-11-30",
        Shown.CARD: "visa 4242: ok",
        Shown.LAST_FAILURE: "",
        Shown.PAYMENT_LINK: "",
    }
    assert shown.standings == {Standing.ACTIVE}


def test_a_card_that_only_had_no_money_is_not_to_be_updated() -> None:
    shown = shows(payer(subscriptions=(subscription(status="past_due"),), owed=(debt(),)))

    assert Standing.PAYMENT_FAILED in shown.standings
    assert Standing.UPDATE_BILLING not in shown.standings
    assert shown.fields[Shown.CARD] == "visa 4242: ok"
    assert shown.fields[Shown.LAST_FAILURE] == "2026-11-19: insufficient_funds"
    assert shown.fields[Shown.PAYMENT_LINK] == "https://invoice.example/in_1"


@pytest.mark.parametrize("decline", ["expired_card", "incorrect_number", "lost_card"])
def test_a_card_that_will_not_do_again_is_to_be_updated(decline: str) -> None:
    shown = shows(payer(owed=(debt(decline=decline),)))

    assert Standing.UPDATE_BILLING in shown.standings
    assert shown.fields[Shown.CARD] == "visa 4242: declined"


def test_a_new_card_is_believed_until_it_fails_too() -> None:
    new = replace(VISA, id="pm_2", last4="1111")
    paid_with = replace(debt(decline="expired_card"), method=new)
    shown = shows(payer(subscriptions=(subscription(method=new),), owed=(paid_with,)))

    assert Standing.UPDATE_BILLING not in shown.standings
    assert shown.fields[Shown.CARD] == "visa 1111: ok"


def test_the_sentence_clears_by_itself_once_the_debt_is_paid() -> None:
    asked = shows(payer(owed=(debt(decline="expired_card"),)))
    paid = shows(payer())

    assert Standing.UPDATE_BILLING in asked.standings
    assert paid.standings == {Standing.ACTIVE}
    assert paid.fields[Shown.LAST_FAILURE] == paid.fields[Shown.PAYMENT_LINK] == ""


@pytest.mark.parametrize("method", [None, OLD])
def test_no_card_or_an_expired_one_is_to_be_updated_before_it_fails(method: Method | None) -> None:
    shown = shows(payer(subscriptions=(subscription(method=method),)))

    assert Standing.UPDATE_BILLING in shown.standings
    assert shown.fields[Shown.PAYMENT_LINK] == "https://billing.example/portal"
    assert shown.fields[Shown.CARD] == ("none" if method is None else "visa 4242: expired")


def test_a_card_is_good_until_the_last_day_of_its_month() -> None:
    november = replace(VISA, expires=(2026, 11))
    one = subscription(method=november, next_charge=NOW + 10 * DAY)

    assert Standing.UPDATE_BILLING not in shows(payer(subscriptions=(one,))).standings


def test_a_card_that_expires_before_a_charge_is_to_be_updated_a_week_before_it() -> None:
    """Earlier is too early: the bank may send a newer card by itself."""
    november = replace(VISA, expires=(2026, 11))
    one = subscription(method=november, next_charge=NOW + 12 * DAY)

    asked = [
        Standing.UPDATE_BILLING in shows(payer(subscriptions=(one,), seen=seen)).standings
        for seen in (NOW, NOW + 6 * DAY)
    ]

    assert asked == [False, True]


def test_nobody_is_asked_for_a_card_nothing_is_charged_to() -> None:
    ends = subscription(method=None, next_charge=None, ends=NOW + 3 * DAY)
    sent = subscription("sub_2", method=None, automatic=False)

    for one in (ends, sent):
        shown = shows(payer(subscriptions=(one,)))
        assert Standing.UPDATE_BILLING not in shown.standings
        assert shown.fields[Shown.CARD] == ""


def test_a_payment_to_confirm_is_no_question_of_the_card() -> None:
    waits = Failure(NOW - DAY, "pm_1", code="authentication_required")
    shown = shows(payer(owed=(replace(debt(), failure=waits),)))

    assert Standing.CONFIRM_PAYMENT in shown.standings
    assert Standing.UPDATE_BILLING not in shown.standings
    assert "confirmed by the customer" in shown.fields[Shown.CARD]


def test_the_banks_advice_weighs_more_than_its_code() -> None:
    again = Failure(NOW, "pm_1", decline="expired_card", advice="try_again_later")
    never = Failure(NOW, "pm_1", decline="insufficient_funds", network_advice="03")

    asked = [
        Standing.UPDATE_BILLING in shows(payer(owed=(replace(debt(), failure=said),))).standings
        for said in (again, never)
    ]

    assert asked == [False, True]


def test_nobody_reads_out_to_a_customer_that_their_card_is_stolen() -> None:
    shown = shows(payer(owed=(debt(decline="stolen_card"),)))

    assert shown.fields[Shown.LAST_FAILURE] == "2026-11-19: declined"


def test_a_moved_source_and_an_armed_target_show_nowhere() -> None:
    away = subscription("sub_old", ignored="it was moved to another account")
    armed = subscription("sub_new", ignored="it does not bill yet", method=None)
    theirs = debt(subscription="sub_old", decline="expired_card")

    shown = shows(payer(subscriptions=(away, armed), owed=(theirs,)))

    assert shown.standings == frozenset()
    assert shown.fields[Shown.SUBSCRIPTION] == ""


def test_one_person_in_two_accounts_is_shown_once_and_whole() -> None:
    before = payer(subscriptions=(subscription("sub_old", status="canceled", ended=NOW - DAY),))
    after = payer("cus_2", subscriptions=(subscription("sub_new"),))

    shown = shows(before, after)

    assert shown.fields[Shown.SUBSCRIPTION] == "sub_new"
    assert shown.standings == {Standing.ACTIVE}


def test_the_subscription_with_a_worry_is_the_one_whose_status_is_shown() -> None:
    good, bad = subscription("sub_1"), subscription("sub_2", status="past_due", plan="Silver")

    shown = shows(payer(subscriptions=(good, bad)))

    assert shown.fields[Shown.STATUS] == "past_due"
    assert shown.fields[Shown.SUBSCRIPTION] == "sub_2, sub_1"
    assert shown.fields[Shown.PLAN] == "Silver + Gold"


def test_who_left_shows_what_they_had_and_is_no_member_any_more() -> None:
    last = subscription("sub_2", status="canceled", ended=NOW - 2 * DAY)
    first = subscription("sub_1", status="canceled", ended=NOW - 90 * DAY)

    shown = shows(payer(subscriptions=(first, last)))

    assert shown.standings == {Standing.CANCELLED}
    assert shown.fields[Shown.SUBSCRIPTION] == "sub_2"
    assert shown.fields[Shown.STATUS] == "canceled"
    assert shown.fields[Shown.NEXT_CHARGE] == ""


def test_who_leaves_at_the_end_of_the_period_shows_so() -> None:
    one = subscription(ends=NOW + 3 * DAY, next_charge=None, stopped=NOW)

    shown = shows(payer(subscriptions=(one,)))

    assert {Standing.ACTIVE, Standing.ENDING} <= shown.standings
    assert shown.fields[Shown.STATUS] == "ending"


def test_a_location_shows_only_the_plans_it_sells() -> None:
    here = GOLD.model_copy(update={"plans": frozenset({"prod_gold"})})
    silver = subscription("sub_2", plans=("price_s", "prod_silver"), plan="Silver")

    shown = shows(payer(subscriptions=(subscription(), silver)), rules=here)

    assert shown.fields[Shown.PLAN] == "Gold"


def test_days_are_those_of_the_location() -> None:
    east = GOLD.model_copy(update={"timezone": "Pacific/Auckland"})

    assert shows(payer(), rules=east).fields[Shown.NEXT_CHARGE] == "2026-12-01"


def test_an_open_invoice_nobody_tried_to_collect_is_no_failure() -> None:
    fresh = replace(debt(), attempts=0, failure=None)

    assert shows(payer(owed=(fresh,))).standings == {Standing.ACTIVE}


def test_an_invoice_customers_pay_by_themselves_says_nothing_about_a_card() -> None:
    sent = replace(debt(), automatic=False, method=None)

    assert shows(payer(owed=(sent,))).standings == {Standing.ACTIVE}


def test_what_is_owed_of_an_ended_subscription_asks_nobody_for_another_card() -> None:
    over = subscription(status="canceled", ended=NOW - DAY, next_charge=None)
    shown = shows(payer(subscriptions=(over,), owed=(debt(decline="expired_card"),)))

    assert shown.standings == {Standing.PAYMENT_FAILED, Standing.CANCELLED}
    assert shown.fields[Shown.CARD] == ""
