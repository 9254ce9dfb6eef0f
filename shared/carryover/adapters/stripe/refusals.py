"""What Stripe's errors mean for the message that is being worked on: one table, closed by default.

Stripe's own sentences are never repeated: they quote parameters and parts of keys.
(docs.stripe.com/api/errors, docs.stripe.com/rate-limits)
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from stripe import InvalidRequestError, RateLimitError, StripeError

from carryover.adapters.stripe.answers import Contradicted, KeyRefused, Missing
from carryover.kernel.errors import NeedsReview, Retryable

MAY_PASS: Final = frozenset({409, 429})
"""Another request holds the object, or there were too many; like every 5xx, a matter of time."""

PERMISSIONS: Final[Mapping[str, str]] = {
    "customers": "Customers: Read",
    "events": "Events: Read",
    "invoices": "Invoices: Read",
    "subscription_items": "Subscriptions: Read",
    "subscriptions": "Subscriptions: Read",
}
"""What a restricted key needs, by the resource read (docs.stripe.com/keys/restricted-api-keys)."""


def meaning(error: StripeError, account: str, resource: str) -> Exception:
    """Say what must happen now."""
    if _may_pass(error):
        told = error.http_status or type(error).__name__
        return Retryable(f"Stripe cannot answer for {account} now ({told})", after=_asked(error))
    match error.http_status:
        case 401:
            return KeyRefused()
        case 403:
            return NeedsReview(
                f"account {account}",
                f"The Stripe key of {account} may not read {resource}. Give the restricted key "
                f"the permission “{PERMISSIONS.get(resource, resource)}”.",
            )
        case _:
            return _fault(error, resource)


def _may_pass(error: StripeError) -> bool:
    """Tell what time heals: no answer, half an answer (a status of success), or one of the table.

    The SDK makes a ``RateLimitError`` of old 400s too.
    """
    status = error.http_status or 0
    healed = status < 400 or status in MAY_PASS or status >= 500
    return healed or isinstance(error, RateLimitError)


def _fault(error: StripeError, resource: str) -> Exception:
    if error.code == "resource_missing":
        return Missing(resource)
    param = error.param if isinstance(error, InvalidRequestError) else None
    told = f"{error.http_status} {error.code} {param} ({error.request_id})"
    return Contradicted(f"Stripe refused to read {resource}: {told}")


def _asked(error: StripeError) -> timedelta | None:
    """Read how many seconds Stripe wants to be left alone, if it says so."""
    told = (error.headers or {}).get("retry-after", "")
    return timedelta(seconds=int(told)) if told.isdecimal() else None
