"""Idempotency keys: https://docs.stripe.com/api/idempotent_requests."""

from dataclasses import dataclass

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request

KEPT = 24 * 3600
"""Seconds of sandbox time after which a key may mean something new."""

LONGEST = 255


@dataclass(frozen=True, slots=True)
class Kept:
    """The first answer to a key, and the question it belongs to."""

    path: str
    question: str
    status: int
    body: bytes
    request_id: str | None
    created: int


def recall(account: Account, key: str, path: str, question: str) -> Kept | None:
    """Find the answer to the same question; the same key for another one is refused."""
    if len(key) > LONGEST:
        raise invalid_request(f"Idempotency keys can be at most {LONGEST} characters long.")
    kept: Kept | None = account.replies.get(key)
    if kept is None or account.now() - kept.created >= KEPT:
        return None
    if kept.path != path:
        rule = f"for the same endpoint they were first used for ('{path}' vs '{kept.path}')"
        raise _other(rule, key)
    if kept.question != question:
        raise _other("with the same parameters they were first used with", key)
    return kept


def _other(rule: str, key: str) -> StripeError:
    message = (
        f"Keys for idempotent requests can only be used {rule}. Try using a key other than "
        f"'{key}' if you meant to execute a different request."
    )
    return StripeError(message, type="idempotency_error")
