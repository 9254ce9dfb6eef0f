"""The two worlds side by side: money to the cent and the day, and who bills whom in the end."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from cli.rehearsal.money import MARK, Booking, Cell, cells
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms


class Kind(StrEnum):
    """What a difference is."""

    DOUBLED = "charged twice"
    """Both accounts took money that only one would have taken."""
    MORE = "charged more"
    MISSED = "not charged"
    LESS = "charged less"


@dataclass(frozen=True, slots=True)
class Difference:
    """One customer, one currency, one day: never migrated and migrated do not agree."""

    cell: Cell
    without: int
    """Minor units in the world that was never migrated."""
    moved: int
    kind: Kind
    subscriptions: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """Say what happened, without amounts."""
        whose = ", ".join(self.subscriptions) or "no subscription"
        return f"{self.kind} ({self.cell.what}): {self.cell.who}, {whose}"


def differences(without: Sequence[Booking], moved: Sequence[Booking]) -> list[Difference]:
    """Find every customer, currency and day whose money differs."""
    before, after = cells(without), cells(moved)
    subscriptions, sides = defaultdict[Cell, set[str]](set), defaultdict[Cell, set[str]](set)
    for each in (*without, *moved):
        subscriptions[each.cell] |= {each.subscription} - {""}
    for each in moved:
        sides[each.cell].add(each.side)
    return [
        Difference(
            cell,
            before[cell],
            after[cell],
            _kind(before[cell], after[cell], len(sides[cell])),
            tuple(sorted(subscriptions[cell])),
        )
        for cell in sorted(before.keys() | after.keys())
        if before[cell] != after[cell]
    ]


def _kind(without: int, moved: int, sides: int) -> Kind:
    if moved < without:
        return Kind.LESS if moved else Kind.MISSED
    return Kind.DOUBLED if without and sides > 1 else Kind.MORE


def doubled_periods(moved: Iterable[Booking]) -> Counter[str]:
    """Count, by subscription, the days on which both accounts billed it."""
    sides: dict[tuple[str, str, int], set[str]] = defaultdict(set)
    for each in moved:
        if each.subscription and each.amount > 0:
            sides[each.what, each.subscription, each.cell.day].add(each.side)
    return Counter(key[1] for key, found in sides.items() if len(found) > 1)


def living(account: Account) -> Iterator[Object]:
    """Go through the subscriptions that are not over."""
    return (each for each in account.all("subscription") if each["status"] not in terms.OVER)


def copies_by_source(target: Account) -> dict[str, list[Object]]:
    """Gather the target's living subscriptions by what they came from."""
    found: dict[str, list[Object]] = defaultdict(list)
    for each in living(target):
        if mark := each["metadata"].get(MARK):
            found[mark].append(each)
    return found


def duplicates(target: Account) -> list[str]:
    """Name the source subscriptions that have two living copies."""
    return sorted(mark for mark, found in copies_by_source(target).items() if len(found) > 1)


def lost(without: Sequence[Account], sources: Sequence[Account], target: Account) -> list[str]:
    """Name the subscriptions that would be alive, had nobody moved them, and now live nowhere."""
    there = copies_by_source(target).keys()
    here = {f"{account.alias}/{each['id']}" for account in sources for each in living(account)}
    wanted = (f"{account.alias}/{each['id']}" for account in without for each in living(account))
    return sorted(each for each in wanted if each not in here and each not in there)


def outlived(without: Sequence[Account], target: Account) -> list[str]:
    """Name the copies that live on although what they came from would have ended."""
    alive = {f"{account.alias}/{each['id']}" for account in without for each in living(account)}
    return sorted(mark for mark in copies_by_source(target) if mark not in alive)
