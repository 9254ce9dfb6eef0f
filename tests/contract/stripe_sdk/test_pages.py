"""The pages a person opens, and a test that plays the customer and the bank."""

from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
import stripe
from stripe import StripeClient
from stripe.params import PriceCreateParams
from stripe.params.checkout import SessionCreateParamsLineItem

from tests.contract.stripe_sdk.control import Control

THANKS = "https://shop.example/thanks?session={CHECKOUT_SESSION_ID}"
VISA = {"payment_method": "pm_card_visa", "email": "ann@example.com", "passes": "on"}


def line(us: StripeClient, *, recurring: bool) -> SessionCreateParamsLineItem:
    product = us.v1.products.create({"name": "Gold & <more>"}).id
    price: PriceCreateParams = {"product": product, "currency": "usd", "unit_amount": 1500}
    if recurring:
        price["recurring"] = {"interval": "month"}
    return {"price": us.v1.prices.create(price).id, "quantity": 1}


def session(us: StripeClient) -> stripe.checkout.Session:
    return us.v1.checkout.sessions.create(
        {"mode": "payment", "success_url": THANKS, "line_items": [line(us, recurring=False)]}
    )


def page(sandbox: Control, url: str | None, **typed: str) -> httpx.Response:
    """Open a page, or send its form; only the host is another one."""
    here = sandbox.url + urlsplit(url or "").path
    if typed:
        return httpx.post(here, data=typed)
    return httpx.get(here, follow_redirects=True)


def control(sandbox: Control, path: str, **body: object) -> Any:
    return sandbox.post(f"accounts/us/{path}", **body)


def test_a_person_pays_on_the_checkout_page(us: StripeClient, sandbox: Control) -> None:
    opened = session(us)

    shown = page(sandbox, opened.url)
    paid = page(sandbox, opened.url, **VISA)

    assert "Gold &amp; &lt;more&gt;" in shown.text
    assert (paid.status_code, paid.headers["location"]) == (
        303,
        f"https://shop.example/thanks?session={opened.id}",
    )
    assert us.v1.checkout.sessions.retrieve(opened.id).payment_status == "paid"
    assert "complete" in page(sandbox, f"/c/pay/{opened.id}").text


def test_a_declined_card_is_told_on_the_page(us: StripeClient, sandbox: Control) -> None:
    opened = session(us)

    said = page(sandbox, opened.url, **{**VISA, "other": "pm_card_chargeDeclined"})

    assert said.status_code == 402
    assert "Your card was declined." in said.text
    assert us.v1.checkout.sessions.retrieve(opened.id).status == "open"


def test_a_person_pays_an_open_invoice(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create({"email": "ann@example.com"}).id
    price = line(us, recurring=True)["price"]
    subscription = us.v1.subscriptions.create(
        {
            "customer": customer,
            "items": [{"price": price}],
            "payment_behavior": "default_incomplete",
            "expand": ["latest_invoice"],
        }
    )
    invoice = subscription.latest_invoice
    assert isinstance(invoice, stripe.Invoice)
    url = invoice.hosted_invoice_url

    refused = page(sandbox, url, **{**VISA, "payment_method": "pm_card_chargeCustomerFail"})
    card = {**VISA, "payment_method": "pm_card_authenticationRequired"}
    paid = page(sandbox, url, **card)

    assert (refused.status_code, paid.status_code) == (402, 200)
    assert us.v1.subscriptions.retrieve(subscription.id).status == "active"


def test_a_link_leads_to_a_session(us: StripeClient, sandbox: Control) -> None:
    price = line(us, recurring=True)["price"]
    link = us.v1.payment_links.create({"line_items": [{"price": price, "quantity": 1}]})

    assert "To pay now" in page(sandbox, link.url).text
    opened = control(sandbox, f"payment_links/{link.id}/open")
    done = control(sandbox, f"checkout_sessions/{opened['id']}/complete", email="ann@example.com")

    assert done["status"] == "complete"
    assert us.v1.subscriptions.retrieve(done["subscription"]).status == "active"


def test_a_person_answers_their_banks_question(us: StripeClient, sandbox: Control) -> None:
    intent = us.v1.payment_intents.create(
        {
            "amount": 1000,
            "currency": "usd",
            "payment_method": "pm_card_authenticationRequired",
            "confirm": True,
            "return_url": "https://shop.example/back",
        }
    )
    assert intent.next_action
    url = intent.next_action["redirect_to_url"]["url"]

    assert "whether it is you" in page(sandbox, url).text
    back = page(sandbox, url, result="passed")

    assert back.headers["location"] == "https://shop.example/back"
    assert us.v1.payment_intents.retrieve(intent.id).status == "succeeded"


def test_a_customer_ends_a_subscription_in_the_portal(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create(
        {
            "payment_method": "pm_card_visa",
            "invoice_settings": {"default_payment_method": "pm_card_visa"},
        }
    ).id
    subscription = us.v1.subscriptions.create(
        {"customer": customer, "items": [{"price": line(us, recurring=True)["price"]}]}
    )
    visit = us.v1.billing_portal.sessions.create({"customer": customer})

    assert subscription.id in page(sandbox, visit.url).text
    page(sandbox, visit.url, subscription=subscription.id)
    page(sandbox, visit.url, payment_method="pm_card_mastercard")

    assert us.v1.subscriptions.retrieve(subscription.id).cancel_at_period_end
    assert len(us.v1.customers.payment_methods.list(customer).data) == 2


def test_a_test_orders_what_a_bank_says(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create({"payment_method": "pm_card_visa"}).id
    method = us.v1.customers.payment_methods.list(customer).data[0].id
    sandbox.put(f"accounts/us/payment_methods/{method}/bank", says="do_not_honor")

    with pytest.raises(stripe.CardError) as refused:
        us.v1.payment_intents.create(
            {
                "amount": 1000,
                "currency": "usd",
                "customer": customer,
                "payment_method": method,
                "confirm": True,
                "return_url": "https://shop.example",
            }
        )

    assert refused.value.error is not None
    assert refused.value.error.decline_code == "do_not_honor"


def test_a_test_disputes_warns_and_decides(us: StripeClient, sandbox: Control) -> None:
    charge = us.v1.charges.create({"amount": 1000, "currency": "usd", "source": "tok_visa"}).id

    warning = control(sandbox, f"charges/{charge}/fraud_warning")
    dispute = control(sandbox, f"charges/{charge}/dispute", reason="subscription_canceled")
    control(sandbox, f"disputes/{dispute['id']}/decide", result="won")

    assert us.v1.radar.early_fraud_warnings.retrieve(warning["id"]).charge == charge
    found = us.v1.disputes.retrieve(dispute["id"])
    assert (found.reason, found.status) == ("subscription_canceled", "won")


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/c/pay/cs_nothing", ""),
        ("GET", "/i/acct_nobody/in_nothing", ""),
        ("GET", "/b/nothing", ""),
        ("GET", "/p/session/nothing", ""),
        ("PUT", "/_sandbox/accounts/us/payment_methods/pm_x/bank", '{"says": null}'),
        ("POST", "/_sandbox/accounts/us/charges/ch_x/dispute", "{}"),
        ("POST", "/_sandbox/accounts/nobody/charges/ch_x/dispute", "{}"),
    ],
)
def test_pages_and_deeds_that_lead_nowhere_say_so(
    sandbox: Control, method: str, path: str, body: str
) -> None:
    answer = httpx.request(method, f"{sandbox.url}{path}", content=body)

    assert answer.status_code == 404
    assert "No such" in answer.json()["error"]["message"]
