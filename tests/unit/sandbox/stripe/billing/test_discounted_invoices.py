"""Discounts on invoices and invoice items: docs.stripe.com/api/invoices/update, ``discounts``."""

import pytest

from tests.unit.sandbox.stripe.billing.bargains import by, coupon, fixed, latest, update, vat
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop


def renewing(shop: Shop, **more: object) -> tuple[Object, Object]:
    """A subscription whose renewal is still a draft."""
    subscription = shop.subscribe(shop.customer(), shop.price(), **more)
    shop.it_is("2025-02-28T10:30:00")
    return subscription, latest(shop, subscription)


def change(shop: Shop, invoice: Object, **given: object) -> Object:
    return shop.post(f"/v1/invoices/{invoice['id']}", **given)


def test_a_draft_takes_discounts_and_gives_them_up_again(shop: Shop) -> None:
    _, draft = renewing(shop)

    reduced = change(shop, draft, discounts=by(coupon(shop), fixed(shop, 100)))
    cleared = change(shop, draft, discounts="")

    assert (reduced["total"], reduced["amount_due"]) == (1400, 1400)
    assert [off["amount"] for off in reduced["total_discount_amounts"]] == [500, 100]
    assert (cleared["total"], cleared["discounts"]) == (2000, [])


def test_what_was_set_on_the_draft_is_what_is_collected(shop: Shop) -> None:
    subscription, draft = renewing(shop)
    change(shop, draft, discounts=by(coupon(shop)))
    shop.days_pass(1)

    paid = latest(shop, subscription)
    assert (paid["status"], paid["amount_paid"]) == ("paid", 1500)
    assert shop.subscription(subscription)["discounts"] == []


def test_a_draft_keeps_a_discount_that_ends_before_it_is_final(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.it_is("2025-01-31T10:20:00")
    month = coupon(shop, duration="repeating", duration_in_months=1)
    update(shop, subscription, discounts=by(month))
    shop.it_is("2025-02-28T10:40:00")
    draft = latest(shop, subscription)

    assert shop.subscription(subscription)["discounts"] == []
    assert change(shop, draft, default_tax_rates=[vat(shop, 10)])["total"] == 1650


def test_a_discount_that_is_kept_is_not_redeemed_again(shop: Shop) -> None:
    _, draft = renewing(shop)
    quarter = coupon(shop)
    [key] = change(shop, draft, discounts=by(quarter))["discounts"]
    kept = change(shop, draft, discounts=[{"discount": key}, *by(fixed(shop, 100))])

    assert (kept["discounts"][0], kept["total"]) == (key, 1400)
    assert shop.get(f"/v1/coupons/{quarter}")["times_redeemed"] == 1


def test_a_final_invoice_cannot_be_discounted(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    with pytest.raises(RefusedError, match="Finalized invoices can't be updated"):
        change(shop, latest(shop, subscription), discounts="")


def test_an_invoice_item_brings_its_own_discount(shop: Shop) -> None:
    customer = shop.customer()
    given = {"customer": customer, "currency": "usd", "amount": 1000}
    shop.post("/v1/invoiceitems", **given, discounts=by(coupon(shop, percent_off=50)))
    subscription = shop.subscribe(customer, shop.price(), discounts=by(fixed(shop, 250)))

    invoice = latest(shop, subscription)
    taken = [sum(off["amount"] for off in line["discount_amounts"]) for line in _lines(invoice)]
    assert taken == [550, 200]
    assert (invoice["subtotal"], invoice["total"]) == (2500, 2250)


def test_credits_and_items_that_say_so_are_not_discounted(shop: Shop) -> None:
    customer = shop.customer()
    shop.post("/v1/invoiceitems", customer=customer, currency="usd", amount=-300)
    shop.post("/v1/invoiceitems", customer=customer, currency="usd", amount=400, discountable=False)
    subscription = shop.subscribe(customer, shop.price(), discounts=by(coupon(shop)))

    assert [line["discountable"] for line in _lines(latest(shop, subscription))] == [
        False,
        False,
        True,
    ]
    assert latest(shop, subscription)["total"] == 1500 - 300 + 400


def test_a_coupon_for_once_stays_on_the_draft_that_used_it_up(shop: Shop) -> None:
    subscription, _ = renewing(shop)
    item = subscription["items"]["data"][0]["id"]
    given = {"id": item, "discounts": by(coupon(shop, duration="once"))}
    update(shop, subscription, items=[given])
    shop.it_is("2025-03-31T10:30:00")
    draft = latest(shop, subscription)

    assert change(shop, draft, discounts=by(fixed(shop, 100)))["total"] == 1400
    assert shop.subscription(subscription)["items"]["data"][0]["discounts"] == []
    shop.days_pass(32)
    assert latest(shop, subscription)["total"] == 2000


def _lines(invoice: Object) -> list[Object]:
    found: list[Object] = invoice["lines"]["data"]
    return found
