"""A thing to look for, and how its finds are added up."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from carryover.migration.audit.model import RANKS, Finding, Money, Rank

SERIOUS: Final = frozenset({Rank.BLOCKS, Rank.DECIDE})

EXAMPLES: Final = 5
"""Ids named per finding: enough to look into; the snapshot has all of them."""


@dataclass(frozen=True, slots=True)
class Rule[Subject]:
    """One kind of finding about one kind of object."""

    code: str
    rank: Rank
    title: str
    why: str
    todo: str
    applies: Callable[[Subject], bool]


@dataclass(slots=True)
class Tally:
    """What was found of one kind so far."""

    count: int = 0
    money: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)

    def add(self, name: str, money: Mapping[str, int]) -> None:
        """Count one more."""
        self.count += 1
        for currency, amount in money.items():
            self.money[currency] += amount
        if len(self.examples) < EXAMPLES:
            self.examples.append(name)


@dataclass(slots=True)
class Looking[Subject]:
    """Holds a table of rules against one object after the other."""

    of: str
    money_is: Literal["a month", "in all", ""]
    rules: Sequence[Rule[Subject]]
    tallies: dict[str, Tally] = field(default_factory=dict)

    def at(self, subject: Subject, name: str, money: Mapping[str, int]) -> bool:
        """Look at one; answers whether something stands against moving it as it is."""
        serious = False
        for rule in self.rules:
            if rule.applies(subject):
                self.tallies.setdefault(rule.code, Tally()).add(name, money)
                serious |= rule.rank in SERIOUS
        return serious

    def findings(self, account: str) -> Iterator[Finding]:
        """Say what was found."""
        for rule in self.rules:
            if found := self.tallies.get(rule.code):
                yield finding(rule, account, found, of=self.of, money_is=self.money_is)


def finding[Subject](
    rule: Rule[Subject],
    account: str,
    found: Tally,
    *,
    of: str,
    money_is: Literal["a month", "in all", ""],
) -> Finding:
    """Write a find down."""
    money: Money = {name: each for name, each in sorted(found.money.items()) if each}
    return Finding(
        code=rule.code,
        rank=rule.rank,
        account=account,
        title=rule.title,
        count=found.count,
        of=of,
        money=money,
        money_is=money_is if money else "",
        examples=tuple(found.examples),
        why=rule.why,
        todo=rule.todo,
    )


def worthless(one: object) -> Money:
    """Say that no money hangs on it."""
    del one
    return {}


def ranked(findings: Iterator[Finding]) -> tuple[Finding, ...]:
    """Put the worst first: by rank, then by the largest amount in any one currency.

    Amounts are compared as Stripe writes them, for order only: a yen and a cent weigh the same.
    """
    return tuple(sorted(findings, key=_weight))


def _weight(one: Finding) -> tuple[int, int, int, str, str]:
    heaviest = max((abs(amount) for amount in one.money.values()), default=0)
    return RANKS.index(one.rank), -heaviest, -one.count, one.code, one.account
