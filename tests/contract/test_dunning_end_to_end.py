"""From a failed renewal to its end, at a local Stripe, over a table by moto (DUN-1 … DUN-4)."""

import pytest

from carryover.adapters.dynamodb.table import Table
from carryover.dunning.declines import Cause
from carryover.dunning.model import Outcome, TryState
from tests.contract.dunning_office import Office


@pytest.fixture
def office(table: Table) -> Office:
    return Office(table)


def test_a_card_that_works_again_recovers_the_case(office: Office) -> None:
    failed = office.fails("insufficient_funds")
    office.bank_says(None)

    office.days_pass(9)

    case = office.case(failed)
    assert case.closed is not None
    assert case.closed.outcome is Outcome.RECOVERED
    assert [one.state for one in case.tries] == [TryState.PAID]
    assert (case.cause, case.amount, case.currency) == (Cause.FUNDS, 2900, "usd")
    assert office.invoice(failed)["status"] == "paid"
    assert len(office.charges(paid=True)) == 2
