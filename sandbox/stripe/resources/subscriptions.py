"""Subscriptions: https://docs.stripe.com/api/subscriptions."""

from collections.abc import Iterator

from sandbox.stripe.core.errors import StripeError, invalid_request, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import cancelling, extra_items, ordering, pausing, terms, updating
from sandbox.stripe.lifecycle.opening import Manner, begin
from sandbox.stripe.lifecycle.schedule_changes import refuse_managed

KIND = "subscription"
_ITEM = (
    "items.price",
    "items.price_data.currency",
    "items.price_data.product",
    "items.price_data.recurring",
    "items.price_data.tax_behavior",
    "items.price_data.unit_amount",
    "items.price_data.unit_amount_decimal",
    "items.discounts",
    "items.quantity",
    "items.tax_rates",
    "items.metadata",
)
_EITHER = (
    "automatic_tax.enabled",
    "default_tax_rates",
    "discounts",
    "add_invoice_items.discounts",
    "add_invoice_items.metadata",
    "add_invoice_items.price",
    "add_invoice_items.price_data",
    "add_invoice_items.quantity",
    "add_invoice_items.tax_rates",
    "billing_cycle_anchor",
    "cancel_at",
    "cancel_at_period_end",
    "collection_method",
    "days_until_due",
    "default_payment_method",
    "default_source",
    "description",
    "invoice_settings.custom_fields",
    "invoice_settings.description",
    "invoice_settings.footer",
    "metadata",
    "off_session",
    "payment_behavior",
    "payment_settings.payment_method_options.card.request_three_d_secure",
    "payment_settings.payment_method_options.us_bank_account",
    "payment_settings.payment_method_types",
    "payment_settings.save_default_payment_method",
    "proration_behavior",
    "trial_end",
    "trial_settings.end_behavior.missing_payment_method",
    *_ITEM,
)


@route("POST", "/v1/subscriptions", params="SubscriptionCreateParams")
@implemented(
    *_EITHER, "backdate_start_date", "billing_cycle_anchor_config", "billing_mode", "currency",
    "customer", "trial_from_plan", "trial_period_days",
)  # fmt: skip
def create(call: Call) -> Object:
    """Order one and begin it."""
    params = call.params
    manner = Manner(**call.given("payment_behavior", "proration_behavior", "off_session"))
    if manner.payment_behavior == "pending_if_incomplete":
        message = "payment_behavior=pending_if_incomplete is only supported on updates."
        raise invalid_request(message, param="payment_behavior")
    subscription = ordering.ordered(call.account, params)
    given = params.get("add_invoice_items", [])
    added = extra_items.for_subscription(call.account, subscription, given)
    try:
        return begin(call.account, subscription, manner)
    except StripeError:
        for item in added:
            call.account.remove(item, "invoiceitem.deleted")
        raise


@route("GET", "/v1/subscriptions/{id}", params="SubscriptionRetrieveParams")
def retrieve(call: Call, subscription_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, subscription_id)


@route("POST", "/v1/subscriptions/{id}", params="SubscriptionModifyParams")
@implemented(
    *_EITHER, "cancellation_details.comment", "cancellation_details.feedback", "items.id",
    "items.deleted", "pause_collection", "proration_date",
)  # fmt: skip
def update(call: Call, subscription_id: str) -> Object:
    """Change one."""
    found = call.account.get(KIND, subscription_id)
    refuse_managed(found, call.params)
    return updating.update(call.account, found, call.params)


@route("DELETE", "/v1/subscriptions/{id}", params="SubscriptionCancelParams")
@implemented(
    "cancellation_details.comment", "cancellation_details.feedback", "invoice_now", "prorate"
)
def cancel(call: Call, subscription_id: str) -> Object:
    """End one at once; to Stripe a cancelled subscription cannot be found any more."""
    account, params = call.account, call.params
    found = account.get(KIND, subscription_id)
    if found["status"] in terms.OVER:
        raise resource_missing(KIND, subscription_id)
    said = {name: text or None for name, text in params.get("cancellation_details", {}).items()}
    cancelling.cancel(account, found, said, **call.given("invoice_now", "prorate"))
    return found


@route("POST", "/v1/subscriptions/{id}/resume", params="SubscriptionResumeParams")
@implemented("billing_cycle_anchor", "payment_behavior", "proration_behavior", "proration_date")
def resume(call: Call, subscription_id: str) -> Object:
    """Take a paused one up again."""
    found = call.account.get(KIND, subscription_id)
    pausing.resume(call.account, found, call.params)
    return found


@route("POST", "/v1/subscriptions/{id}/pause", params="SubscriptionPauseParams")
@implemented("bill_for", "invoicing_behavior", "type")
def pause(call: Call, subscription_id: str) -> Object:
    """Pause one; usage through the pause is no question, as nothing is metered."""
    found = call.account.get(KIND, subscription_id)
    pausing.pause(call.account, found, call.params)
    return found


@route("POST", "/v1/subscriptions/{id}/migrate", params="SubscriptionMigrateParams")
@implemented("billing_mode")
def migrate(call: Call, subscription_id: str) -> Object:
    """Turn a classic one flexible; there is no way back."""
    found = call.account.get(KIND, subscription_id)
    if found["billing_mode"]["type"] == "flexible":
        message = "This subscription is already in flexible billing mode."
        raise invalid_request(message, param="billing_mode")
    mode = ordering.billing_mode(call.params, call.account.now())
    return call.account.change(found, {"billing_mode": mode}, "customer.subscription.updated")


@route("GET", "/v1/subscriptions", params="SubscriptionListParams")
@implemented("collection_method", "customer", "price", "status", "test_clock")
def index(call: Call) -> Object:
    """List subscriptions; those that are cancelled only when asked for."""
    customer = call.params.get("customer")
    every = (
        call.account.all(KIND)
        if customer is None
        else call.account.where(KIND, "customer", customer)
    )
    method, clock = (call.params.get(name) for name in ("collection_method", "test_clock"))
    return call.listing(_wanted(call, every), collection_method=method, test_clock=clock)


def _wanted(call: Call, every: Iterator[Object]) -> Iterator[Object]:
    status, price = call.params.get("status"), call.params.get("price")
    for subscription in every:
        if _has_status(subscription, status) and (price is None or _sells(subscription, price)):
            yield subscription


def _sells(subscription: Object, price: str) -> bool:
    return any(item["price"]["id"] == price for item in terms.items(subscription))


def _has_status(subscription: Object, status: str | None) -> bool:
    match status:
        case None:
            return bool(subscription["status"] != "canceled")
        case "all":
            return True
        case "ended":
            return subscription["status"] in terms.OVER
    return bool(subscription["status"] == status)
