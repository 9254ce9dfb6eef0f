"""A mapping is held against both accounts: only they tell whose it is (MIG-3)."""

from collections.abc import Collection

import pytest

from carryover.migration.cards.against import (
    ONE_BY_ONE,
    PROBE,
    Source,
    against_source,
    against_target,
)
from carryover.migration.cards.model import Fault, Row
from tests.unit.migration.catalogue.accounts import Shops

US = Source("us", {f"cus_{number}" for number in range(10)}, {"pm_1": "cus_1", "pm_2": "cus_2"})


def test_the_mapping_of_another_account_is_refused_in_one_sentence() -> None:
    verdict = against_source([_row(f"cus_x{number}") for number in range(10)], US)

    (fault,) = verdict.faults
    assert "10 of its 10 customers are not in the snapshot of us" in fault.sentence


def test_a_few_who_came_after_the_snapshot_are_a_note() -> None:
    rows = [*(_row(f"cus_{number}") for number in range(9)), _row("cus_new")]

    verdict = against_source(rows, US)

    assert not verdict.faults
    assert "not in the snapshot of us: 1 (cus_new …)" in verdict.notes[0]


def test_a_card_under_somebody_elses_name_is_a_fault() -> None:
    verdict = against_source([_row("cus_1", "pm_2")], US)

    assert "pm_2 is cus_2's in the snapshot of us, and cus_1's here." in str(verdict.faults[0])


def test_new_ids_that_are_in_the_target_hold() -> None:
    shops = Shops()
    row = _copied(shops)

    assert _faults(shops, [row], charged={row.source_new}) == []


def test_cards_from_before_payment_methods_are_found_at_their_customer() -> None:
    shops = Shops()
    ann = shops.have("new", "customers", email="ann@example.com")["id"]
    card = shops.have("new", f"customers/{ann}/sources", source="tok_visa")["id"]
    row = Row(line=2, customer_old="cus_1", source_old="card_1", customer_new=ann, source_new=card)
    lost = row.model_copy(update={"source_new": "card_lost"})

    assert _faults(shops, [row], charged={card}) == []
    assert "card_lost is not in new" in str(_faults(shops, [lost], charged={"card_lost"})[0])


def test_a_new_id_that_is_not_in_the_target_is_a_fault() -> None:
    shops = Shops()
    row = _copied(shops)
    lost = row.model_copy(update={"source_new": "pm_lost"})
    gone = row.model_copy(update={"customer_new": "cus_gone"})

    assert "pm_lost is not in new" in str(_faults(shops, [lost], charged={"pm_lost"})[0])
    assert "cus_gone is not in new" in str(_faults(shops, [gone], charged=set())[0])


def test_a_card_that_belongs_to_somebody_else_in_the_target_is_a_fault() -> None:
    shops = Shops()
    row = _copied(shops)
    bob = shops.have("new", "customers", email="bob@example.com")["id"]

    wrong = row.model_copy(update={"customer_new": bob})

    assert f"{row.source_new} belongs to {row.customer_new} in new, not to {bob}" in str(
        _faults(shops, [wrong], charged={row.source_new})[0]
    )


@pytest.mark.parametrize("people", [PROBE, ONE_BY_ONE + 1])
def test_if_nobody_is_there_it_is_the_wrong_account_or_the_wrong_mode(people: int) -> None:
    rows = [_row(f"cus_{number}") for number in range(people)]

    (fault,) = _faults(Shops(), rows, charged=set())

    assert "key of the other mode (test or live)" in str(fault)


def test_of_many_customers_whoever_lacks_is_found_in_the_list() -> None:
    shops = Shops()
    copied = [shops.have("new", "customers")["id"] for _ in range(ONE_BY_ONE)]

    (fault,) = _faults(shops, [_row(each) for each in (*copied, "cus_gone")], charged=set())

    assert "cus_gone is not in new." in str(fault)
    assert shops.world.accounts["new"].requests["GET /v1/customers"] == 2


def _faults(shops: Shops, rows: list[Row], charged: Collection[str]) -> list[Fault]:
    return [each for each in against_target(rows, shops.stripe, "new", charged=charged) if each]


def _copied(shops: Shops) -> Row:
    ann = shops.have("new", "customers", email="ann@example.com")["id"]
    card = shops.have("new", "payment_methods/pm_card_visa/attach", customer=ann)["id"]
    return Row(line=2, customer_old="cus_1", source_old="pm_1", customer_new=ann, source_new=card)


def _row(customer: str, source: str = "") -> Row:
    new = f"pm_new{source}" if source else ""
    return Row(
        line=2, customer_old=customer, source_old=source, customer_new=customer, source_new=new
    )
