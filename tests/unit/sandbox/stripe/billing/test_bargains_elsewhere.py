"""Discounts and tax on invoices by hand and on previews: the same sums as everywhere.

docs.stripe.com/api/invoices/create, docs.stripe.com/api/invoices/create_preview
"""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.stripe.lifecycle.discounting import give_customer
from tests.unit.sandbox.stripe.billing.bargains import by, coupon, fixed, latest, vat
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

PREVIEW = "/v1/invoices/create_preview"
SUMS = ("subtotal", "subtotal_excluding_tax", "total", "total_excluding_tax", "amount_due")


def with_extra(shop: Shop, customer: str, **more: object) -> Object:
    """An invoice by hand with an item of ten dollars."""
    shop.post("/v1/invoiceitems", customer=customer, amount=1000, currency="usd")
    given = {"customer": customer, "pending_invoice_items_behavior": "include"}
    return shop.post("/v1/invoices", **given, **more)


def test_an_invoice_by_hand_is_discounted_and_taxed(shop: Shop) -> None:
    quarter = coupon(shop)
    rates = {"default_tax_rates": [vat(shop, 10)]}
    draft = with_extra(shop, shop.customer(), discounts=by(quarter), **rates)
    final = shop.post(f"/v1/invoices/{draft['id']}/finalize")

    assert (draft["total"], final["amount_due"]) == (825, 825)
    assert shop.get(f"/v1/coupons/{quarter}")["times_redeemed"] == 1


def test_an_invoice_by_hand_inherits_the_customers_discount_unless_told_not_to(shop: Shop) -> None:
    customer = shop.customer()
    give_customer(shop.account, shop.account.get("customer", customer), by(coupon(shop))[0])
    before = len(shop.heard)

    assert with_extra(shop, customer)["total"] == 750
    assert with_extra(shop, customer, discounts="")["total"] == 1000
    assert not [name for name in shop.types_since(before) if "discount" in name]


def test_a_customers_coupon_for_once_reduces_the_first_invoice_it_can(shop: Shop) -> None:
    customer = shop.customer()
    once = by(coupon(shop, duration="once"))[0]
    give_customer(shop.account, shop.account.get("customer", customer), once)
    empty = shop.post("/v1/invoices", customer=customer)

    assert with_extra(shop, customer)["total"] == 750
    path = f"/v1/invoices/{empty['id']}/add_lines"
    assert shop.post(path, lines=[{"amount": 400, "description": "Late"}])["total"] == 400


def test_lines_that_are_added_later_are_discounted_too(shop: Shop) -> None:
    customer = shop.customer()
    draft = with_extra(shop, customer, discounts=by(coupon(shop)))
    path = f"/v1/invoices/{draft['id']}/add_lines"

    assert shop.post(path, lines=[{"amount": 400, "description": "More"}])["total"] == 1050


def test_items_and_lines_change_their_discounts_and_rates(shop: Shop) -> None:
    draft = with_extra(shop, shop.customer())
    path = f"/v1/invoices/{draft['id']}"
    line = draft["lines"]["data"][0]
    item = line["parent"]["invoice_item_details"]["invoice_item"]

    shop.post(f"{path}/lines/{line['id']}", discounts=by(fixed(shop, 300)))
    assert shop.get(path)["total"] == 700
    shop.post(f"/v1/invoiceitems/{item}", tax_rates=[vat(shop, 10)])
    assert shop.get(path)["total"] == 770
    cleared = shop.post(f"/v1/invoiceitems/{item}", discounts="", tax_rates="")
    assert (shop.get(path)["total"], cleared["net_amount"]) == (1000, None)


def test_a_proration_cannot_be_made_discountable(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.days_pass(10)
    item = subscription["items"]["data"][0]["id"]
    shop.post(f"/v1/subscriptions/{subscription['id']}", items=[{"id": item, "quantity": 2}])
    waiting = shop.get("/v1/invoiceitems", pending=True)["data"][0]

    assert (waiting["discountable"], waiting["net_amount"]) == (False, waiting["amount"])
    with pytest.raises(RefusedError, match="discountable"):
        shop.post(f"/v1/invoiceitems/{waiting['id']}", discountable=True)


def test_taking_a_subscriptions_discount_off_one_invoice_leaves_it_on_the_subscription(
    shop: Shop,
) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), discounts=by(coupon(shop)))
    shop.it_is("2025-02-28T10:30:00")
    draft = latest(shop, subscription)
    before = len(shop.heard)

    assert shop.post(f"/v1/invoices/{draft['id']}", discounts="")["total"] == 2000
    assert shop.types_since(before) == ["invoice.updated"]
    assert shop.subscription(subscription)["discounts"] == subscription["discounts"]


reductions = st.sampled_from(
    [
        {"percent_off": 33.33, "duration": "forever"},
        {"percent_off": 12.5, "duration": "once"},
        {"percent_off": 50, "duration": "repeating", "duration_in_months": 2},
        {"amount_off": 777, "currency": "usd", "duration": "forever"},
    ]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    coupons=st.lists(reductions, max_size=2, unique_by=str),
    tax=st.sampled_from([None, (23, True), (7.7, False)]),
    quantity=st.integers(1, 3),
    days=st.integers(0, 70),
)
def test_a_preview_is_discounted_and_taxed_as_the_invoice_will_be(
    coupons: list[Object], tax: tuple[float, bool] | None, quantity: int, days: int
) -> None:
    shop = Shop()
    rates = [] if tax is None else [vat(shop, tax[0], inclusive=tax[1])]
    terms = {
        **({"discounts": by(*(coupon(shop, **each) for each in coupons))} if coupons else {}),
        **({"default_tax_rates": rates} if rates else {}),
    }
    subscription = shop.subscribe(shop.customer(), shop.price(1999), **terms)
    shop.days_pass(days)
    item = subscription["items"]["data"][0]["id"]
    shop.post(f"/v1/subscriptions/{subscription['id']}", items=[{"id": item, "quantity": quantity}])

    previewed = shop.post(PREVIEW, subscription=subscription["id"])
    shop.days_pass(32)

    made = next(
        each
        for each in shop.invoices(subscription)
        if each["period_end"] == previewed["period_end"] and each["billing_reason"] != "manual"
    )
    assert [made[name] for name in SUMS] == [previewed[name] for name in SUMS]
    assert [_off(line) for line in _lines(made)] == [_off(line) for line in _lines(previewed)]


def test_a_coupon_can_be_tried_without_redeeming_it(shop: Shop) -> None:
    quarter = coupon(shop)
    subscription = shop.subscribe(shop.customer(), shop.price())
    before = len(shop.heard)

    tried = shop.post(PREVIEW, subscription=subscription["id"], discounts=by(quarter))

    assert tried["total"] == 1500
    assert shop.subscription(subscription)["discounts"] == []
    assert shop.get(f"/v1/coupons/{quarter}")["times_redeemed"] == 0
    assert len(shop.heard) == before
    assert list(shop.account.all("discount")) == []


def test_a_subscription_that_does_not_exist_yet_is_previewed_with_all_its_terms(
    shop: Shop,
) -> None:
    items = [{"price": shop.price(), "discounts": by(fixed(shop))}]
    details = {"items": items, "default_tax_rates": [vat(shop, 10)]}
    extra = {"amount": 1000, "currency": "usd", "tax_rates": [vat(shop, 50)]}
    germany = {"address": {"country": "DE"}}

    tried = shop.post(
        PREVIEW,
        customer_details=germany,
        subscription_details=details,
        invoice_items=[extra],
        discounts=by(coupon(shop, percent_off=10)),
    )

    assert tried["subtotal"] == 1500 + 1000
    assert tried["total"] == (1350 + 135) + (900 + 450)


@pytest.mark.parametrize(("behavior", "total"), [("exclusive", 2380), ("inclusive", 2000)])
def test_automatic_tax_is_previewed(shop: Shop, behavior: str, total: int) -> None:
    price = shop.price()
    shop.post(f"/v1/prices/{price}", tax_behavior=behavior)

    tried = shop.post(
        PREVIEW,
        automatic_tax={"enabled": True},
        customer_details={"address": {"country": "DE"}},
        subscription_details={"items": [{"price": price}]},
    )

    assert (tried["total"], tried["automatic_tax"]["status"]) == (total, "complete")


def _lines(invoice: Object) -> list[Object]:
    found: list[Object] = invoice["lines"]["data"]
    return found


def _off(line: Object) -> tuple[int, int, int]:
    """Amount, discount and tax of a line."""
    off = sum(each["amount"] for each in line["discount_amounts"])
    return line["amount"], off, sum(tax["amount"] for tax in line["taxes"])
