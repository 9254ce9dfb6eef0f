"""Updates that hold only if they are paid for.

docs.stripe.com/api/subscriptions/update, ``payment_behavior``: ``error_if_incomplete`` refuses what
would not be paid, ``pending_if_incomplete`` keeps it waiting for its payment
(docs.stripe.com/billing/subscriptions/pending-updates). Whether it would be paid is tried out in a
rehearsal.
"""

from typing import Any

from sandbox.stripe.billing.retries import INCOMPLETE_LIFETIME
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import StripeError, card_error, invalid_request
from sandbox.stripe.core.rehearsal import Rehearsal
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import changes, collection, renewal, terms, writing_off
from sandbox.stripe.lifecycle.attempts import intent_of

_UPDATED = "customer.subscription.updated"
_MAY_WAIT = frozenset(
    {
        "add_invoice_items",
        "billing_cycle_anchor",
        "expand",
        "items",
        "off_session",
        "payment_behavior",
        "proration_behavior",
        "proration_date",
        "trial_end",
        "trial_from_plan",
    }
)
"""docs.stripe.com/billing/subscriptions/pending-updates-reference, supported attributes."""


def update(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    """Change a subscription, if its payment allows."""
    behavior = params.get("payment_behavior", "allow_incomplete")
    if behavior == "pending_if_incomplete":
        _check_may_wait(subscription, params)
    if behavior in {"error_if_incomplete", "pending_if_incomplete"}:
        refusal = _refusal(account, subscription, params)
        if refusal is not None and behavior == "error_if_incomplete":
            raise refusal
        if refusal is not None:
            return _wait(account, subscription, params)
    return changes.update(account, subscription, params)


def _check_may_wait(subscription: Object, params: dict[str, Any]) -> None:
    if subscription["collection_method"] == "send_invoice":
        message = "Pending updates are not supported with `collection_method=send_invoice`."
        raise invalid_request(message, param="payment_behavior")
    if odd := sorted(params.keys() - _MAY_WAIT):
        message = (
            f"The following parameters are not supported with "
            f"`payment_behavior=pending_if_incomplete`: {', '.join(odd)}."
        )
        raise invalid_request(message, param=odd[0])


def _refusal(account: Account, subscription: Object, params: dict[str, Any]) -> StripeError | None:
    """Try it out: what would go wrong with its payment, if anything."""
    stage = Rehearsal(account)
    tried = stage.get("subscription", subscription["id"])
    changes.update(stage, tried, params)
    if tried["latest_invoice"] in {None, subscription["latest_invoice"]}:
        return None
    invoice = stage.get("invoice", tried["latest_invoice"])
    if invoice["status"] != "open" or invoice["collection_method"] == "send_invoice":
        return None
    return _reason(intent_of(stage, invoice))


def _reason(intent: Object) -> StripeError:
    error: Object | None = intent["last_payment_error"]
    if error is not None:
        names = ("advice_code", "decline_code")
        said = {name: error[name] for name in names if name in error}
        return card_error(error["message"], code=error["code"], **said)
    if intent["status"] == "requires_action":
        message = (
            "Payment for this subscription requires additional user action before it can be "
            "completed successfully."
        )
        return card_error(message, code="subscription_payment_intent_requires_action")
    message = "This customer has no attached payment source or default payment method."
    return invalid_request(message, code="resource_missing")


def _wait(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    """Invoice the change and keep it until that is paid; the subscription goes on as it is."""
    revision = changes.revised(account, subscription, params)
    invoice = changes.invoiced(account, revision)
    if invoice is None:
        return subscription
    collection.advance(account, invoice, scheduled=False)
    account.change(invoice, {"auto_advance": False, "next_payment_attempt": None})
    expires = _expiry(account, subscription)
    pending = {
        "billing_cycle_anchor": _new(revision, "billing_cycle_anchor"),
        "expires_at": expires,
        "subscription_items": terms.items(revision.after),
        "trial_end": _new(revision, "trial_end"),
        "trial_from_plan": params.get("trial_from_plan"),
    }
    after = {name: value for name, value in revision.after.items() if value != subscription[name]}
    facts = account.facts.setdefault(subscription["id"], {})
    facts["pending_update"] = {"invoice": invoice["id"], "changes": after}
    account.at(expires, "subscription.pending_update_expires", subscription["id"])
    told = {"latest_invoice": invoice["id"], "pending_update": pending}
    return account.change(subscription, told, _UPDATED)


def _new(revision: changes.Revision, name: str) -> object:
    value = revision.after[name]
    return None if value == revision.before[name] else value


def _expiry(account: Account, subscription: Object) -> int:
    """The end of the trial or of the period, at most 23 hours from now."""
    return min(terms.period(subscription).end, account.now() + INCOMPLETE_LIFETIME)


@task("subscription.pending_update_paid")
def apply(account: Account, subscription_id: str) -> None:
    """The invoice of a waiting update is paid: now it counts."""
    subscription = account.get("subscription", subscription_id)
    waiting = account.facts[subscription_id].pop("pending_update")
    after = {**waiting["changes"], "pending_update": None}
    account.change(subscription, after, _UPDATED, "customer.subscription.pending_update_applied")
    renewal.plan_ahead(account, subscription)


@task("subscription.pending_update_dropped")
def drop(account: Account, subscription_id: str) -> None:
    """The invoice of a waiting update is void: the update is discarded."""
    subscription = account.get("subscription", subscription_id)
    account.facts[subscription_id].pop("pending_update")
    gone = "customer.subscription.pending_update_expired"
    account.change(subscription, {"pending_update": None}, _UPDATED, gone)


@task("subscription.pending_update_expires")
def expire(account: Account, subscription_id: str) -> None:
    """Nobody paid in time: void the invoice and discard the update."""
    subscription = account.find("subscription", subscription_id)
    waiting = account.facts.get(subscription_id, {}).get("pending_update")
    if subscription is None or waiting is None:
        return
    if subscription["pending_update"]["expires_at"] > account.now():
        return
    writing_off.void(account, account.get("invoice", waiting["invoice"]))
    drop(account, subscription_id)
