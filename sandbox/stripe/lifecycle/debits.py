"""What an item's current period was really charged at.

docs.stripe.com/billing/subscriptions/billing-mode/compare: in flexible mode a credit is part of the
original debit, in classic mode of what the item costs by now. So in flexible mode nothing is given
back of time that was free, or was moved here paid elsewhere.
"""

from collections.abc import Iterable

from sandbox.stripe.billing.lines import Goods, Line
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms

_KEY = "debited"


def remember(account: Account, lines: Iterable[Line]) -> None:
    """Note the price and the quantity that lines charge items at; a free line charges nothing."""
    for line in lines:
        goods = line.goods
        if not goods.item or line.amount < 0:
            continue
        free = not line.proration and line.unit == 0
        facts = account.facts.setdefault(goods.item, {})
        facts[_KEY] = {"price": goods.price, "quantity": 0 if free else goods.quantity}


def creditable(account: Account, subscription: Object, item: Object) -> Goods | None:
    """Say what a credit is part of; None: there is nothing to give back."""
    if subscription["billing_mode"]["type"] == "classic":
        return terms.goods(account, subscription, item)
    debited = account.facts.get(item["id"], {}).get(_KEY)
    if debited is None or not debited["quantity"]:
        return None
    price = account.get("price", debited["price"])
    charged = {**item, "price": price, "quantity": debited["quantity"]}
    return terms.goods(account, subscription, charged)
