"""docs.stripe.com/invoicing/overview: what can be done to an invoice, and when."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop


def open_invoice(shop: Shop) -> Object:
    """A renewal that failed."""
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.gets_card(customer, "chargeCustomerFail")
    shop.it_is("2025-02-28T11:00:00")
    return shop.invoices(subscription)[-1]


def subscription_of(shop: Shop, invoice: Object) -> Object:
    found = invoice["parent"]["subscription_details"]["subscription"]
    return shop.get(f"/v1/subscriptions/{found}")


@pytest.mark.parametrize("deed", ["void", "mark_uncollectible"])
def test_writing_off_the_latest_invoice_makes_the_subscription_active(
    shop: Shop, deed: str
) -> None:
    invoice = open_invoice(shop)
    assert subscription_of(shop, invoice)["status"] == "past_due"

    written_off = shop.post(f"/v1/invoices/{invoice['id']}/{deed}")

    assert written_off["status"] == ("void" if deed == "void" else "uncollectible")
    assert subscription_of(shop, invoice)["status"] == "active"
    shop.days_pass(10)
    assert shop.get(f"/v1/invoices/{invoice['id']}")["attempt_count"] == 1


def test_a_voided_invoice_cancels_its_payment(shop: Shop) -> None:
    invoice = open_invoice(shop)

    shop.post(f"/v1/invoices/{invoice['id']}/void")

    [payment] = shop.get("/v1/invoice_payments", invoice=invoice["id"])["data"]
    intent = shop.get(f"/v1/payment_intents/{payment['payment']['payment_intent']}")
    assert (payment["status"], intent["status"]) == ("canceled", "canceled")


def test_paying_with_a_declined_card_is_refused_and_written_down(shop: Shop) -> None:
    invoice = open_invoice(shop)

    with pytest.raises(RefusedError) as refused:
        shop.post(f"/v1/invoices/{invoice['id']}/pay")

    assert (refused.value.status, refused.value.error["code"]) == (402, "card_declined")
    assert refused.value.error["payment_intent"]["status"] == "requires_payment_method"
    assert len(shop.get("/v1/charges", customer=invoice["customer"])["data"]) == 3


def test_money_from_elsewhere_pays_without_a_charge(shop: Shop) -> None:
    invoice = open_invoice(shop)

    paid = shop.post(f"/v1/invoices/{invoice['id']}/pay", paid_out_of_band=True)

    assert (paid["status"], paid["amount_paid_off_stripe"]) == ("paid", 2000)
    assert shop.charged()[invoice["customer"]] == 2000
    assert subscription_of(shop, invoice)["status"] == "active"


def test_an_uncollectible_invoice_can_still_be_paid(shop: Shop) -> None:
    invoice = open_invoice(shop)
    shop.post(f"/v1/invoices/{invoice['id']}/mark_uncollectible")
    method = shop.gets_card(invoice["customer"], "visa")

    paid = shop.post(f"/v1/invoices/{invoice['id']}/pay", payment_method=method)

    assert paid["status"] == "paid"


def test_a_draft_can_be_finalised_early_and_is_collected_later(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.it_is("2025-02-28T10:10:00")
    draft = shop.invoices(subscription)[-1]

    opened = shop.post(f"/v1/invoices/{draft['id']}/finalize")
    assert (opened["status"], opened["automatically_finalizes_at"]) == ("open", None)
    shop.days_pass(1 / 24)

    assert shop.charged()[customer] == 4000
    assert shop.invoices(subscription)[-1]["attempt_count"] == 1


def test_a_draft_that_does_not_advance_stays_a_draft(shop: Shop) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    shop.it_is("2025-02-28T10:10:00")
    draft = shop.invoices(subscription)[-1]

    held = shop.post(f"/v1/invoices/{draft['id']}", auto_advance=False)
    shop.days_pass(5)

    assert held["automatically_finalizes_at"] is None
    assert shop.invoices(subscription)[-1]["status"] == "draft"


@pytest.mark.parametrize(
    ("deed", "sentence"),
    [
        ("finalize", "already finalized"),
        ("pay", "Invoice is already paid"),
        ("void", "This invoice isn't open"),
        ("mark_uncollectible", "This invoice isn't open"),
    ],
)
def test_a_paid_invoice_is_closed(shop: Shop, deed: str, sentence: str) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())

    with pytest.raises(RefusedError, match=sentence):
        shop.post(f"/v1/invoices/{subscription['latest_invoice']}/{deed}")


def test_invoices_of_subscriptions_are_not_deleted(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    shop.it_is("2025-02-28T10:10:00")
    draft = shop.invoices(subscription)[-1]

    with pytest.raises(RefusedError, match="created by subscriptions"):
        shop.delete(f"/v1/invoices/{draft['id']}")


def test_payments_are_shown_when_expanded(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price())
    path = f"/v1/invoices/{subscription['latest_invoice']}"

    assert "payments" not in shop.get(path)
    [payment] = shop.get(path, expand=["payments"])["payments"]["data"]
    assert (payment["status"], payment["amount_paid"]) == ("paid", 2000)


def test_metadata_of_the_subscription_is_copied_when_the_invoice_is_made(shop: Shop) -> None:
    subscription = shop.subscribe(shop.customer(), shop.price(), metadata={"old": "sub_1"})
    shop.post(f"/v1/subscriptions/{subscription['id']}", metadata={"old": "sub_2"})

    [invoice] = shop.invoices(subscription)

    assert invoice["parent"]["subscription_details"]["metadata"] == {"old": "sub_1"}


@pytest.mark.parametrize(
    ("path", "given", "named"),
    [
        ("/v1/invoices", {"transfer_data": {"destination": "acct_1"}}, "parameter transfer_data"),
        ("/v1/invoices/create_preview", {"preview_mode": "recurring"}, "preview_mode=recurring"),
    ],
)
def test_what_is_missing_says_so(
    shop: Shop, path: str, given: dict[str, object], named: str
) -> None:
    with pytest.raises(RefusedError, match=f"not implemented here: .*{named}") as refused:
        shop.post(path, **given)

    assert refused.value.error["code"] == "sandbox_not_implemented"


@pytest.mark.parametrize(
    "given",
    [
        {"amount": 700, "currency": "usd"},
        {"unit_amount_decimal": "350", "quantity": 2, "currency": "usd"},
    ],
)
def test_invoice_items_are_priced_and_can_be_taken_back(
    shop: Shop, given: dict[str, object]
) -> None:
    customer = shop.customer()
    subscription = shop.subscribe(customer, shop.price(2000))
    item = shop.post("/v1/invoiceitems", customer=customer, **given)
    assert item["amount"] == 700

    assert shop.delete(f"/v1/invoiceitems/{item['id']}")["deleted"]
    shop.it_is("2025-02-28T11:00:00")

    assert shop.invoices(subscription)[-1]["total"] == 2000
