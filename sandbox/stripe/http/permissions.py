"""What a key may do: https://docs.stripe.com/keys#limit-access and /keys/restricted-api-keys.

A restricted key may read, or read and write, some resources; GET is reading, all else is writing,
and "write permissions imply read". A publishable key lives in browsers and may only do what a
customer does there.
"""

from typing import Literal

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.routing import Endpoint

type Level = Literal["none", "read", "write"]

EVERYTHING = "*"
"""Names every resource that is not named itself."""

PERMISSIONS = {
    "account": "accounts_kyc_basic",
    "billing_portal": "customer_portal",
    "checkout": "checkout_session",
    "credit_notes": "credit_note",
    "invoice_payments": "invoice",
    "invoiceitems": "invoice",
    "prices": "plan",
    "refunds": "charge",
    "subscription_items": "subscription",
    "subscription_schedules": "subscription",
    "webhook_endpoints": "webhook",
}
"""Where a permission is not called like its resource: ``rak_plan_write`` for prices was seen in
github.com/WWBN/AVideo/issues/8516, ``rak_customer_portal_write`` and
``rak_accounts_kyc_basic_read`` in refusals that others quote; the rest is inferred."""

PACKAGES = frozenset({"billing", "tax", "test_helpers"})
"""First steps of paths that name no resource yet."""

PUBLIC = frozenset(
    {
        ("GET", "/v1/payment_intents/{id}"),
        ("GET", "/v1/setup_intents/{id}"),
        ("POST", "/v1/payment_intents/{id}/confirm"),
        ("POST", "/v1/payment_methods"),
        ("POST", "/v1/setup_intents/{id}/confirm"),
        ("POST", "/v1/sources"),
        ("POST", "/v1/tokens"),
    }
)
"""What Stripe.js does with a publishable key (docs.stripe.com/keys: "tokenize payment
information")."""

PUBLISHABLE = (
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can "
    "find a list of your API keys at https://dashboard.stripe.com/account/apikeys."
)


def allowed(
    account: Account, key: str, endpoint: Endpoint, ids: tuple[str, ...], raw: Object
) -> Object:
    """Refuse what the key may not do; give back the parameters that the endpoint is to see."""
    if key.startswith("pk_"):
        if (endpoint.method, endpoint.path) not in PUBLIC:
            raise secret_key_required()
        return _without_secret(account, endpoint, ids[0], raw) if ids else raw
    if key.startswith("rk_"):
        _check_granted(account, key, endpoint)
    return raw


def _check_granted(account: Account, key: str, endpoint: Endpoint) -> None:
    resource, level = permission(endpoint), "read" if endpoint.method == "GET" else "write"
    granted = account.permissions.get(key, {})
    if granted.get(resource, granted.get(EVERYTHING, "none")) not in {level, "write"}:
        raise _forbidden(account, key, f"rak_{resource}_{level}")


def permission(endpoint: Endpoint) -> str:
    """Name the permission that guards an endpoint, without read or write."""
    steps = endpoint.path.split("/")[2:]
    name = steps[1] if steps[0] in PACKAGES else steps[0]
    return PERMISSIONS.get(name, name.removesuffix("s"))


def _without_secret(account: Account, endpoint: Endpoint, intent_id: str, raw: Object) -> Object:
    """Take the client secret of an intent out of the parameters once it is found to be right."""
    kind = endpoint.path.split("/")[2].removesuffix("s")
    if "client_secret" not in raw:
        message = "Missing required param: client_secret."
        raise invalid_request(message, param="client_secret", code="parameter_missing")
    if raw["client_secret"] != account.get(kind, intent_id, param="intent")["client_secret"]:
        message = f"The client_secret provided does not match the {kind} {intent_id}."
        raise invalid_request(message, param="client_secret")
    return {name: value for name, value in raw.items() if name != "client_secret"}


def secret_key_required() -> StripeError:
    """Refuse a publishable key."""
    return StripeError(PUBLISHABLE, status=401, code="secret_key_required")


def masked(key: str, shown: int = 4) -> str:
    """Show a key's kind and its end only."""
    return f"{key[:8]}{'*' * max(0, len(key) - 8 - shown)}{key[-shown:]}"


def _forbidden(account: Account, key: str, wanted: str) -> StripeError:
    """Wording: github.com/stripe/stripe-node/issues/2246."""
    message = (
        f"The provided key '{masked(key, 6)}' does not have the required permissions for this "
        f"endpoint on account '{account.id}'. Having the '{wanted}' permission would allow this "
        "request to continue."
    )
    return StripeError(message, status=403)
