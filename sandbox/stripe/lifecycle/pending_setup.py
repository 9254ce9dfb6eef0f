"""The SetupIntent of a subscription that has nothing to pay yet.

https://docs.stripe.com/billing/subscriptions/overview, ``pending_setup_intent``: it collects a
payment method, or its holder's authentication, so that the first real charge goes through.
"""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.payments import setups
from sandbox.stripe.payments.methods import method_object

_UPDATED = "customer.subscription.updated"


def begin(account: Account, subscription: Object) -> None:
    """Ask for what is missing: a method, or 3D Secure for a card the bank does not know yet
    [inferred: whatever the ``payment_behavior``]."""
    method = terms.payment_method(account, subscription)
    if subscription["collection_method"] == "send_invoice" or _is_ready(account, method):
        return
    intent = setups.begin(account, {"customer": subscription["customer"]})
    account.facts[intent["id"]] = {"subscription": subscription["id"]}
    if method is not None:
        setups.choose(account, intent, method_object(account, method))
        setups.go_on(account, intent)
    account.change(subscription, {"pending_setup_intent": intent["id"]}, _UPDATED)


def succeeded(account: Account, intent: Object) -> None:
    """Nothing is pending any more; what was collected is what the subscription is charged to when
    it has nothing else, or asks to keep it [inferred for the default payment settings]."""
    known: str | None = account.facts.get(intent["id"], {}).get("subscription")
    subscription = account.find("subscription", known) if known else None
    if subscription is None or subscription["pending_setup_intent"] != intent["id"]:
        return
    changes: Object = {"pending_setup_intent": None}
    if terms.payment_method(account, subscription) is None:
        changes["default_payment_method"] = intent["payment_method"]
    account.change(subscription, changes, _UPDATED)


def _is_ready(account: Account, method: str | None) -> bool:
    """A card that needs no authentication, or had it, is set up without anybody's help."""
    if method is None:
        return False
    ready = bool(account.facts[method]["set_up"])
    return ready or not setups.needs_challenge(account, method)
