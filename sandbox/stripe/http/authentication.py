"""Whose account a request is for: https://docs.stripe.com/api/authentication."""

from base64 import b64decode
from collections.abc import Mapping

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, not_implemented
from sandbox.stripe.core.world import World

NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, "
    "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
    "https://stripe.com/docs/api#authentication for details, or we can help at "
    "https://support.stripe.com/."
)
PUBLISHABLE = (
    "This API call cannot be made with a publishable API key. Please use a secret API key. You can "
    "find a list of your API keys at https://dashboard.stripe.com/account/apikeys."
)


def account_of(world: World, headers: Mapping[str, str]) -> Account:
    """Find the account a key opens, or refuse with 401 as Stripe does."""
    key = key_of(headers)
    if not key:
        raise StripeError(NO_KEY, status=401)
    if key.startswith("pk_"):
        raise StripeError(PUBLISHABLE, status=401, code="secret_key_required")
    account = world.by_key(key)
    if account is None:
        raise StripeError(f"Invalid API Key provided: {_masked(key)}", status=401)
    if "stripe-account" in headers:
        raise not_implemented("the Stripe-Account header (Connect)")
    return account


def key_of(headers: Mapping[str, str]) -> str:
    """Read the key from bearer or basic authentication."""
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return credentials.strip()
        case "basic":
            return _user(credentials)
    return ""


def _user(credentials: str) -> str:
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[0]
    except ValueError:
        return ""


def _masked(key: str) -> str:
    return f"{key[:8]}{'*' * max(0, len(key) - 12)}{key[-4:]}"
