"""Tax on invoices: docs.stripe.com/billing/taxes/tax-rates and docs.stripe.com/tax."""

import pytest

from tests.unit.sandbox.stripe.billing.bargains import by, coupon, latest, totals, update, vat
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

GERMANY = {"country": "DE", "postal_code": "10115"}


def taxable(shop: Shop, behavior: str = "exclusive") -> str:
    price = shop.price()
    shop.post(f"/v1/prices/{price}", tax_behavior=behavior)
    return price


def automatic(shop: Shop, customer: str, price: str, **more: object) -> Object:
    return shop.subscribe(customer, price, automatic_tax={"enabled": True}, **more)


def test_an_exclusive_rate_comes_on_top_after_discounts(shop: Shop) -> None:
    given = {"default_tax_rates": [vat(shop)], "discounts": by(coupon(shop))}
    subscription = shop.subscribe(shop.customer(), shop.price(), **given)
    shop.days_pass(30)

    invoice = latest(shop, subscription)
    assert totals(shop, subscription) == [1845, 1845]
    assert (invoice["subtotal"], invoice["total_excluding_tax"]) == (2000, 1500)
    [tax] = invoice["total_taxes"]
    assert (tax["amount"], tax["taxable_amount"], tax["tax_behavior"]) == (345, 1500, "exclusive")
    assert invoice["lines"]["data"][0]["taxes"] == [tax]
    assert invoice["default_tax_rates"][0]["percentage"] == 23
    assert shop.charged()[subscription["customer"]] == 2 * 1845


def test_an_inclusive_rate_leaves_the_price_as_it_is(shop: Shop) -> None:
    rate = vat(shop, 10, inclusive=True)
    subscription = shop.subscribe(shop.customer(), shop.price(), default_tax_rates=[rate])

    invoice = latest(shop, subscription)
    assert (invoice["total"], invoice["subtotal"]) == (2000, 2000)
    assert (invoice["total_excluding_tax"], invoice["subtotal_excluding_tax"]) == (1818, 1818)
    assert invoice["total_taxes"][0]["amount"] == 182


def test_the_rates_of_an_item_come_before_the_default_ones(shop: Shop) -> None:
    items = [{"price": shop.price(1000), "tax_rates": [vat(shop, 5)]}, {"price": shop.price(2000)}]
    rates = {"default_tax_rates": [vat(shop, 23)]}
    subscription = shop.subscribe(shop.customer(), "", items=items, **rates)

    lines = latest(shop, subscription)["lines"]["data"]
    assert [line["taxes"][0]["amount"] for line in lines] == [50, 460]


def test_waiting_items_and_prorations_are_taxed_with_their_invoice(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(), default_tax_rates=[vat(shop, 10)])
    shop.days_pass(14)
    item = subscription["items"]["data"][0]["id"]
    update(shop, subscription, items=[{"id": item, "quantity": 2}])
    reduced = {"tax_rates": [vat(shop, 5)]}
    shop.post("/v1/invoiceitems", customer=customer, currency="usd", amount=1000, **reduced)
    shop.days_pass(15)

    invoice = latest(shop, subscription)
    assert invoice["subtotal"] == 4000 - 1000 + 2000 + 1000
    assert invoice["total"] == 6000 + 500 + 50


def test_whoever_is_exempt_pays_no_tax(shop: Shop) -> None:
    customer = shop.customer(tax_exempt="reverse")
    subscription = shop.subscribe(customer, shop.price(), default_tax_rates=[vat(shop)])

    invoice = latest(shop, subscription)
    assert (invoice["total"], invoice["customer_tax_exempt"]) == (2000, "reverse")
    assert invoice["total_taxes"][0]["taxability_reason"] == "reverse_charge"


def test_who_becomes_exempt_before_the_invoice_is_final_pays_no_tax(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(), default_tax_rates=[vat(shop, 10)])
    shop.it_is("2025-02-28T10:30:00")
    vat_id = {"type": "eu_vat", "value": "DE123456789"}
    shop.post(f"/v1/customers/{customer}", tax_exempt="reverse")
    shop.post(f"/v1/customers/{customer}/tax_ids", **vat_id)
    shop.days_pass(1)

    assert totals(shop, subscription) == [2200, 2000]
    assert latest(shop, subscription)["customer_tax_ids"] == [vat_id]


def test_an_archived_rate_goes_on_where_it_is_and_cannot_be_used_anew(shop: Shop) -> None:
    rate = vat(shop, 10)
    subscription = shop.subscribe(shop.customer(), shop.price(), default_tax_rates=[rate])
    shop.post(f"/v1/tax_rates/{rate}", active=False)
    shop.days_pass(30)

    assert totals(shop, subscription) == [2200, 2200]
    with pytest.raises(RefusedError, match="is inactive"):
        shop.subscribe(shop.customer(), shop.price(), default_tax_rates=[rate])


def test_a_draft_can_be_taxed_otherwise(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), default_tax_rates=[vat(shop, 10)])
    shop.it_is("2025-02-28T10:30:00")
    draft = latest(shop, subscription)["id"]

    assert shop.post(f"/v1/invoices/{draft}", default_tax_rates=[vat(shop, 5)])["total"] == 2100
    assert shop.post(f"/v1/invoices/{draft}", default_tax_rates="")["total"] == 2000


def test_automatic_tax_finds_the_rate_of_the_customers_place(shop: Shop) -> None:
    subscription = automatic(shop, shop.customer(address=GERMANY), taxable(shop))

    invoice = latest(shop, subscription)
    assert (invoice["total"], invoice["automatic_tax"]["status"]) == (2380, "complete")
    rate = invoice["total_taxes"][0]["tax_rate_details"]["tax_rate"]
    found = shop.get(f"/v1/tax_rates/{rate}")
    assert (found["active"], found["country"], found["percentage"]) == (False, "DE", 19)


def test_automatic_tax_follows_the_behavior_of_the_price(shop: Shop) -> None:
    subscription = automatic(shop, shop.customer(address=GERMANY), taxable(shop, "inclusive"))

    invoice = latest(shop, subscription)
    assert (invoice["total"], invoice["total_excluding_tax"]) == (2000, 1681)


def test_items_with_rates_of_their_own_wait_for_an_invoice_without_automatic_tax(
    shop: Shop,
) -> None:
    """docs.stripe.com/api/invoices/object: they "cannot be added to automatic tax invoices"."""
    customer = shop.customer(address=GERMANY)
    given = {"customer": customer, "currency": "usd", "amount": 1000}
    shop.post("/v1/invoiceitems", **given, tax_rates=[vat(shop)])
    shop.post("/v1/invoiceitems", **given, tax_behavior="inclusive")
    subscription = automatic(shop, customer, taxable(shop))

    assert totals(shop, subscription) == [1000 + 2380]
    assert len(shop.get("/v1/invoiceitems", pending=True)["data"]) == 1


def test_where_nothing_is_collected_the_tax_is_nothing(shop: Shop) -> None:
    subscription = automatic(shop, shop.customer(address={"country": "JP"}), taxable(shop))

    [tax] = latest(shop, subscription)["total_taxes"]
    assert (tax["amount"], tax["taxability_reason"]) == (0, "not_collecting")


@pytest.mark.parametrize("address", [None, {"line1": "Main Street"}, {"country": "US"}])
def test_automatic_tax_needs_a_location(shop: Shop, address: Object | None) -> None:
    """docs.stripe.com/tax/customer-locations: the US needs a postal code."""
    customer = shop.customer(address=address or "")

    with pytest.raises(RefusedError, match="location isn't recognized") as refused:
        automatic(shop, customer, taxable(shop))

    assert refused.value.error["code"] == "customer_tax_location_invalid"


def test_automatic_tax_takes_no_manual_rates_and_no_unclear_prices(shop: Shop) -> None:
    customer = shop.customer(address=GERMANY)

    with pytest.raises(RefusedError, match="cannot set `default_tax_rates`"):
        automatic(shop, customer, taxable(shop), default_tax_rates=[vat(shop)])
    with pytest.raises(RefusedError, match="does not have a `tax_behavior`"):
        automatic(shop, customer, shop.price())


def test_a_subscription_goes_on_untaxed_when_its_customer_moves_nowhere(shop: Shop) -> None:
    """docs.stripe.com/tax/customer-locations, invoice finalization errors."""
    customer = shop.customer(address=GERMANY)
    subscription = automatic(shop, customer, taxable(shop))
    shop.post(f"/v1/customers/{customer}", address="")
    shop.it_is("2025-02-28T10:30:00")
    draft = latest(shop, subscription)
    shop.days_pass(1)

    paid = latest(shop, subscription)
    assert draft["automatic_tax"]["status"] == "requires_location_inputs"
    assert (paid["status"], paid["total"]) == ("paid", 2000)
    reason = paid["automatic_tax"]["disabled_reason"]
    assert reason == "finalization_requires_location_inputs"
    told = shop.told("subscription")[subscription["id"]]["automatic_tax"]
    assert told["disabled_reason"] == "requires_location_inputs"


def test_tax_is_worked_out_when_the_invoice_is_finalised(shop: Shop) -> None:
    """docs.stripe.com/tax/invoicing: "at the time of invoice finalization"."""
    customer = shop.customer(address=GERMANY)
    subscription = automatic(shop, customer, taxable(shop))
    shop.it_is("2025-02-28T10:30:00")
    shop.post(f"/v1/customers/{customer}", address={"country": "PL"})
    shop.days_pass(1)

    assert totals(shop, subscription) == [2380, 2460]
