"""What reports are made of is kept with the cases, in memory as in DynamoDB (DUN-5)."""

from typing import Any

import pytest

from carryover.adapters.dynamodb.dunning import DynamoCases
from carryover.adapters.dynamodb.table import Table
from carryover.dunning.counting import Cell, Count
from carryover.dunning.declines import Cause
from carryover.dunning.model import Case, Closed, Outcome, Told, Try, TryState
from carryover.dunning.store import Changed
from tests.contract.test_dunning_memory import AT, case
from tests.fakes.dunning import MemoryCases

ALWAYS = ("us", "0000", "9999")
WEEK = "2027-01-11"
"""The Monday before ``AT``."""


@pytest.fixture(params=["memory", "dynamo"])
def cases(request: pytest.FixtureRequest) -> MemoryCases | DynamoCases:
    if request.param == "memory":
        return MemoryCases()
    table: Table = request.getfixturevalue("table")
    return DynamoCases(table)


def closed(held: Case, outcome: Outcome = Outcome.RECOVERED, **more: Any) -> Case:
    ending = Closed(outcome=outcome, at=AT + 86_400)
    return held.model_copy(update={"closed": ending, "look_at": None, **more})


def tried(number: int, state: TryState) -> Try:
    return Try(number=number, at=AT, payment_method="pm_1", print="f", amount=2900, state=state)


def test_a_case_counts_once_however_often_it_is_written(cases: MemoryCases | DynamoCases) -> None:
    held = cases.save(case(plans=("price_1", "prod_1")))
    held = cases.save(held.model_copy(update={"look_at": AT}))

    cell = Cell("us", WEEK, "jpy", Cause.FUNDS, "price_1", "open")
    assert cases.counts(*ALWAYS) == {cell: Count(1, 2900)}

    tries = tried(1, TryState.DECLINED), tried(2, TryState.NEVER), tried(3, TryState.PAID)
    cases.save(closed(held, tries=tries))

    cell = Cell("us", WEEK, "jpy", Cause.FUNDS, "price_1", "recovered", "attempt 2")
    assert cases.counts(*ALWAYS) == {cell: Count(1, 2900, 2, 86_400)}


def test_a_late_payment_moves_what_was_lost_to_what_was_recovered(
    cases: MemoryCases | DynamoCases,
) -> None:
    told = (Told(step="final", channel="email", at=AT),)
    lost = cases.save(closed(cases.save(case()), Outcome.ENDED))
    cases.save(closed(cases.save(case("in_2", currency="eur")), Outcome.ENDED))

    cases.save(closed(lost, Outcome.RECOVERED_LATE, told=told))

    sums = cases.counts(*ALWAYS)
    assert {(c.currency, c.outcome, c.step): n.cases for c, n in sums.items()} == {
        ("jpy", "recovered_late", "message final"): 1,
        ("eur", "ended", ""): 1,
    }


def test_a_write_that_came_too_late_counts_nothing(cases: MemoryCases | DynamoCases) -> None:
    held = cases.save(case())
    cases.save(closed(held))

    with pytest.raises(Changed):
        cases.save(closed(held, Outcome.ENDED))
    with pytest.raises(Changed):
        cases.save(case())

    assert [(c.outcome, n.cases) for c, n in cases.counts(*ALWAYS).items()] == [("recovered", 1)]


def test_weeks_are_asked_for_by_their_mondays(cases: MemoryCases | DynamoCases) -> None:
    for weeks in range(3):
        cases.save(case(f"in_{weeks}", failed_at=AT + weeks * 7 * 86_400))

    found = cases.counts("us", "2027-01-18", "2027-01-25")

    assert sorted(cell.week for cell in found) == ["2027-01-18", "2027-01-25"]
    assert cases.counts("intl", "0000", "9999") == {}


def test_what_is_open_is_listed_by_its_next_look_also_what_has_none(
    cases: MemoryCases | DynamoCases,
) -> None:
    cases.save(case("in_never"))
    cases.save(case("in_late", look_at=AT + 9))
    cases.save(case("in_soon", look_at=AT))
    cases.save(closed(cases.save(case("in_closed"))))

    assert [one.invoice for one in cases.open("us")] == ["in_soon", "in_late", "in_never"]
    assert [one.invoice for one in cases.due("us", AT + 10).cases] == ["in_soon", "in_late"]
