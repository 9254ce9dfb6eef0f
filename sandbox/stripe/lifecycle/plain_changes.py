"""Fields of a subscription that change without touching money or time.

https://docs.stripe.com/api/subscriptions/update
"""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import ordering, terms
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.payments.legacy import check_owned

_ALWAYS = frozenset({"cancellation_details", "metadata", "expand"})
_WHILE_INCOMPLETE = _ALWAYS | {"default_payment_method", "default_source", "description"}


def check_may_change(subscription: Object, params: dict[str, Any]) -> None:
    """What is over, or has not begun, can hardly be changed any more."""
    if subscription["status"] in terms.OVER and not params.keys() <= _ALWAYS:
        message = "A canceled subscription can only update its cancellation_details and metadata."
        raise invalid_request(message)
    if subscription["status"] == "incomplete" and not params.keys() <= _WHILE_INCOMPLETE:
        message = (
            "A subscription in `incomplete` status can only have its metadata and default payment "
            "method updated."
        )
        raise invalid_request(message)


def plain_changes(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    """Collect the new values that were asked for."""
    changes: Object = {}
    if "metadata" in params:
        changes["metadata"] = merged(subscription["metadata"], params["metadata"])
    if "description" in params:
        changes["description"] = params["description"] or None
    if "default_payment_method" in params:
        customer = subscription["customer"]
        method = ordering.check_method(account, params["default_payment_method"], customer)
        changes["default_payment_method"] = method
    if "default_source" in params:
        source = params["default_source"]
        owned = source and check_owned(account, subscription["customer"], source)
        changes["default_source"] = owned or None
    if "trial_settings" in params:
        changes["trial_settings"] = ordering.trial_settings(params)
    if "pause_collection" in params:
        changes["pause_collection"] = _pause(params["pause_collection"], account.now())
    return {
        **changes,
        **_nested(subscription, params),
        **_collection(account, subscription, params),
    }


def _nested(subscription: Object, params: dict[str, Any]) -> Object:
    changes: Object = {}
    if "cancellation_details" in params:
        said = {name: text or None for name, text in params["cancellation_details"].items()}
        changes["cancellation_details"] = {**subscription["cancellation_details"], **said}
    if "payment_settings" in params:
        said = {name: value or None for name, value in params["payment_settings"].items()}
        changes["payment_settings"] = {**subscription["payment_settings"], **said}
    if "invoice_settings" in params:
        old = subscription["invoice_settings"]
        changes["invoice_settings"] = ordering.invoice_settings(params, old)
    return changes


def _collection(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    if not {"collection_method", "days_until_due"} & params.keys():
        return {}
    customer = account.get("customer", subscription["customer"])
    return ordering.collection(params, customer, subscription)


def _pause(given: dict[str, Any] | str, now: int) -> Object | None:
    """https://docs.stripe.com/billing/subscriptions/pause-payment."""
    if not isinstance(given, dict):
        return None
    resumes_at = given.get("resumes_at")
    if resumes_at is not None and resumes_at <= now:
        message = "Invalid timestamp: must be an integer Unix timestamp in the future."
        raise invalid_request(message, param="pause_collection[resumes_at]")
    return {"behavior": given["behavior"], "resumes_at": resumes_at}
