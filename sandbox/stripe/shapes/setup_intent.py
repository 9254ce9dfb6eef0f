"""A setup intent: https://docs.stripe.com/api/setup_intents/object."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.payments import presentation


def setup_intent(account: Account, params: Object) -> Object:
    """Build a new intent from checked parameters."""
    object_id = account.new_id("seti")
    return {
        "id": object_id,
        "object": "setup_intent",
        "allowed_payment_method_types": params.get("allowed_payment_method_types"),
        "application": None,
        "automatic_payment_methods": presentation.automatic(params),
        "cancellation_reason": None,
        "client_secret": f"{object_id}_secret_{token(25, account.world.seed, object_id)}",
        "created": account.now(),
        "customer": params.get("customer"),
        "customer_account": None,
        "description": params.get("description"),
        "excluded_payment_method_types": params.get("excluded_payment_method_types"),
        "flow_directions": None,
        "last_setup_error": None,
        "latest_attempt": None,
        "livemode": account.livemode,
        "managed_payments": None,
        "mandate": None,
        "metadata": merged({}, params.get("metadata")),
        "next_action": None,
        "on_behalf_of": None,
        "payment_method": None,
        "payment_method_configuration_details": None,
        "payment_method_options": {
            "card": {
                "mandate_options": None,
                "network": None,
                "request_three_d_secure": "automatic",
            }
        },
        "payment_method_types": presentation.kinds(params, None),
        "single_use_mandate": None,
        "status": "requires_payment_method",
        "usage": params.get("usage", "off_session"),
    }


def challenge(return_url: str | None, page: str) -> Object:
    """Say what the cardholder has to do next: https://docs.stripe.com/payments/3d-secure."""
    if return_url is None:
        return {"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure_redirect"}}
    return {
        "type": "redirect_to_url",
        "redirect_to_url": {"return_url": return_url, "url": page},
    }
