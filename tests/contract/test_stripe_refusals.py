"""What Stripe's errors mean to us: the SDK's own errors, as it raises them, in one table (MIG-6,
MIG-13, OPS-6)."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast

import pytest
import stripe

from carryover.adapters.stripe.accounts import parsed
from carryover.adapters.stripe.answers import (
    Answer,
    Call,
    Contradicted,
    KeyRefused,
    Missing,
    Throttled,
)
from carryover.adapters.stripe.transport import RawResponse, Transport
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.stripe_api import Refused
from carryover.ports.stripe_memory import OnlyRemembered


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
    sent: tuple[str, Mapping[str, object]] = ("", {})

    def raw_request(self, method_: str, url_: str, **params: object) -> RawResponse:
        assert url_.startswith("/v1/invoices/in_1")
        self.sent = (method_, params)
        if isinstance(self.answer, stripe.StripeError):
            raise self.answer
        return self.answer


def asking(answer: Response | stripe.StripeError) -> None:
    said = sending(Call("get", "invoices/in_1"), answer)
    assert isinstance(said, Answer)


def sending(call: Call, answer: Response | stripe.StripeError) -> Answer | Refused:
    return Transport(Line(answer), stopwatch=lambda: 0.0).send("us", call)


WRITES = [Call("post", "invoices/in_1/pay", {}, "key-1"), Call("delete", "invoices/in_1")]


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


def said_no(
    status: int, code: str | None, kind: Any = stripe.InvalidRequestError
) -> stripe.StripeError:
    """What the SDK makes of a refusal."""
    told: Any = kind("Nothing to pay: ada@example.com", "customer", code, http_status=status)
    told.request_id = "req_9"
    return cast("stripe.StripeError", told)


@pytest.mark.parametrize("write", WRITES, ids=lambda call: call.method)
@pytest.mark.parametrize(
    "no",
    [
        said_no(400, "parameter_unknown"),
        said_no(400, None),
        said_no(402, "invoice_payment_intent_requires_action"),
        said_no(404, "resource_missing"),
    ],
    ids=lambda e: f"{e.http_status}-{e.code}",
)
def test_the_no_to_a_write_is_an_answer_that_a_person_can_read(
    write: Call, no: stripe.StripeError
) -> None:
    said = sending(write, no)

    assert said == Refused(
        no.http_status or 0, no.code or "", "customer", "Nothing to pay: ada@example.com", "req_9"
    )


def test_a_declined_card_is_an_answer() -> None:
    card_error: Any = stripe.CardError
    declined = card_error("Declined.", "", "card_declined", http_status=402)

    assert sending(WRITES[0], declined) == Refused(402, "card_declined", "", "Declined.", "")


@pytest.mark.parametrize("write", WRITES, ids=lambda call: call.method)
@pytest.mark.parametrize(
    "passing",
    [
        error(stripe.APIConnectionError, None),
        error(stripe.APIError, 409),
        error(stripe.IdempotencyError, 409),
        stripe.RateLimitError("", http_status=400),
        error(stripe.RateLimitError, 429),
        error(stripe.APIError, 500),
    ],
    ids=lambda e: f"{type(e).__name__}-{e.http_status}",
)
def test_a_write_without_an_answer_may_have_happened_and_comes_again(
    write: Call, passing: stripe.StripeError
) -> None:
    with pytest.raises(Retryable):
        sending(write, passing)


def test_a_failure_stripe_repeats_from_memory_needs_another_key() -> None:
    with pytest.raises(OnlyRemembered):
        sending(WRITES[0], error(stripe.APIError, 500, **{"idempotent-replayed": "true"}))


@pytest.mark.parametrize(
    ("reason", "of"),
    [({"stripe-rate-limited-reason": "endpoint-rate"}, "endpoint-rate"), ({}, "unknown")],
)
def test_what_was_turned_away_says_by_which_limit(reason: dict[str, str], of: str) -> None:
    with pytest.raises(Throttled) as raised:
        sending(WRITES[0], error(stripe.RateLimitError, 429, **reason))

    assert raised.value.of == of


def test_an_object_that_is_held_slows_nothing_else_down() -> None:
    held = stripe.RateLimitError("", http_status=429, code="lock_timeout")

    with pytest.raises(Throttled) as raised:
        sending(WRITES[0], held)

    assert raised.value.of == ""


def test_one_key_for_two_writes_is_a_bug_of_ours_and_never_an_answer() -> None:
    with pytest.raises(Contradicted, match="One key, two writes to invoices/in_1/pay: key-1"):
        sending(WRITES[0], error(stripe.IdempotencyError, 400))


def test_a_wrong_address_is_a_bug_and_never_an_answer() -> None:
    with pytest.raises(Contradicted):
        sending(WRITES[0], error(stripe.APIError, 404))


def test_a_key_that_may_not_write_is_told_what_it_needs() -> None:
    with pytest.raises(NeedsReview, match=r"key of us may not write invoices.*Invoices: Write"):
        sending(WRITES[0], error(stripe.PermissionError, 403))


def test_a_key_travels_with_what_it_is_for_and_reads_have_none() -> None:
    line: Any = Line(Response())
    way = Transport(line, stopwatch=lambda: 0.0)

    way.send("us", WRITES[0])
    assert line.sent == ("post", {"idempotency_key": "key-1"})

    way.send("us", Call("get", "invoices/in_1", {"expand": ("lines",)}))
    assert line.sent == ("get", {"expand": ["lines"]})


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
