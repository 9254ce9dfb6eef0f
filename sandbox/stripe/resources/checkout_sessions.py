"""Checkout Sessions: https://docs.stripe.com/api/checkout/sessions."""

from sandbox.stripe.checkout import opening
from sandbox.stripe.checkout.completing import check_open
from sandbox.stripe.checkout.opening import KIND
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route

_LINE = ("price", "quantity", "price_data")
_PAYMENT = (
    "capture_method", "description", "metadata", "receipt_email", "setup_future_usage",
    "statement_descriptor", "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip
_SUBSCRIPTION = (
    "billing_cycle_anchor", "billing_cycle_anchor_config", "billing_mode", "description",
    "metadata", "proration_behavior", "trial_end", "trial_period_days",
    "trial_settings.end_behavior.missing_payment_method",
)  # fmt: skip


@route("POST", "/v1/checkout/sessions", params="checkout.SessionCreateParams")
@implemented(
    *opening.PLAIN, "currency", "customer_creation", "discounts", "expires_at", "metadata", "mode",
    "payment_method_collection", "redirect_on_completion", "setup_intent_data.description",
    "setup_intent_data.metadata", "ui_mode", *(f"line_items.{name}" for name in _LINE),
    *(f"payment_intent_data.{name}" for name in _PAYMENT),
    *(f"subscription_data.{name}" for name in _SUBSCRIPTION),
)  # fmt: skip
def create(call: Call) -> Object:
    """Open one."""
    return opening.begin(call.account, call.params)


@route("GET", "/v1/checkout/sessions/{id}", params="checkout.SessionRetrieveParams")
def retrieve(call: Call, session_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, session_id)


@route("POST", "/v1/checkout/sessions/{id}", params="checkout.SessionUpdateParams")
@implemented("metadata")
def update(call: Call, session_id: str) -> Object:
    """Change its metadata."""
    found = call.account.get(KIND, session_id)
    return call.account.change(
        found, {"metadata": merged(found["metadata"], call.params.get("metadata"))}
    )


@route("POST", "/v1/checkout/sessions/{id}/expire", params="checkout.SessionExpireParams")
def expire(call: Call, session_id: str) -> Object:
    """Close an open one, so that nobody can pay any more."""
    found = call.account.get(KIND, session_id)
    check_open(found)
    return opening.expire(call.account, found)


@route("GET", "/v1/checkout/sessions/{id}/line_items", params="checkout.SessionListLineItemsParams")
def lines(call: Call, session_id: str) -> Object:
    """List what is sold, in its order."""
    call.account.get(KIND, session_id)
    return page(_lines(call.account, session_id)[::-1], call.params, call.path)


@route("GET", "/v1/checkout/sessions", params="checkout.SessionListParams")
@implemented("customer", "payment_intent", "payment_link", "status", "subscription")
def index(call: Call) -> Object:
    """List sessions."""
    names = ("customer", "payment_intent", "payment_link", "status", "subscription")
    exact = {name: call.params.get(name) for name in names}
    return call.listing(call.account.all(KIND), **exact)


@includable(KIND, "line_items")
def line_items(account: Account, found: Object) -> Object:
    """Show what is sold, which only an expansion does."""
    return page(
        _lines(account, found["id"])[::-1], {}, f"/v1/checkout/sessions/{found['id']}/line_items"
    )


def _lines(account: Account, session_id: str) -> list[Object]:
    kept: list[Object] = account.facts[session_id]["lines"]
    return kept
