"""Discounted and taxed lives: nothing changes in silence, and all sums of an invoice agree."""

from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stripe.lifecycle.discounting import give_customer
from tests.unit.sandbox.stripe.billing.bargains import by, coupon, fixed, update, vat
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

type Deed = Callable[[Shop, Object], object]

KINDS = ("customer", "subscription", "invoice", "coupon")
GERMANY = {"country": "DE"}


def _discounts(*makers: Callable[[Shop], str]) -> Deed:
    def deed(shop: Shop, subscription: Object) -> None:
        update(shop, subscription, discounts=by(*(make(shop) for make in makers)))

    return deed


def _item(**change: object) -> Deed:
    def deed(shop: Shop, subscription: Object) -> None:
        item = shop.subscription(subscription)["items"]["data"][0]["id"]
        update(shop, subscription, items=[{"id": item, **change}])

    return deed


def _item_discount(shop: Shop, subscription: Object) -> None:
    _item(discounts=by(once(shop)))(shop, subscription)


def _customer_discount(shop: Shop, subscription: Object) -> None:
    customer = shop.account.get("customer", subscription["customer"])
    give_customer(shop.account, customer, by(months(shop))[0])


def _rates(*, inclusive: bool) -> Deed:
    def deed(shop: Shop, subscription: Object) -> None:
        update(shop, subscription, default_tax_rates=[vat(shop, 7.5, inclusive=inclusive)])

    return deed


def _draft_discount(shop: Shop, subscription: Object) -> None:
    latest = shop.subscription(subscription)["latest_invoice"]
    shop.post(f"/v1/invoices/{latest}", discounts=by(fixed(shop, 333)))


def _extra(shop: Shop, subscription: Object) -> None:
    customer = {"customer": subscription["customer"], "currency": "usd", "amount": 777}
    shop.post("/v1/invoiceitems", **customer, discounts=by(coupon(shop)))


def _moves(shop: Shop, subscription: Object) -> None:
    shop.post(f"/v1/customers/{subscription['customer']}", address="")


def once(shop: Shop) -> str:
    return fixed(shop, 450, duration="once")


def months(shop: Shop) -> str:
    return coupon(shop, percent_off=33.33, duration="repeating", duration_in_months=2)


DEEDS: dict[str, Deed] = {
    "for ever": _discounts(coupon),
    "once": _discounts(once),
    "two": _discounts(months, once),
    "no discount": lambda shop, each: update(shop, each, discounts=""),
    "item once": _item_discount,
    "customer": _customer_discount,
    "draft": _draft_discount,
    "extra": _extra,
    "more": _item(quantity=3),
    "tax on top": _rates(inclusive=False),
    "tax inside": _rates(inclusive=True),
    "no tax": lambda shop, each: update(shop, each, default_tax_rates=""),
    "stripe tax": lambda shop, each: update(shop, each, automatic_tax={"enabled": True}),
    "moves": _moves,
    "reset": lambda shop, each: update(shop, each, billing_cycle_anchor={"type": "now"}),
    "end": lambda shop, each: shop.delete(f"/v1/subscriptions/{each['id']}"),
}
stories = st.lists(
    st.tuples(st.sampled_from(sorted(DEEDS)), st.sampled_from([0, 0.02, 7, 28, 40])), max_size=7
)


def live(story: list[tuple[str, float]]) -> Shop:
    shop = Shop()
    price = shop.price()
    shop.post(f"/v1/prices/{price}", tax_behavior="exclusive")
    subscription = shop.subscribe(shop.customer(address=GERMANY), price)
    for deed, days in story:
        with suppress(RefusedError):
            DEEDS[deed](shop, subscription)
        shop.days_pass(days)
    shop.days_pass(32)
    return shop


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(stories)
def test_whoever_only_listens_knows_every_object_and_the_sums_agree(
    story: list[tuple[str, float]],
) -> None:
    shop = live(story)

    for kind in KINDS:
        assert shop.told(kind) == shop.truth(kind)
    invoices = shop.truth("invoice").values()
    for invoice in invoices:
        assert_agrees(invoice)
    assert shop.charged().total() == sum(each["amount_paid"] for each in invoices)


def assert_agrees(invoice: Object) -> None:
    lines = invoice["lines"]["data"]
    off = _sums(taken for line in lines for taken in line["discount_amounts"])
    taxes = [tax for line in lines for tax in line["taxes"]]
    exclusive = sum(tax["amount"] for tax in taxes if tax["tax_behavior"] == "exclusive")
    inside = sum(tax["amount"] for tax in taxes) - exclusive
    gross = sum(line["amount"] for line in lines)

    assert invoice["total"] == gross - off.total() + exclusive
    assert invoice["total_excluding_tax"] == invoice["total"] - exclusive - inside
    assert +off == +_sums(invoice["total_discount_amounts"])
    assert sum(tax["amount"] for tax in invoice["total_taxes"]) == exclusive + inside
    assert all(
        0 <= sum(taken["amount"] for taken in line["discount_amounts"]) <= max(0, line["amount"])
        for line in lines
    )


def _sums(amounts: Iterable[Object]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for each in amounts:
        sums[each["discount"]] += each["amount"]
    return sums
