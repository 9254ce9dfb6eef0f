"""stripe-python, unchanged, previews, writes invoices by hand and takes a part of them back."""

from decimal import Decimal

from stripe import StripeClient


def paying(client: StripeClient) -> str:
    return client.v1.customers.create(
        {
            "email": "ann@example.com",
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    ).id


def seats(client: StripeClient) -> str:
    """Ten dollars for each of the first five, eight for every further one, in euros as well."""
    product = client.v1.products.create({"name": "Seats"}).id
    return client.v1.prices.create(
        {
            "product": product,
            "currency": "usd",
            "recurring": {"interval": "month"},
            "billing_scheme": "tiered",
            "tiers_mode": "graduated",
            "tiers": [
                {"up_to": 5, "unit_amount": 1000},
                {"up_to": "inf", "unit_amount_decimal": Decimal("800.5")},
            ],
            "currency_options": {"eur": {"tiers": [{"up_to": "inf", "unit_amount": 900}]}},
        }
    ).id


def test_a_preview_promises_what_the_subscription_then_costs(us: StripeClient) -> None:
    customer, price = paying(us), seats(us)

    preview = us.v1.invoices.create_preview(
        {
            "customer": customer,
            "subscription_details": {"items": [{"price": price, "quantity": 7}]},
        }
    )
    subscription = us.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price, "quantity": 7}],
            "expand": ["latest_invoice"],
        }
    )

    invoice = subscription.latest_invoice
    assert invoice is not None
    assert not isinstance(invoice, str)
    assert preview.total == invoice.total == 6601
    assert [line.description for line in preview.lines] == [
        line.description for line in invoice.lines
    ]


def test_an_invoice_by_hand_is_paid_and_partly_credited(us: StripeClient) -> None:
    customer = paying(us)
    draft = us.v1.invoices.create({"customer": customer})
    us.v1.invoices.add_lines(draft.id, {"lines": [{"amount": 500}, {"amount": 700}]})

    paid = us.v1.invoices.pay(draft.id)
    note = us.v1.credit_notes.create({"invoice": paid.id, "amount": 200, "credit_amount": 200})
    [book] = us.v1.customers.balance_transactions.list(customer).data

    assert (paid.status, paid.amount_paid) == ("paid", 1200)
    assert (note.type, note.post_payment_amount) == ("post_payment", 200)
    assert (book.type, book.amount) == ("credit_note", -200)


def test_a_subscription_is_paused_and_taken_up_again(us: StripeClient) -> None:
    subscription = us.v1.subscriptions.create(
        {"customer": paying(us), "items": [{"price": seats(us), "quantity": 1}]}
    )

    paused = us.v1.subscriptions.pause(subscription.id)
    resumed = us.v1.subscriptions.resume(
        subscription.id, {"billing_cycle_anchor": {"type": "unchanged"}}
    )

    assert (paused.status, resumed.status) == ("paused", "active")
