"""What else the same customer owes: two debts are two cases and one person, who is written to as
often as if there were one (DUN-2)."""

from collections.abc import Sequence
from dataclasses import replace

from carryover.dunning.model import Case, ToldState
from carryover.dunning.store import Cases
from carryover.dunning.world import Heard, World


def besides(cases: Cases, case: Case) -> Sequence[Case]:
    """Find what else is open of the customer; of one who was deleted nobody knows."""
    if not case.customer:
        return ()
    mine = cases.of_customer(case.account, case.customer)
    return [one for one in mine if one.invoice != case.invoice]


def beside(world: World, case: Case, others: Sequence[Case]) -> World:
    """Lay it over what is seen."""
    second = any(_age(one) < _age(case) for one in others)
    return replace(world, heard=heard(others), second=second)


def heard(others: Sequence[Case]) -> tuple[Heard, ...]:
    """List what reached them, or may have."""
    return tuple(
        Heard(told.channel, told.at)
        for one in others
        for told in one.told
        if told.state is not ToldState.REFUSED
    )


def _age(case: Case) -> tuple[int, str]:
    return case.failed_at, case.invoice
