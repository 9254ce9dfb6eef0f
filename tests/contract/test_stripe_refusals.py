"""What Stripe's errors mean to us: the SDK's own errors, as it raises them, in one table."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
import stripe

from carryover.adapters.stripe.accounts import parsed
from carryover.adapters.stripe.answers import Contradicted, KeyRefused, Missing
from carryover.adapters.stripe.transport import RawResponse, Transport
from carryover.kernel.errors import NeedsReview, Retryable


@dataclass
class Response:
    """What the SDK hands over."""

    data: dict[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(
        default_factory=lambda: {
            "request-id": "req_1",
            "date": "Wed, 01 Jan 2025 00:00:00 GMT",
        }
    )


@dataclass
class Line:
    """A connection that answers one thing."""

    answer: Response | stripe.StripeError

    def raw_request(self, method_: str, url_: str, **params: object) -> RawResponse:
        assert (method_, url_, params) == ("get", "/v1/invoices/in_1", {})
        if isinstance(self.answer, stripe.StripeError):
            raise self.answer
        return self.answer


def asking(answer: Response | stripe.StripeError) -> None:
    Transport(Line(answer), stopwatch=lambda: 0.0).get("us", "invoices/in_1", {})


def error(kind: type[stripe.StripeError], status: int | None, **headers: str) -> stripe.StripeError:
    said = "No such invoice: ada@example.com"
    return kind(said, http_status=status, headers=headers, code=None)


@pytest.mark.parametrize(
    "passing",
    [
        error(stripe.APIConnectionError, None),
        error(stripe.APIError, 200),
        stripe.RateLimitError("", http_status=400),
        error(stripe.RateLimitError, 429),
        error(stripe.APIError, 409),
        error(stripe.APIError, 500),
        error(stripe.APIError, 503),
    ],
    ids=lambda e: f"{type(e).__name__}-{e.http_status}",
)
def test_no_answer_half_an_answer_and_too_many_requests_pass(passing: stripe.StripeError) -> None:
    with pytest.raises(Retryable) as raised:
        asking(passing)

    assert raised.value.after is None


def test_stripe_is_left_alone_for_as_long_as_it_asks() -> None:
    with pytest.raises(Retryable) as raised:
        asking(error(stripe.RateLimitError, 429, **{"retry-after": "7"}))

    assert raised.value.after == timedelta(seconds=7)


def test_a_missing_permission_is_named_with_its_account() -> None:
    with pytest.raises(NeedsReview, match=r"key of us may not read invoices.*Invoices: Read"):
        asking(error(stripe.PermissionError, 403))


def test_a_refused_key_may_have_been_rolled() -> None:
    with pytest.raises(KeyRefused):
        asking(error(stripe.AuthenticationError, 401))


def test_an_unknown_object_is_an_answer() -> None:
    untyped: Any = stripe.InvalidRequestError

    with pytest.raises(Missing):
        asking(untyped("", "id", code="resource_missing", http_status=404))


@pytest.mark.parametrize("status", [400, 402, 404, 418])
def test_whatever_is_not_in_the_table_is_a_bug_that_repeats_nobodys_data(status: int) -> None:
    with pytest.raises(Contradicted) as raised:
        asking(error(stripe.APIError, status))

    assert str(status) in str(raised.value)
    assert "ada@example.com" not in str(raised.value)


@pytest.mark.parametrize(
    "headers",
    [
        {"request-id": "req_1"},
        {"date": "Wed, 01 Jan 2025 00:00:00 GMT"},
        {"request-id": "req_1", "date": "yesterday"},
    ],
    ids=["no date", "no request id", "odd date"],
)
def test_an_answer_without_its_papers_is_no_evidence(headers: dict[str, str]) -> None:
    with pytest.raises(Retryable):
        asking(Response(headers=headers))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "[]",
        '{"us": "rk_live_secret"}',
        '{"us": {"kee": "rk_live_secret"}}',
        '{"US!": {"key": "rk_live_secret"}}',
    ],
)
def test_a_secret_that_cannot_be_read_is_never_shown(text: str) -> None:
    with pytest.raises(Retryable) as raised:
        parsed(text, "stripe-keys")

    assert "rk_live_secret" not in "".join(traceback.format_exception(raised.value))


def test_the_mode_of_an_account_stands_in_its_key() -> None:
    accounts = parsed('{"us": {"key": "rk_live_1"}, "lab": {"key": "sk_test_1"}}', "stripe-keys")

    assert {alias: key.livemode for alias, key in accounts.items()} == {"us": True, "lab": False}
    assert "rk_live_1" not in repr(accounts)
