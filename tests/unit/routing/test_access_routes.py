"""KAJ-4, KAJ-6: access hears of what begins and ends, not of what would only cost a look."""

from typing import Any

import pytest

from carryover.kernel.facts import (
    InvoiceState,
    MemberHinted,
    StateSeen,
    SubscriptionItem,
    SubscriptionState,
)
from carryover.kernel.news import AccessCancelled, MoneyReturned
from carryover.ports.outbox import Queue
from carryover.routing.table import routed

NOON = 1_800_000_000
ITEM = SubscriptionItem(
    id="si_1",
    price="price_gold",
    product="prod_1",
    quantity=1,
    currency="usd",
    unit_amount="2900",
    interval="month",
    interval_count=1,
    current_period_start=NOON,
    current_period_end=NOON + 1,
)


def subscription(**more: Any) -> SubscriptionState:
    said: dict[str, Any] = {
        "id": "sub_1",
        "created": NOON,
        "livemode": False,
        "customer": "cus_1",
        "status": "active",
        "currency": "usd",
        "items": (ITEM,),
        "collection_method": "charge_automatically",
        "billing_cycle_anchor": NOON,
    }
    return SubscriptionState(**{**said, **more})


def turns(before: SubscriptionState | None, after: SubscriptionState) -> bool:
    seen = StateSeen(
        account="us", evidence="evt_1", earliest=NOON, latest=NOON, state=after, before=before
    )
    return Queue.ACCESS in routed(seen)


@pytest.mark.parametrize(
    "after",
    [
        subscription(status="canceled"),
        subscription(cancel_at_period_end=True),
        subscription(items=(ITEM.model_copy(update={"price": "price_silver"}),)),
    ],
)
def test_an_end_a_wish_to_end_and_another_plan_are_news(after: SubscriptionState) -> None:
    assert turns(subscription(), after)
    assert turns(None, subscription())


def test_a_renewal_is_none() -> None:
    renewed = ITEM.model_copy(update={"current_period_end": NOON + 2})

    assert not turns(subscription(), subscription(items=(renewed,), latest_invoice="in_2"))


def test_a_hint_goes_to_access_and_nowhere_else() -> None:
    hint = MemberHinted(account="academy", evidence="e", event="tag_added", contact="1", tag="2")

    assert routed(hint) == (Queue.ACCESS,)


def test_money_that_went_back_is_news() -> None:
    back = MoneyReturned(account="us", evidence="e", kind="refund", object="charge", id="ch_1")

    assert routed(back) == (Queue.ACCESS,)


def invoice(status: str, paid: int, subscription: str | None = "sub_1") -> InvoiceState:
    return InvoiceState(
        id="in_1",
        created=NOON,
        livemode=False,
        customer="cus_1",
        status=status,
        currency="usd",
        subscription=subscription,
        subtotal=2900,
        total=2900,
        amount_due=2900,
        amount_paid=paid,
        amount_remaining=2900 - paid,
        period_start=NOON,
        period_end=NOON,
    )


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (None, invoice("paid", 2900), True),
        (invoice("open", 0), invoice("paid", 2900), True),
        (invoice("paid", 2900), invoice("paid", 2900), False),
        (None, invoice("paid", 0), False),
        (None, invoice("paid", 2900, None), False),
        (None, invoice("open", 0), False),
    ],
)
def test_of_invoices_only_a_subscriptions_payment_is_news(
    before: InvoiceState | None, after: InvoiceState, *, news: bool
) -> None:
    seen = StateSeen(
        account="us", evidence="evt_1", earliest=NOON, latest=NOON, state=after, before=before
    )

    assert (Queue.ACCESS in routed(seen)) is news


def test_that_a_member_left_is_filed_though_nobody_listens_yet() -> None:
    left = AccessCancelled(
        account="us", evidence="e", subscription="s", customer="c", ends="now", by="person"
    )

    assert routed(left) == ()
