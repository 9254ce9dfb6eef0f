"""What can be known of money at Kajabi: charges, refunds, disputes, in one list (KAJ-2)."""

from datetime import UTC, datetime

import pytest

from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.people import paying
from sandbox.kajabi.people.catalogue import Terms
from tests.unit.sandbox.kajabi.school import MONTHLY, School


def test_a_subscription_is_charged_on_the_same_day_of_every_month(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    school.days_pass(92)

    days = [
        datetime.fromtimestamp(each.created_at, UTC).date().isoformat()
        for each in school.world.state.transactions.values()
    ]
    assert days == ["2025-01-31", "2025-02-28", "2025-03-31", "2025-04-30"]
    assert datetime.fromtimestamp(paying.next_charge(bought), UTC).day == 31


def test_a_trial_is_charged_when_it_ends(school: School) -> None:
    terms = Terms(price=1_900, currency="EUR", interval="month", trial_days=30)
    bought = school.buys(school.offer(terms=terms))
    shown = school.get(f"/v1/purchases/{bought.id}")["data"]["attributes"]

    school.days_pass(31)

    moved = [each.amount for each in school.world.state.transactions.values()]
    assert moved == [0, 1_900]
    assert shown["trial"] == 30
    assert shown["trial_end_at"] == "2025-03-02T10:00:00.000Z"


def test_a_refund_leaves_access_and_subscription_and_a_negative_amount(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    school.cancels("refund")

    rows = school.get("/v1/transactions")["data"]
    assert [each["attributes"]["amount_in_cents"] for each in rows] == [1_900, -1_900]
    assert rows[1]["attributes"]["formatted_amount"] == "-€19.00"
    assert rows[1]["relationships"]["purchases"]["data"][0]["id"] == bought.id
    assert bought.active
    assert bought.billed


def test_more_than_was_paid_is_not_given_back(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))
    paying.refund(school.world, bought, 1_000)

    paying.dispute(school.world, bought)

    last = list(school.world.state.transactions.values())[-1]
    assert (last.action, last.amount) == ("dispute", -900)
    assert school.known().revenue == 0


def test_a_cancellation_that_could_mean_two_offers_is_not_guessed_at(school: School) -> None:
    first, second = (school.buys(school.offer(name, MONTHLY)) for name in ("One", "Two"))

    with pytest.raises(Refused, match="name the offer"):
        school.cancels("subscription")
    school.cancels("subscription", offer=second.offer)

    assert first.billed
    assert not second.billed


def test_free_purchases_are_left_out_of_the_list(school: School) -> None:
    bought = school.buys(school.offer())

    assert school.get("/v1/transactions")["data"] == []
    assert len(bought.transactions) == 1


def test_transactions_are_found_by_day_and_by_person(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))
    school.buys(school.offer(terms=MONTHLY), "eve@example.com")
    school.days_pass(40)

    spring = {"filter[start_date]": "2025-02-01", "filter[end_date]": "2025-02-28"}
    found = school.get("/v1/transactions", **spring, **{"filter[name_or_email]": "ADA@"})["data"]

    assert len(found) == 1
    assert found[0]["id"] == bought.transactions[1]
    school.refused(
        school.ask("GET", "/v1/transactions", **{"filter[start_date]": "2025-02-01T10:00:00Z"}), 501
    )


def test_a_transaction_brings_its_customer_and_purchases(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    shown = school.get(f"/v1/transactions/{bought.transactions[0]}", include="customer,purchases")

    assert [each["type"] for each in shown["included"]] == ["customers", "purchases"]
    assert shown["included"][0]["attributes"]["net_revenue"] == "19.0"
