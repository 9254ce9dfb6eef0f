"""One GET at Stripe, and when its answer was true. The SDK is imported here and in ``refusals``.

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
from carryover.adapters.stripe.answers import Answer, Params
from carryover.adapters.stripe.refusals import meaning
from carryover.kernel.clock import seconds
from carryover.kernel.errors import Retryable

API_VERSION: Final = "2026-10-28.endive"
"""What ``translate`` is tested with first; pinned, so that Stripe's releases change nothing."""

PATIENCE: Final = (2.0, 8.0)
"""Seconds to connect, and between two bytes. A page of 100 may take a few; asked twice, a hung one
ends after some 20 s: the message is put back long before the worker's own time is over."""

RETRIES: Final = 1
"""By the SDK, at once: enough for a connection that died while idle. Waiting is SQS's work."""


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
    def of(cls, key: AccountKey, stopwatch: Callable[[], float]) -> "Transport":
        """Open the way a key shows."""
        client = stripe.StripeClient(
            key.key.get_secret_value(),
            stripe_version=API_VERSION,
            base_addresses={"api": key.api_base} if key.api_base else {},
            max_network_retries=RETRIES,
            http_client=stripe.RequestsClient(timeout=PATIENCE),
        )
        return cls(client, stopwatch)

    def get(self, account: str, path: str, params: Params) -> Answer:
        """Ask. Raises what ``refusals`` makes of Stripe's errors, never one of Stripe's."""
        resource = path.split("/", maxsplit=1)[0]
        begun = self.stopwatch()
        try:
            response = self.client.raw_request("get", f"/v1/{path}", **params)
        except stripe.StripeError as error:
            raise meaning(error, account, resource) from error
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
