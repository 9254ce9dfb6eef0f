"""What a period of a subscription's item costs once its discounts are taken off.

"When you make changes to a subscription, any existing discounts are applied when proration is
calculated. You can't discount proration line items further on the invoice that's generated."
(docs.stripe.com/billing/subscriptions/coupons). An amount off counts with the share that falls to
the item when a whole period is invoiced [inferred].
"""

from dataclasses import replace
from fractions import Fraction

from sandbox.stripe.billing.amounts import rounded
from sandbox.stripe.billing.discounts import Discountable, taken_off
from sandbox.stripe.billing.lines import Line
from sandbox.stripe.core.account import Account
from sandbox.stripe.lifecycle import deductions, discounting, terms
from sandbox.stripe.lifecycle.terms import Object


def discounted(account: Account, subscription: Object, lines: list[Line]) -> list[Line]:
    """Reduce prorations as the whole periods they are parts of are reduced."""
    if not any(reductions(account, subscription)):
        return lines
    deductions.check_can_prorate(subscription)
    shares = _shares(account, subscription)
    return [
        replace(line, amount=rounded(line.amount * shares.get(line.goods.item, Fraction(1))))
        for line in lines
    ]


def reductions(account: Account, subscription: Object) -> list[Object]:
    """List all discounts in force on a subscription or one of its items."""
    own = [key for item in terms.items(subscription) for key in item["discounts"]]
    return [
        *discounting.of_subscription(account, subscription),
        *discounting.in_force(account, own),
    ]


def _shares(account: Account, subscription: Object) -> dict[str, Fraction]:
    """Say which part of its price each item costs."""
    items = terms.items(subscription)
    whole = [_priced(account, subscription, item) for item in items]
    general = discounting.of_subscription(account, subscription)
    currency = subscription["currency"]
    taken = taken_off(whole, discounting.offers(account, general, currency))
    return {
        item["id"]: Fraction(line.amount - sum(off.amount for off in offs), line.amount)
        for item, line, offs in zip(items, whole, taken, strict=True)
        if line.amount
    }


def _priced(account: Account, subscription: Object, item: Object) -> Discountable:
    goods = terms.goods(account, subscription, item)
    own = discounting.in_force(account, item["discounts"])
    return Discountable(
        amount=rounded(Fraction(goods.tariff.cost(goods.quantity))),
        product=goods.product,
        offers=discounting.offers(account, own, subscription["currency"]),
    )
