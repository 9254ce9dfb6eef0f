"""docs.stripe.com/invoicing/credit-notes and docs.stripe.com/billing/customer/balance."""

import pytest

from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

NOTES = "/v1/credit_notes"


def sold(shop: Shop, customer: str, *, paid: bool) -> Object:
    """A manual invoice over 10 and 20 dollars."""
    invoice = shop.post("/v1/invoices", customer=customer)
    path = f"/v1/invoices/{invoice['id']}"
    shop.post(f"{path}/add_lines", lines=[{"amount": 1000}, {"amount": 2000}])
    return shop.post(f"{path}/pay" if paid else f"{path}/finalize")


def reread(shop: Shop, invoice: Object) -> Object:
    return shop.get(f"/v1/invoices/{invoice['id']}")


def transactions(shop: Shop, customer: str) -> list[tuple[str, int, int]]:
    path = f"/v1/customers/{customer}/balance_transactions"
    found = reversed(shop.get(path)["data"])
    return [(each["type"], each["amount"], each["ending_balance"]) for each in found]


def test_a_note_lowers_what_remains_of_an_open_invoice(shop: Shop) -> None:
    customer = shop.customer()
    invoice = sold(shop, customer, paid=False)

    note = shop.post(NOTES, invoice=invoice["id"], amount=500, reason="order_change")
    assert (note["type"], note["pre_payment_amount"]) == ("pre_payment", 500)
    assert note["number"] == f"{invoice['number']}-CN-01"
    assert reread(shop, invoice)["amount_remaining"] == 2500
    paid = shop.post(f"/v1/invoices/{invoice['id']}/pay")

    assert (paid["amount_paid"], shop.charged()[customer]) == (2500, 2500)


def test_a_note_over_everything_closes_the_invoice_without_a_charge(shop: Shop) -> None:
    customer = shop.customer()
    invoice = sold(shop, customer, paid=False)

    shop.post(NOTES, invoice=invoice["id"], amount=3000)

    assert reread(shop, invoice)["status"] == "paid"
    assert shop.charged()[customer] == 0


def test_a_note_of_an_open_invoice_can_be_voided(shop: Shop) -> None:
    invoice = sold(shop, shop.customer(), paid=False)
    note = shop.post(NOTES, invoice=invoice["id"], amount=500)

    voided = shop.post(f"{NOTES}/{note['id']}/void")

    assert voided["status"] == "void"
    assert reread(shop, invoice)["amount_remaining"] == 3000
    assert [kind for kind in shop.types_since(0) if kind.startswith("credit_note")] == [
        "credit_note.created",
        "credit_note.voided",
    ]


def test_after_payment_the_note_says_where_the_money_went(shop: Shop) -> None:
    customer = shop.customer()
    invoice = sold(shop, customer, paid=True)
    half = [
        {
            "type": "invoice_line_item",
            "invoice_line_item": invoice["lines"]["data"][0]["id"],
            "amount": 700,
        }
    ]

    note = shop.post(
        NOTES, invoice=invoice["id"], lines=half, credit_amount=500, out_of_band_amount=200
    )

    assert (note["type"], note["post_payment_amount"]) == ("post_payment", 700)
    assert reread(shop, invoice)["post_payment_credit_notes_amount"] == 700
    assert transactions(shop, customer) == [("credit_note", -500, -500)]
    assert note["customer_balance_transaction"].startswith("cbtxn_")


def test_a_note_can_refund_the_card_that_paid(shop: Shop) -> None:
    invoice = sold(shop, shop.customer(), paid=True)

    note = shop.post(NOTES, invoice=invoice["id"], amount=700, refund_amount=700)

    [link] = note["refunds"]
    assert shop.get(f"/v1/refunds/{link['refund']}")["amount"] == link["amount_refunded"] == 700


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"amount": 700}, "must equal the post payment amount"),
        ({"amount": 700, "credit_amount": 500}, "must equal the post payment amount"),
        ({"amount": 3001, "credit_amount": 3001}, "greater than the amount that can still be"),
        ({}, "Missing required param: amount"),
    ],
)
def test_notes_that_do_not_add_up_are_refused(
    shop: Shop, given: dict[str, object], sentence: str
) -> None:
    invoice = sold(shop, shop.customer(), paid=True)

    with pytest.raises(RefusedError, match=sentence):
        shop.post(NOTES, invoice=invoice["id"], **given)


def test_a_preview_of_a_note_issues_nothing(shop: Shop) -> None:
    invoice = sold(shop, shop.customer(), paid=False)

    note = shop.get(f"{NOTES}/preview", invoice=invoice["id"], amount=500)
    lines = shop.get(f"{NOTES}/preview/lines", invoice=invoice["id"], amount=500)

    assert note["total"] == lines["data"][0]["amount"] == 500
    assert not shop.get(NOTES)["data"]
    assert reread(shop, invoice)["amount_remaining"] == 3000


def test_every_change_of_a_balance_is_in_the_book(shop: Shop) -> None:
    """docs.stripe.com/api/customer_balance_transactions/object, type."""
    customer = shop.customer()
    path = f"/v1/customers/{customer}/balance_transactions"
    shop.post(path, amount=-2500, currency="usd", description="Sorry")
    first = shop.subscribe(customer, shop.price(2000))
    shop.post(f"/v1/customers/{customer}", balance=-100)
    second = shop.post("/v1/invoices", customer=customer)
    lines = f"/v1/invoices/{second['id']}"
    shop.post(f"{lines}/add_lines", lines=[{"amount": 120}])
    shop.post(f"{lines}/finalize")

    assert transactions(shop, customer) == [
        ("adjustment", -2500, -2500),
        ("applied_to_invoice", 2000, -500),
        ("adjustment", 400, -100),
        ("applied_to_invoice", 120, 20),
    ]
    found = shop.get(path, invoice=first["latest_invoice"])["data"]
    assert [each["amount"] for each in found] == [2000]


def test_voiding_an_invoice_gives_its_credit_back(shop: Shop) -> None:
    customer = shop.customer(balance=-500)
    invoice = sold(shop, customer, paid=False)

    shop.post(f"/v1/invoices/{invoice['id']}/void")

    assert shop.get(f"/v1/customers/{customer}")["balance"] == -500
    assert transactions(shop, customer)[-1] == ("unapplied_from_invoice", -500, -500)
