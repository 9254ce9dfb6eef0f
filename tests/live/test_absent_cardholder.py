"""https://docs.stripe.com/billing/subscriptions/overview: a renewal that asks for 3D Secure."""

from typing import Any

from tests.live.conftest import Tell


def test_a_renewal_that_needs_its_cardholder_is_past_due_until_they_come(tell: Tell) -> None:
    story = tell("2026-03-01T12:00:00")
    customer = story.customer()
    made = story.subscribe(customer, story.price())
    card = story.client.v1.payment_methods.attach(
        "pm_card_authenticationRequired", {"customer": customer}
    )
    given: Any = {"default_payment_method": card.id}
    story.client.v1.subscriptions.update(made.id, given)

    story.it_is("2026-04-02T12:00:00")

    renewal = story.invoices(made)[-1]
    assert story.now(made).status == "past_due"
    assert renewal.status == "open"
    assert renewal.amount_paid == 0
