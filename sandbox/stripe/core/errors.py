"""The ways Stripe says no, in its words: https://docs.stripe.com/api/errors."""

from dataclasses import dataclass, field
from typing import Any

INVALID = "invalid_request_error"
NOT_IMPLEMENTED = "sandbox_not_implemented"
"""Never sent by Stripe: it tells a caller that the sandbox, not the request, falls short."""

NOUNS = {"payment_method": "PaymentMethod", "webhook_endpoint": "webhook endpoint"}
"""Kinds that Stripe's "No such …" message spells differently from the object's name."""


@dataclass(eq=False)
class StripeError(Exception):
    """Becomes the HTTP answer; whatever else a handler raises is a bug and answers 500."""

    message: str
    status: int = 400
    type: str = INVALID
    code: str | None = None
    param: str | None = None
    extra: dict[str, Any] = field(default_factory=dict)
    """Fields of some errors only: decline_code, payment_intent, setup_intent …"""

    def __str__(self) -> str:
        return self.message

    def body(self) -> dict[str, Any]:
        """Answer as Stripe does: fields without a value are left out, not null."""
        named = {"code": self.code, "message": self.message, "param": self.param, "type": self.type}
        shown = {name: value for name, value in named.items() if value is not None}
        if self.code and self.code != NOT_IMPLEMENTED:
            page = self.code.replace("_", "-")
            shown["doc_url"] = f"https://stripe.com/docs/error-codes/{page}"
        return {"error": {**shown, **self.extra}}


def invalid_request(
    message: str, *, param: str | None = None, code: str | None = None
) -> StripeError:
    """Refuse a request that can never succeed as it stands."""
    return StripeError(message, param=param, code=code)


def resource_missing(kind: str, object_id: str, param: str = "id") -> StripeError:
    """Say that the id names nothing here, in the wording clients search for."""
    noun = NOUNS.get(kind, kind)
    message = f"No such {noun}: '{object_id}'"
    return StripeError(message, status=404, code="resource_missing", param=param)


def card_error(
    message: str, *, code: str, param: str | None = None, **extra: object
) -> StripeError:
    """Pass on the bank's no (402), with decline_code and the objects it belongs to."""
    return StripeError(message, 402, "card_error", code, param, extra)


def not_implemented(sentence: str) -> StripeError:
    """Refuse loudly what the sandbox cannot do yet, instead of guessing."""
    return StripeError(f"not implemented here: {sentence}", status=501, code=NOT_IMPLEMENTED)
