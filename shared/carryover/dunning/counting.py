"""What reports are made of (DUN-5): every case counts in exactly one cell, and moves to another
when it is closed or reopened. Kept by the same write as the case, so that no report reads cases.

Amounts are minor units of the cell's currency; cells of two currencies are never added up.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.dunning.model import Case, ToldState, Try, TryState
from carryover.kernel.clock import Seconds, day

OPEN: Final = "open"

ALONE: Final = "nobody asked"
"""Paid before anything was tried or written: by Stripe's own retries, or by the customer."""


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """Cases that are alike, as far as reports tell them apart."""

    account: str
    week: str
    """Of the first failure: its Monday, in UTC, as ``2026-11-16``."""
    currency: str
    cause: str
    """Why the first attempt failed (``Cause``)."""
    plan: str
    """The first price of the subscription; empty: there is none."""
    outcome: str
    """``open``, or how it closed (``Outcome``)."""
    step: str = ""
    """What recovered it: ``attempt 2``, ``message middle``, or nobody; empty: nothing did."""


@dataclass(frozen=True, slots=True)
class Count:
    """What a cell holds."""

    cases: int = 0
    owed: int = 0
    """What was owed when they were opened, minor units."""
    attempts: int = 0
    """Ours, until they closed."""
    seconds: int = 0
    """From the first failure until they closed, all cases together."""

    def plus(self, other: "Count", times: int = 1) -> "Count":
        """Add another, or take it away."""
        return Count(
            self.cases + times * other.cases,
            self.owed + times * other.owed,
            self.attempts + times * other.attempts,
            self.seconds + times * other.seconds,
        )


type Counted = dict[Cell, Count]


def counted(case: Case) -> tuple[Cell, Count]:
    """Say where a case counts, and as what. While it is open, as what it was when it was opened."""
    closed = case.closed
    cell = Cell(
        account=case.account,
        week=week_of(case.failed_at),
        currency=case.currency,
        cause=case.cause,
        plan=case.plans[0] if case.plans else "",
        outcome=closed.outcome if closed else OPEN,
        step=recovered_by(case),
    )
    if closed is None:
        return cell, Count(1, case.amount)
    return cell, Count(1, case.amount, len(_sent(case)), max(closed.at - case.failed_at, 0))


def change(before: Case | None, after: Case) -> Counted:
    """Say what a write changes; mostly nothing."""
    cell, count = counted(after)
    changes = {cell: count}
    if before is not None:
        old, held = counted(before)
        changes[old] = changes.get(old, Count()).plus(held, -1)
    return {where: what for where, what in changes.items() if what != Count()}


def recovered_by(case: Case) -> str:
    """Name what got the money in: the attempt that went through, else the last message before."""
    if case.closed is None or not case.closed.outcome.startswith("recovered"):
        return ""
    for n, one in enumerate(_sent(case), 1):
        if one.state in (TryState.PAID, TryState.PENDING):
            return f"attempt {n}"
    told = [one for one in case.told if one.state is not ToldState.REFUSED]
    return f"message {told[-1].step}" if told else ALONE


def week_of(at: Seconds) -> str:
    """Name the cohort by its Monday."""
    first = day(at)
    return (first - timedelta(days=first.weekday())).isoformat()


def _sent(case: Case) -> list[Try]:
    return [one for one in case.tries if one.state is not TryState.NEVER]
