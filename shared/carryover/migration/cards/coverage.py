"""Who pays and is mapped, who is not, and what that is worth (MIG-3).

What counts is the one way to pay that is really charged: a customer with three mapped cards and an
unmapped fourth, which is the one, cannot be moved.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from carryover.migration.cards.model import customer, method
from carryover.migration.model import Old
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.paying import method as charged_to
from carryover.migration.planning.paying import needed

PAYING: Final = frozenset({"active", "trialing", "past_due", "unpaid", "paused"})


class Gap(StrEnum):
    """Why a subscription is not covered."""

    CUSTOMER = "customer not mapped"
    METHOD = "payment method not mapped"
    DISPUTED = "two people under one id"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True)
class Payer:
    """One subscription, and what has to be in the target before it can move."""

    account: str
    subscription: str
    customer: str
    method: str | None
    """What it is charged to; ``None``: it sends invoices, or has nothing."""
    currency: str
    monthly: int | None
    """What it brings in a month, in minor units, before discounts and tax; ``None``: unknown."""
    readable: bool = True
    """Otherwise what it is charged to is not known, and so not whether that is mapped."""

    @property
    def olds(self) -> tuple[Old, ...]:
        """Name what has to be mapped."""
        who = customer(self.account, self.customer)
        return (who, method(self.account, self.method)) if self.method else (who,)


@dataclass(frozen=True, slots=True)
class Missing:
    """A subscription that cannot move yet."""

    payer: Payer
    gap: Gap

    @property
    def sentence(self) -> str:
        """Say what is missing, and what to do about it."""
        match self.gap:
            case Gap.CUSTOMER:
                return (
                    f"{self.payer.customer} is in no mapping: ask Stripe for another copy; it adds "
                    "those who came after the first."
                )
            case Gap.METHOD:
                return (
                    f"{self.payer.customer} is mapped, {self.payer.method} is not: it is newer "
                    "than the copy, or of a kind that is not copied. Ask for another copy, or "
                    "ask the customer for a card."
                )
            case Gap.UNREADABLE:
                return "It is not shown as Stripe documents it: take the snapshot again."
        return (
            f"{self.payer.customer} shares its new id with somebody of another source: settle who "
            "is who first."
        )


@dataclass(slots=True)
class Coverage:
    """One source's figures."""

    account: str
    paying: int = 0
    covered: int = 0
    missing: list[Missing] = field(default_factory=list)
    money: Counter[str] = field(default_factory=Counter)
    """Monthly minor units of all, by currency."""
    money_missing: Counter[str] = field(default_factory=Counter)
    """Of those not covered."""
    unknown_money: int = 0
    """Subscriptions whose monthly amount cannot be said beforehand."""

    @property
    def complete(self) -> bool:
        """Tell whether everybody who pays can be charged in the target."""
        return not self.missing


def payer(account: str, subscription: Subscription, *, monthly: int | None) -> Payer | None:
    """See who pays, and with what; ``None``: nobody, it is over or has not begun."""
    if subscription.status not in PAYING:
        return None
    found = needed(subscription, charged_to(subscription))
    return Payer(
        account=account,
        subscription=subscription.id,
        customer=subscription.customer.id,
        method=None if found is None else found.id,
        currency=subscription.currency,
        monthly=monthly,
    )


def coverage(
    account: str,
    payers: Iterable[Payer],
    known: Mapping[Old, str],
    *,
    disputed: frozenset[Old] = frozenset(),
) -> Coverage:
    """Count, and list whoever is not covered."""
    found = Coverage(account)
    for each in payers:
        found.paying += 1
        _money(found.money, each)
        found.unknown_money += each.monthly is None
        gap = next(_gaps(each, known, disputed), None)
        if gap is None:
            found.covered += 1
        else:
            found.missing.append(Missing(each, gap))
            _money(found.money_missing, each)
    return found


def _gaps(each: Payer, known: Mapping[Old, str], disputed: frozenset[Old]) -> Iterator[Gap]:
    who = customer(each.account, each.customer)
    if not each.readable:
        yield Gap.UNREADABLE
    if who in disputed:
        yield Gap.DISPUTED
    if who not in known:
        yield Gap.CUSTOMER
    if each.method is not None and method(each.account, each.method) not in known:
        yield Gap.METHOD


def _money(counted: Counter[str], each: Payer) -> None:
    if each.monthly is not None:
        counted[each.currency] += each.monthly
