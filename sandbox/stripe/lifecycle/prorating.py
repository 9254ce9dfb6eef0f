"""Turning a change in mid-period into invoice items.

https://docs.stripe.com/billing/subscriptions/prorations
"""

from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.lines import Line, credit, debit
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.lifecycle import debits, terms
from sandbox.stripe.lifecycle.deductions import check_can_prorate
from sandbox.stripe.lifecycle.net_prices import discounted
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes import invoice as shapes

PAID_FOR = frozenset({"active", "past_due"})
"""Statuses whose current period was charged, so that a part of it can be credited."""


def moment(subscription: Object, params: dict[str, Any], now: int) -> int:
    """The instant from which the change counts: now, or a ``proration_date`` in this period."""
    if "proration_date" not in params:
        return now
    at: int = params["proration_date"]
    start, end = terms.period(subscription)
    if not start <= at <= end:
        message = "proration_date must be inside the current billing period."
        raise invalid_request(message, param="proration_date")
    return at


def wanted(subscription: Object, params: dict[str, Any]) -> bool:
    """Tell whether this change is prorated at all."""
    behavior = params.get("proration_behavior", "create_prorations")
    return behavior != "none" and subscription["status"] in PAID_FOR


def differences(account: Account, before: Object, after: Object, at: int) -> list[Line]:
    """Credit what was paid for and charge what takes its place, item by item."""
    old = {item["id"]: item for item in terms.items(before)}
    new = {item["id"]: item for item in terms.items(after)}
    lines = []
    for key in {**old, **new}:
        if _worth(old.get(key)) == _worth(new.get(key)):
            continue
        if key in old:
            lines += _credit(account, before, old[key], at)
        if key in new:
            lines += discounted(account, after, [_debit(account, after, new[key], at)])
    return lines


def everything_unused(account: Account, subscription: Object, at: int) -> list[Line]:
    """Credit the rest of the period for every item."""
    items = terms.items(subscription)
    return [line for item in items for line in _credit(account, subscription, item, at)]


def cut_short(
    account: Account, subscription: Object, undone: int | None, *, wanted: bool
) -> list[Line]:
    """An end inside the current period gives back the time after it; lifting or moving an end that
    was settled charges that time again (docs.stripe.com/api/subscriptions/update, cancel_at)."""
    lines: list[Line] = []
    cut = subscription["cancel_at"] if wanted else None
    for item in terms.items(subscription):
        _, end = terms.period_of(item)
        charged, wished = (end if each is None else min(each, end) for each in (undone, cut))
        if wished < charged:
            lines += _credit(account, subscription, item, wished, charged)
        elif wished > charged:
            again = _debit(account, subscription, item, charged, wished)
            lines += discounted(account, subscription, [again])
    return lines


def whole_periods(account: Account, subscription: Object) -> list[Line]:
    """Credit the current period of every item as if it had not begun."""
    return [
        line
        for item in terms.items(subscription)
        for line in _credit(account, subscription, item, terms.period_of(item).start)
    ]


def _credit(
    account: Account, subscription: Object, item: Object, at: int, until: int | None = None
) -> list[Line]:
    """Give back parts of what was charged, or in classic mode of what the item costs by now."""
    if subscription["billing_mode"]["type"] == "flexible":
        check_can_prorate(subscription)
        return debits.credits_of(account, subscription, item, at)
    goods = terms.goods(account, subscription, item)
    charged = _charged(account, subscription, item, until)
    return discounted(account, subscription, [credit(goods, charged, at)])


def _debit(
    account: Account, subscription: Object, item: Object, at: int, until: int | None = None
) -> Line:
    goods = terms.goods(account, subscription, item)
    return debit(goods, _charged(account, subscription, item, until), at)


def _charged(account: Account, subscription: Object, item: Object, until: int | None) -> Period:
    """The current period, up to an end for which the rest of it was given back already."""
    start, end = terms.period_of(item)
    settled = until or account.facts.get(subscription["id"], {}).get("cut_at") or end
    return Period(start, min(settled, end))


def keep(account: Account, subscription: Object, lines: list[Line]) -> None:
    """Hold prorations until the next invoice takes them up."""
    for line in lines:
        debits.adjusted(account, line)
        account.add(_invoiceitem(account, subscription, line), "invoiceitem.created")


def _worth(item: Object | None) -> tuple[str, int] | None:
    return None if item is None else (item["price"]["id"], item["quantity"])


def _invoiceitem(account: Account, subscription: Object, line: Line) -> Object:
    goods = line.goods
    owner = {"subscription": subscription["id"], "subscription_item": goods.item}
    return shapes.invoiceitem(
        {
            "id": account.new_id("ii"),
            "amount": line.amount,
            "currency": goods.currency,
            "customer": subscription["customer"],
            "date": account.now(),
            "description": line.description,
            "discountable": False,
            "livemode": account.livemode,
            "parent": {"subscription_details": owner, "type": "subscription_details"},
            "period": line.period._asdict(),
            "pricing": shapes.pricing(goods.price, goods.product, line.unit),
            "proration": True,
            "proration_details": {"credited_items": None, "discount_amounts": []},
            "quantity": line.quantity,
            "tax_rates": _tax_rates(subscription, goods.item),
        }
    )


def _tax_rates(subscription: Object, item_id: str) -> list[Object]:
    """A proration is taxed as the item it is for; one that is gone has the default rates."""
    found = (item for item in terms.items(subscription) if item["id"] == item_id)
    return next((item["tax_rates"] for item in found), [])
