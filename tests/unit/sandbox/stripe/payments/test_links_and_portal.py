"""docs.stripe.com/payment-links and …/customer-management"""

import pytest

from sandbox.stripe.checkout.completing import Form, complete
from sandbox.stripe.checkout.linking import follow
from sandbox.stripe.core.errors import StripeError
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError
from tests.unit.sandbox.stripe.payments.till import Till
from tests.unit.sandbox.stripe.platform.sdk_types import faults

LINKS = "/v1/payment_links"
PORTAL = "/v1/billing_portal"


def linked(till: Till, **more: object) -> Object:
    return till.post(LINKS, line_items=[{"price": till.price(), "quantity": 1}], **more)


def opened(till: Till, link: Object) -> Object:
    return follow(till.account, till.account.get("payment_link", link["id"]))


def test_everybody_who_opens_a_link_gets_a_session_of_their_own(till: Till) -> None:
    link = linked(till, metadata={"campaign": "spring"})

    one, other = opened(till, link), opened(till, link)
    complete(till.account, one, Form(email="ann@example.com"))

    assert one["id"] != other["id"]
    assert (one["status"], other["status"]) == ("complete", "open")
    assert one["metadata"] == {"campaign": "spring"}
    listed = till.get("/v1/checkout/sessions", payment_link=link["id"])["data"]
    assert {each["id"] for each in listed} == {one["id"], other["id"]}


def test_a_link_can_promise_a_trial(till: Till) -> None:
    link = linked(till, subscription_data={"trial_period_days": 7})

    session = opened(till, link)
    complete(till.account, session, Form(email="ann@example.com"))

    assert till.get(f"/v1/subscriptions/{session['subscription']}")["status"] == "trialing"


def test_a_link_that_is_switched_off_opens_nothing(till: Till) -> None:
    link = linked(till)
    till.post(f"{LINKS}/{link['id']}", active=False)

    with pytest.raises(StripeError, match="no longer active"):
        opened(till, link)

    assert till.get(LINKS, active=True)["data"] == []


def test_links_show_their_lines_and_are_complete(till: Till) -> None:
    link = linked(till, after_completion={"type": "redirect", "redirect": {"url": "https://a.b"}})

    shown = till.get(f"{LINKS}/{link['id']}", expand=["line_items"])

    assert faults(link) == faults(opened(till, link)) == []
    assert till.get(f"{LINKS}/{link['id']}/line_items") == shown["line_items"]
    assert opened(till, link)["success_url"] == "https://a.b"


def test_a_customer_visits_the_portal(till: Till) -> None:
    customer = till.customer()

    visit = till.post(f"{PORTAL}/sessions", customer=customer, return_url="https://shop.example")

    assert visit["url"].startswith("https://billing.stripe.com/p/session/")
    [configuration] = till.get(f"{PORTAL}/configurations", is_default=True)["data"]
    assert visit["configuration"] == configuration["id"]
    assert faults(visit) == faults(configuration) == []


def test_what_customers_may_do_is_configured(till: Till) -> None:
    allowed = {"subscription_cancel": {"enabled": True, "mode": "immediately"}}
    made = till.post(f"{PORTAL}/configurations", features=allowed, default_return_url="https://a.b")

    changed = till.post(
        f"{PORTAL}/configurations/{made['id']}", features={"invoice_history": {"enabled": True}}
    )

    assert changed["features"]["subscription_cancel"]["mode"] == "immediately"
    assert changed["features"]["invoice_history"]["enabled"]
    assert faults(changed) == []
    visit = till.post(f"{PORTAL}/sessions", customer=till.customer(), configuration=made["id"])
    assert visit["return_url"] == "https://a.b"


def test_customer_sessions_are_refused_loudly(till: Till) -> None:
    with pytest.raises(RefusedError, match="not implemented here"):
        till.post(
            "/v1/customer_sessions",
            customer=till.customer(),
            components={"pricing_table": {"enabled": True}},
        )
