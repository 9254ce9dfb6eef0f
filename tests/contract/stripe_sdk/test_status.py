"""What a person sees and switches: page, request log, rate limits."""

import httpx
import pytest
from stripe import RateLimitError, StripeClient

from tests.contract.stripe_sdk.control import Control


def page(sandbox: Control) -> str:
    return httpx.get(f"{sandbox.url}/_sandbox/").text


def test_the_page_shows_accounts_requests_and_events(us: StripeClient, sandbox: Control) -> None:
    customer = us.v1.customers.create({"name": "<script>alert(1)</script>"})

    shown = page(sandbox)

    assert "2025-01-31 10:00:00" in shown
    assert "POST /v1/customers" in shown
    assert customer.id in shown
    assert "<script>" not in shown


def test_a_refused_request_is_shown_with_its_sentence(sandbox: Control) -> None:
    httpx.get(f"{sandbox.url}/v1/customers", headers={"authorization": "Bearer sk_test_<b>"})

    assert "Invalid API Key provided" in page(sandbox)
    assert "<b>" not in page(sandbox)
    newest = sandbox.get("requests")[0]
    assert (newest["account"], newest["status"]) == (None, 401)


@pytest.mark.parametrize(
    ("button", "shown"),
    [
        ({"by": "hour"}, "2025-01-31 11:00:00"),
        ({"by": "month"}, "2025-02-28 10:00:00"),
        ({"to": "2025-03-01T00:00:00"}, "2025-03-01 00:00:00"),
    ],
)
def test_a_button_moves_the_clock(sandbox: Control, button: dict[str, str], shown: str) -> None:
    answer = httpx.post(f"{sandbox.url}/_sandbox/page/clock", data=button, follow_redirects=True)

    assert shown in answer.text


@pytest.mark.parametrize(
    ("text", "said"), [("tomorrow", "is no date and time"), ("2001-01-01", "never goes back")]
)
def test_a_time_that_cannot_be_is_refused_on_the_page(
    sandbox: Control, text: str, said: str
) -> None:
    path = f"{sandbox.url}/_sandbox/page/clock"

    answer = httpx.post(path, data={"to": text}, follow_redirects=True)

    assert answer.status_code == 200
    assert said in answer.text


def test_an_account_in_test_mode_may_ask_25_times_at_once(
    us: StripeClient, intl: StripeClient, sandbox: Control
) -> None:
    """https://docs.stripe.com/rate-limits"""
    sandbox.put("rate_limits", clock="sandbox", per_endpoint=100)
    for _ in range(25):
        us.v1.customers.list()

    with pytest.raises(RateLimitError) as limited:
        us.v1.products.list()

    assert limited.value.http_status == 429
    assert limited.value.error is not None
    assert limited.value.error.code == "rate_limit"
    assert limited.value.headers is not None
    assert limited.value.headers["stripe-rate-limited-reason"] == "global-rate"
    assert intl.v1.products.list().data == []
    sandbox.post("clock", by=1)
    assert us.v1.products.list().data == []


def test_one_endpoint_may_be_asked_less_than_all_together(
    us: StripeClient, sandbox: Control
) -> None:
    sandbox.put("rate_limits", clock="sandbox", per_account=100, per_endpoint=3, search=1)
    for _ in range(3):
        us.v1.customers.list()
    us.v1.customers.search({"query": 'name:"x"'})

    with pytest.raises(RateLimitError) as listing:
        us.v1.customers.list()
    with pytest.raises(RateLimitError):
        us.v1.products.search({"query": 'name:"x"'})

    assert listing.value.headers is not None
    assert listing.value.headers["stripe-rate-limited-reason"] == "endpoint-rate"
    assert us.v1.products.list().data == []
    assert sandbox.get("rate_limits")["limited"]["endpoint-rate"] >= 2


def test_limits_are_off_until_switched_on_and_again_after_null(
    us: StripeClient, sandbox: Control
) -> None:
    sandbox.put("rate_limits", per_account=1, clock="sandbox")
    us.v1.customers.list()
    with pytest.raises(RateLimitError):
        us.v1.customers.list()

    httpx.put(f"{sandbox.url}/_sandbox/rate_limits", content=b"null")

    assert us.v1.customers.list().data == []
    assert sandbox.get("rate_limits")["limits"] is None


def test_a_limit_ordered_as_a_fault_names_its_reason_too(
    us: StripeClient, sandbox: Control
) -> None:
    sandbox.put("faults", api=[{"kind": "rate_limit"}])

    with pytest.raises(RateLimitError) as limited:
        us.v1.customers.list()

    assert limited.value.headers is not None
    assert limited.value.headers["stripe-rate-limited-reason"] == "global-rate"
