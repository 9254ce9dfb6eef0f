"""What would be lost if nothing more was done: the money of open cases, and how soon their road
ends."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Final

from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.kernel.clock import seconds
from cli.dunning.cases import state

DAY: Final = 86_400
SOON: Final = 7


@dataclass(frozen=True, slots=True)
class Risk:
    """One currency's, minor units."""

    currency: str
    cases: int = 0
    owed: int = 0
    soon_cases: int = 0
    soon: int = 0
    """The road of these ends within a week."""
    waiting_cases: int = 0
    waiting: int = 0
    """These stand still until a person has answered."""
    paused_cases: int = 0
    paused: int = 0


def risks(cases: Iterable[Case], rules: Rules | None, now: datetime) -> list[Risk]:
    """Sum up what is open, per currency."""
    found: dict[str, Risk] = {}
    for case in cases:
        one = _plus(found.get(case.currency, Risk(case.currency)), case, "cases", "owed")
        if _ends_soon(case, rules, now):
            one = _plus(one, case, "soon_cases", "soon")
        match state(case, now):
            case "waits for a person":
                one = _plus(one, case, "waiting_cases", "waiting")
            case "paused":
                one = _plus(one, case, "paused_cases", "paused")
        found[case.currency] = one
    return sorted(found.values(), key=lambda each: (-each.cases, each.currency))


def document(found: Iterable[Risk]) -> list[dict[str, Any]]:
    """Put them into their machine shape (cli/README.md)."""
    return [asdict(one) for one in found]


def _plus(one: Risk, case: Case, count: str, money: str) -> Risk:
    more = {count: getattr(one, count) + 1, money: getattr(one, money) + case.amount}
    return replace(one, **more)


def _ends_soon(case: Case, rules: Rules | None, now: datetime) -> bool:
    """Without a country the exceptions for countries are left aside: a day more or less."""
    if rules is None or case.finished is not None:
        return False
    end = rules.terms_for(case.plans, None, case.currency).end
    left = case.failed_at + end.day * DAY - seconds(now)
    return end.what != "nothing" and left <= SOON * DAY
