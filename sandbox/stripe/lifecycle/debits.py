"""What an item's current period was really charged at.

docs.stripe.com/billing/subscriptions/billing-mode/compare: in flexible mode a credit is part of the
original debit, and time that was charged by several debits is given back by as many credits. So
nothing is given back of time that was free, or was moved here paid elsewhere, and a discount that
reduced the debit also reduces the credit, used up or not.
"""

from collections.abc import Iterable

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.lines import Line, give_back
from sandbox.stripe.billing.proration import share_of
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms

_KEY = "debited"


def invoiced(account: Account, charges: Iterable[Line], shown: Iterable[Object]) -> None:
    """Note what the lines of a new invoice charge items, less the discounts they show."""
    for line, seen in zip(charges, shown, strict=True):
        off = sum(int(each["amount"]) for each in seen["discount_amounts"])
        free = not line.proration and line.unit == 0
        if line.goods.item and not free:
            _add(account, line, line.amount - off)


def adjusted(account: Account, line: Line) -> None:
    """Note that a proration charges an item for some time, or gives it back."""
    if not line.gives_back:
        _add(account, line, line.amount)
        return
    facts = account.facts.setdefault(line.goods.item, {})
    facts[_KEY] = [_until(each, line.period.start) for each in facts.get(_KEY, [])]


def credits_of(account: Account, subscription: Object, item: Object, at: int) -> list[Line]:
    """Give back what was charged from ``at`` on, debit by debit."""
    lines = []
    for debit in account.facts.get(item["id"], {}).get(_KEY, []):
        if debit["start"] <= at < debit["end"]:
            price = account.get("price", debit["price"])
            charged = {**item, "price": price, "quantity": debit["quantity"]}
            goods = terms.goods(account, subscription, charged)
            lines.append(give_back(goods, _period(debit), at, debit["amount"]))
    return lines


def _add(account: Account, line: Line, amount: int) -> None:
    """Remember a debit; those of periods that are over are of no use any more."""
    facts = account.facts.setdefault(line.goods.item, {})
    live = [each for each in facts.get(_KEY, []) if each["end"] > line.period.start]
    debit = {
        "amount": amount,
        "price": line.goods.price,
        "quantity": line.quantity,
        **line.period._asdict(),
    }
    facts[_KEY] = [*live, debit]


def _until(debit: Object, at: int) -> Object:
    """Shorten a debit by what was given back of it."""
    if not debit["start"] <= at < debit["end"]:
        return debit
    given_back = share_of(debit["amount"], _period(debit), at)
    return {**debit, "amount": debit["amount"] - given_back, "end": at}


def _period(debit: Object) -> Period:
    return Period(debit["start"], debit["end"])
