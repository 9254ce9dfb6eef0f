"""docs.stripe.com/invoicing/overview: invoices that people write."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import DAY, Object, RefusedError, Shop, instant


def draft(shop: Shop, customer: str, **given: object) -> Object:
    return shop.post("/v1/invoices", customer=customer, **given)


def book(shop: Shop) -> str:
    made = shop.post("/v1/prices", product=shop.product, currency="usd", unit_amount=700)
    return str(made["id"])


def test_a_draft_is_filled_finalised_and_paid(shop: Shop) -> None:
    customer = shop.customer()
    invoice = draft(shop, customer)
    price = {"price": book(shop)}

    shop.post(
        "/v1/invoiceitems", customer=customer, invoice=invoice["id"], pricing=price, quantity=2
    )
    filled = shop.get(f"/v1/invoices/{invoice['id']}")
    paid = shop.post(f"/v1/invoices/{invoice['id']}/pay")

    assert (invoice["total"], invoice["billing_reason"]) == (0, "manual")
    assert filled["total"] == 1400
    assert filled["lines"]["data"][0]["description"] == "Gold"
    assert (paid["status"], shop.charged()[customer]) == ("paid", 1400)


def test_items_that_wait_are_taken_only_when_asked(shop: Shop) -> None:
    """docs.stripe.com/api/invoices/create, pending_invoice_items_behavior."""
    customer = shop.customer()
    shop.post("/v1/invoiceitems", customer=customer, amount=500, currency="usd")

    without = draft(shop, customer)
    with_them = draft(shop, customer, pending_invoice_items_behavior="include")

    assert (without["total"], with_them["total"]) == (0, 500)


def test_a_draft_advances_by_itself_only_when_told_to(shop: Shop) -> None:
    customer = shop.customer()
    shop.post("/v1/invoiceitems", customer=customer, amount=500, currency="usd")
    invoice = draft(shop, customer, auto_advance=True, pending_invoice_items_behavior="include")

    shop.days_pass(1 / 24)

    assert shop.get(f"/v1/invoices/{invoice['id']}")["status"] == "paid"
    assert shop.charged()[customer] == 500


def test_a_sent_invoice_says_until_when_and_is_overdue_after(shop: Shop) -> None:
    customer = shop.customer(card=None)
    shop.post("/v1/invoiceitems", customer=customer, amount=500, currency="usd")
    invoice = draft(
        shop,
        customer,
        collection_method="send_invoice",
        days_until_due=14,
        pending_invoice_items_behavior="include",
    )

    sent = shop.post(f"/v1/invoices/{invoice['id']}/send")
    shop.days_pass(15)

    assert (sent["status"], sent["number"]) == ("open", f"{prefix(shop, customer)}-0001")
    assert sent["due_date"] == instant("2025-01-31T10:00:00") + 14 * DAY
    assert shop.types_since(0).count("invoice.sent") == 1
    assert "invoice.overdue" in shop.types_since(0)


def prefix(shop: Shop, customer: str) -> str:
    return str(shop.get(f"/v1/customers/{customer}")["invoice_prefix"])


def test_lines_are_added_changed_and_removed(shop: Shop) -> None:
    """docs.stripe.com/api/invoices/add_lines, update_lines, remove_lines."""
    customer = shop.customer()
    path = f"/v1/invoices/{draft(shop, customer)['id']}"
    lines = [{"amount": 100}, {"amount": 200}, {"pricing": {"price": book(shop)}}]

    added = shop.post(f"{path}/add_lines", lines=lines)
    ids = [line["id"] for line in added["lines"]["data"]]
    assert added["total"] == 1000
    changed = shop.post(f"{path}/update_lines", lines=[{"id": ids[2], "quantity": 3}])
    assert changed["total"] == 2400
    gone = [{"id": ids[0], "behavior": "delete"}, {"id": ids[1], "behavior": "unassign"}]
    left = shop.post(f"{path}/remove_lines", lines=gone)

    assert left["total"] == 2100
    assert [each["amount"] for each in shop.get("/v1/invoiceitems", pending=True)["data"]] == [200]


def test_a_long_invoice_shows_ten_lines_and_lists_all(shop: Shop) -> None:
    """docs.stripe.com/api/invoices/object, lines."""
    customer = shop.customer()
    path = f"/v1/invoices/{draft(shop, customer)['id']}"
    long = shop.post(f"{path}/add_lines", lines=[{"amount": each} for each in range(1, 25)])

    first = shop.get(f"{path}/lines", limit=20)
    rest = shop.get(f"{path}/lines", limit=20, starting_after=first["data"][-1]["id"])

    assert (len(long["lines"]["data"]), long["lines"]["has_more"]) == (10, True)
    amounts = [line["amount"] for line in first["data"] + rest["data"]]
    assert (sorted(amounts), long["total"]) == (list(range(1, 25)), 300)
    assert (first["has_more"], rest["has_more"]) == (True, False)


def test_what_is_final_is_not_edited(shop: Shop) -> None:
    customer = shop.customer()
    invoice = draft(shop, customer)
    shop.post(f"/v1/invoices/{invoice['id']}/add_lines", lines=[{"amount": 500}])
    shop.post(f"/v1/invoices/{invoice['id']}/finalize")

    for path, given in (
        ("add_lines", {"lines": [{"amount": 5}]}),
        ("", {"description": "too late"}),
    ):
        with pytest.raises(RefusedError) as refused:
            shop.post(f"/v1/invoices/{invoice['id']}/{path}".rstrip("/"), **given)
        assert refused.value.error["code"] == "invoice_not_editable"
    with pytest.raises(RefusedError, match="only delete draft invoices"):
        shop.delete(f"/v1/invoices/{invoice['id']}")


def test_a_draft_can_be_thrown_away_with_its_lines(shop: Shop) -> None:
    customer = shop.customer()
    invoice = draft(shop, customer)
    shop.post(f"/v1/invoices/{invoice['id']}/add_lines", lines=[{"amount": 500}])

    assert shop.delete(f"/v1/invoices/{invoice['id']}")["deleted"]

    assert not shop.get("/v1/invoiceitems", customer=customer)["data"]


def test_an_invoice_item_can_be_priced_along_with_it_and_changed(shop: Shop) -> None:
    customer = shop.customer()
    data = {"product": shop.product, "currency": "usd", "unit_amount": 250}
    item = shop.post("/v1/invoiceitems", customer=customer, price_data=data, quantity=2)

    changed = shop.post(f"/v1/invoiceitems/{item['id']}", quantity=3, description="Three")

    assert (item["amount"], changed["amount"], changed["description"]) == (500, 750, "Three")


def test_recurring_prices_are_not_for_invoice_items(shop: Shop) -> None:
    pricing = {"price": shop.price()}

    with pytest.raises(RefusedError, match="type=one_time"):
        shop.post("/v1/invoiceitems", customer=shop.customer(), pricing=pricing)
