"""MIG-14: payments in flight, open invoices, refunds and disputes are tracked to zero."""

import pytest

from carryover.migration.aftercare.tail import Left, counted, last_charge, tail
from tests.unit.migration.verifying.accounts import DAY, House


@pytest.fixture
def house() -> House:
    return House()


def left(house: House) -> list[Left]:
    return list(tail(house.stripe, "us", house.world.clock))


def test_a_source_at_rest_has_no_tail(house: House) -> None:
    house.sells(house.customer())

    assert left(house) == []
    assert all(not told["count"].total() for told in counted([]).values())


def test_an_open_invoice_is_tracked_until_it_is_paid(house: House) -> None:
    house.sells(house.customer(), collection_method="send_invoice", days_until_due=14)
    house.it_is(house.world.clock + 2 * 3600)
    [one] = left(house)

    house.has("us", f"invoices/{one.id}/pay", paid_out_of_band=True)

    assert (one.kind, one.amount, one.currency) == ("open invoice", 2000, "usd")
    assert left(house) == []


def test_a_draft_and_a_pending_item_are_told_apart(house: House) -> None:
    customer = house.customer()
    house.has("us", "invoiceitems", customer=customer, amount=700, currency="usd")
    house.has("us", "invoices", customer=house.customer(), auto_advance=False)

    assert {each.kind for each in left(house)} == {"pending item", "draft invoice"}


def test_a_bank_debit_on_its_way_is_in_the_tail(house: House) -> None:
    customer = house.customer(card=None)
    path = "payment_methods/pm_usBankAccount_processing/attach"
    method = house.has("us", path, customer=customer)["id"]
    house.has("us", "payment_intents", amount=1000, currency="usd", customer=customer,
              payment_method=method, confirm=True,
              mandate_data={"customer_acceptance": {"type": "offline"}},
              allowed_payment_method_types=["us_bank_account"])  # fmt: skip

    assert [each.kind for each in left(house)] == ["payment"]


def test_a_dispute_is_in_the_tail_until_it_is_decided(house: House) -> None:
    house.sells(house.customer(card="createDispute"))
    house.it_is(house.world.clock + DAY)

    found = [each for each in left(house) if each.kind == "dispute"]

    assert [each.amount for each in found] == [2000]
    assert "Answer it" in found[0].sentence


def test_amounts_are_never_added_up_across_currencies() -> None:
    told = counted(
        Left("refund", f"re_{n}", "", 100, currency, 0, "")
        for n, currency in enumerate(["usd", "eur", "usd"])
    )

    assert told["refund"]["amount"] == {"usd": 200, "eur": 100}


def test_the_last_charge_says_how_long_disputes_may_come(house: House) -> None:
    assert last_charge(house.stripe, "us") is None
    house.sells(house.customer())

    assert last_charge(house.stripe, "us") == house.world.clock
