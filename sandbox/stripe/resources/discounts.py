"""Ending a discount: https://docs.stripe.com/api/discounts. They cannot be fetched by id."""

from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import route
from sandbox.stripe.lifecycle import discounting


@route("DELETE", "/v1/customers/{id}/discount", params="CustomerDeleteDiscountParams")
def delete_of_customer(call: Call, customer_id: str) -> Object:
    """End the customer's discount."""
    customer = call.account.get("customer", customer_id)
    if customer["discount"] is None:
        raise _none_there("customer")
    return _ended(call, customer["discount"]["id"])


@route("DELETE", "/v1/subscriptions/{id}/discount", params="SubscriptionDeleteDiscountParams")
def delete_of_subscription(call: Call, subscription_id: str) -> Object:
    """End the subscription's discounts, all of them; the last one is shown [inferred]."""
    subscription = call.account.get("subscription", subscription_id)
    held = list(subscription["discounts"])
    if not held:
        raise _none_there("subscription")
    return [_ended(call, key) for key in held][-1]


def _ended(call: Call, discount_id: str) -> Object:
    discount = call.account.get("discount", discount_id)
    discounting.detach(call.account, discount)
    return {**discount, "deleted": True}


def _none_there(kind: str) -> StripeError:
    message = f"No active discount for {kind}."
    return StripeError(message, status=404, code="resource_missing")
