"""What has to be true before a PaymentIntent may be confirmed, changed or captured."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments.methods import check_owner

UNPAID = ("requires_payment_method", "requires_confirmation", "requires_action")
_WRONG = "payment_intent_unexpected_state"


def check_status(intent: Object, allowed: tuple[str, ...], verb: str) -> None:
    """Insist on a status in which a step makes sense."""
    status = intent["status"]
    if status in allowed:
        return
    if verb == "confirm" and status == "succeeded":
        message = (
            "You cannot confirm this PaymentIntent because it has already succeeded after being "
            "previously confirmed."
        )
    else:
        one = "one of the following statuses: " if len(allowed) > 1 else "the following status: "
        message = (
            f"This PaymentIntent could not be {_DONE[verb]} because it has a status of {status}. "
            f"Only a PaymentIntent with {one}{', '.join(allowed)} may be {_DONE[verb]}."
        )
    raise StripeError(message, code=_WRONG, extra={"payment_intent": dict(intent)})


_DONE = {"cancel": "canceled", "capture": "captured", "confirm": "confirmed", "update": "updated"}


def check_method(account: Account, method: Object, customer: str | None) -> None:
    """Insist on a payment method that may be used by this customer, and still may be used."""
    check_owner(method, customer)
    known = account.facts[method["id"]]
    if method["customer"] is None and known["attached_once"]:
        message = (
            "The provided PaymentMethod was previously used with a PaymentIntent without Customer "
            "attachment, shared with a connected account without Customer attachment, or was "
            "detached from a Customer. It may not be used again. To use a PaymentMethod multiple "
            "times, you must attach it to a Customer first."
        )
        raise invalid_request(message, param="payment_method")


def check_ready(intent: Object) -> None:
    """Insist on something to charge."""
    if intent["payment_method"] is None:
        message = (
            "You cannot confirm this PaymentIntent because it's missing a payment method. You can "
            "either update the PaymentIntent with a payment method and then confirm it again, or "
            "confirm it again directly with a payment method or ConfirmationToken."
        )
        extra = {"payment_intent": dict(intent)}
        raise StripeError(message, code=_WRONG, extra=extra)


def check_return_url(intent: Object, params: dict[str, Any]) -> None:
    """Intents that may redirect want to know where to [inferred: off session too, as every example
    of docs.stripe.com/payments/save-and-reuse names a ``return_url``]."""
    offered = intent["automatic_payment_methods"]
    if offered is None or offered["allow_redirects"] == "never" or "return_url" in params:
        return
    if params.get("use_stripe_sdk"):
        return
    message = (
        "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. "
        "Because some of these payment methods might redirect your customer off of your page, you "
        "must provide a `return_url`. If you don't want to accept redirect-based payment methods, "
        "set `automatic_payment_methods[enabled]` to `true` and "
        "`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and "
        "Payment Intents."
    )
    raise invalid_request(message)
