"""One request at Stripe, and when its answer was true. The SDK is imported here and in
``refusals``.

The SDK's objects are not built: 100 of them take 200 ms, the JSON alone 2.5 ms (STRIPE.md §5).
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any, Final, Protocol

import stripe

from carryover.adapters.stripe.accounts import AccountKey
from carryover.adapters.stripe.answers import API_VERSION, Answer, Call
from carryover.adapters.stripe.form import formed
from carryover.adapters.stripe.refusals import meaning, refusal
from carryover.kernel.clock import seconds
from carryover.kernel.errors import Retryable
from carryover.ports.stripe_api import Refused

__all__ = ["API_VERSION", "PATIENCE", "Transport"]

PATIENCE: Final = (2.0, 8.0)
"""Seconds to connect, and between two bytes. A page of 100 may take a few; asked twice, a hung one
ends after some 20 s: the message is put back long before the worker's own time is over."""

RETRIES: Final = 1
"""By the SDK, at once and with the same idempotency key: enough for a connection that died while
idle. Waiting is SQS's work."""


class RawResponse(Protocol):
    """What is used of an answer as the SDK hands it over."""

    data: dict[str, Any]
    headers: Mapping[str, str]


class Asks(Protocol):
    """The one method of ``stripe.StripeClient`` that is used."""

    def raw_request(self, method_: str, url_: str, **params: object) -> RawResponse:
        """Send a request and parse the answer, as plain JSON."""


@dataclass(frozen=True, slots=True)
class Transport:
    """The way into one account."""

    client: Asks
    stopwatch: Callable[[], float]
    """Seconds from some arbitrary point, never running backwards."""

    @classmethod
    def of(
        cls,
        key: AccountKey,
        stopwatch: Callable[[], float],
        wire: stripe.HTTPClient | None = None,
    ) -> "Transport":
        """Open the way a key shows; ``wire`` carries the requests instead of the network."""
        client = stripe.StripeClient(
            key.key.get_secret_value(),
            stripe_version=API_VERSION,
            base_addresses={"api": key.api_base} if key.api_base else {},
            max_network_retries=RETRIES,
            http_client=wire or stripe.RequestsClient(timeout=PATIENCE),
        )
        return cls(client, stopwatch)

    def send(self, account: str, call: Call) -> Answer | Refused:
        """Send a request. Raises what ``refusals`` makes of Stripe's errors, never one of Stripe's;
        the no to a write is an answer."""
        key = {"idempotency_key": call.key} if call.key else {}
        begun = self.stopwatch()
        try:
            response = self.client.raw_request(
                call.method, f"/v1/{call.path}", **formed(call.params), **key
            )
        except stripe.StripeError as error:
            no = None if call.method == "get" else refusal(error)
            if no is None:
                raise meaning(error, account, call) from error
            return no
        return _stamped(response.data, response.headers, self.stopwatch() - begun)


def _stamped(data: dict[str, Any], headers: Mapping[str, str], waited: float) -> Answer:
    """Read when it was; an answer without its papers is no evidence."""
    request, date = headers.get("request-id"), headers.get("date")
    if not request or not date:
        raise Retryable("Stripe's answer lacks its Request-Id or Date")
    try:
        latest = seconds(parsedate_to_datetime(date).astimezone(UTC))
    except ValueError as error:
        raise Retryable("Stripe's answer bears an unreadable Date") from error
    return Answer(data, request, earliest=latest - math.ceil(waited) - 1, latest=latest)
