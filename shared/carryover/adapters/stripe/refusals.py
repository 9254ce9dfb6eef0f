"""What Stripe's errors mean for the message that is being worked on: one table, closed by default.

Stripe's own sentences are not repeated in errors: they quote parameters and parts of keys. Only the
no to a write keeps its sentence, for the person who has to decide.
(docs.stripe.com/api/errors, docs.stripe.com/rate-limits)
"""

import re
from datetime import timedelta
from typing import Final

from stripe import CardError, IdempotencyError, InvalidRequestError, RateLimitError, StripeError

from carryover.adapters.stripe.answers import (
    Call,
    Contradicted,
    Forbidden,
    KeyRefused,
    Missing,
    Throttled,
)
from carryover.kernel.errors import Retryable
from carryover.ports.stripe_api import Refused
from carryover.ports.stripe_memory import OnlyRemembered
from carryover.ports.stripe_permissions import Level, permission

CONFLICT: Final = 409
"""Another request holds the object, or uses the idempotency key right now: a matter of time, like
every 5xx."""

TOO_MANY: Final = 429

UNDERSTOOD: Final = frozenset({400, 402})
"""Stripe understood a write and said no; a 404 says so only with its code: others are wrong
addresses, bugs of ours."""

NOT_THERE: Final = frozenset({"resource_missing", "invoice_upcoming_none"})
"""The latter of a preview: the subscription has no next invoice (docs.stripe.com/error-codes)."""

ACCOUNT: Final = re.compile(r"\bacct_[A-Za-z0-9]+")
"""Stripe's id of an account."""


def meaning(error: StripeError, account: str, call: Call) -> Exception:
    """Say what must happen now."""
    if _may_pass(error):
        return _later(error, account)
    match error.http_status:
        case 401:
            return KeyRefused()
        case 403:
            return _forbidden(error, account, call)
        case _:
            return _fault(error, call)


def refusal(error: StripeError) -> Refused | None:
    """Read the no to a write; ``None``: it is none, ask ``meaning``."""
    if _may_pass(error) or isinstance(error, IdempotencyError) or not _understood(error):
        return None
    param = error.param if isinstance(error, InvalidRequestError | CardError) else None
    return Refused(
        status=error.http_status or 0,
        code=error.code or "",
        param=param or "",
        message=error.user_message or "",
        request=error.request_id or "",
    )


def _understood(error: StripeError) -> bool:
    unknown = error.http_status == 404 and error.code in NOT_THERE
    return unknown or error.http_status in UNDERSTOOD


def _may_pass(error: StripeError) -> bool:
    """Tell what time heals: no answer, half an answer (a status of success), or one of the table.

    The SDK makes a ``RateLimitError`` of old 400s too.
    """
    status = error.http_status or 0
    healed = status < 400 or status in {CONFLICT, TOO_MANY} or status >= 500
    return healed or isinstance(error, RateLimitError)


def _later(error: StripeError, account: str) -> Retryable:
    told = error.http_status or type(error).__name__
    sentence, after = f"Stripe cannot answer for {account} now ({told})", _asked(error)
    if error.http_status == TOO_MANY or isinstance(error, RateLimitError):
        return Throttled(sentence, after, _reason(error))
    if (error.headers or {}).get("idempotent-replayed") == "true":
        return OnlyRemembered(f"{sentence}, and says so from memory", after=after)
    return Retryable(sentence, after=after)


def _reason(error: StripeError) -> str:
    """Read which limit it was; a held lock is none (docs.stripe.com/error-codes/lock-timeout)."""
    if error.code == "lock_timeout":
        return ""
    return (error.headers or {}).get("stripe-rate-limited-reason") or "unknown"


def _forbidden(error: StripeError, account: str, call: Call) -> Forbidden:
    """Name the box to tick, and whose key it is: a key that may not read its account learns its id
    only from such a refusal ("… on account 'acct_…'")."""
    level = Level.READ if call.method == "get" else Level.WRITE
    told = ACCOUNT.search(error.user_message or "")
    return Forbidden(
        account,
        f"The Stripe key of {account} may not {level.value.lower()} {call.resource}. Give the "
        f"restricted key the permission “{permission(call.resource, level)}”.",
        told[0] if told else "",
    )


def _fault(error: StripeError, call: Call) -> Exception:
    if error.code == "resource_missing":
        return Missing(call.resource)
    param = error.param if isinstance(error, InvalidRequestError) else None
    told = f"{error.http_status} {error.code} {param} ({error.request_id})"
    if isinstance(error, IdempotencyError):
        return Contradicted(f"One key, two writes to {call.path}: {call.key}: {told}")
    verb = "read" if call.method == "get" else "write"
    return Contradicted(f"Stripe refused to {verb} {call.resource}: {told}")


def _asked(error: StripeError) -> timedelta | None:
    """Read how many seconds Stripe wants to be left alone, if it says so."""
    told = (error.headers or {}).get("retry-after", "")
    return timedelta(seconds=int(told)) if told.isdecimal() else None
