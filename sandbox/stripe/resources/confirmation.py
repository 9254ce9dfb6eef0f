"""Confirming a PaymentIntent for a request: checks first, then the bank, then the answer."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Declined
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import paying
from sandbox.stripe.payments import confirming, mandates
from sandbox.stripe.payments.intents import Presence
from sandbox.stripe.payments.methods import declined, method_object


def confirmed(account: Account, intent: Object, params: dict[str, Any]) -> Object:
    """Ask the bank; its no is the answer to the request."""
    confirming.check_ready(intent)
    confirming.check_return_url(intent, params)
    method = method_object(account, intent["payment_method"])
    mandates.accept(account, method, (params.get("mandate_data") or {}).get("customer_acceptance"))
    off_session = bool(params.get("off_session"))
    presence = Presence(
        off_session=off_session,
        return_url=params.get("return_url"),
        fails_on_action=off_session or bool(params.get("error_on_requires_action")),
    )
    if paying.invoice_of(account, intent) is not None:
        presence = Presence(off_session=off_session)
    answer = paying.pay(account, intent, method["id"], presence)
    if isinstance(answer, Declined):
        extra = {"charge": intent["latest_charge"], "payment_intent": dict(intent)}
        raise declined(answer, **extra, payment_method=dict(method))
    return intent
