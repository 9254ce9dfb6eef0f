"""Whose account a request is for: https://docs.stripe.com/api/authentication."""

from base64 import b64decode
from collections.abc import Mapping

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError
from sandbox.stripe.core.world import World
from sandbox.stripe.http.permissions import masked, secret_key_required

NO_KEY = (
    "You did not provide an API key. You need to provide your API key in the Authorization header, "
    "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY'). See "
    "https://stripe.com/docs/api#authentication for details, or we can help at "
    "https://support.stripe.com/."
)


def account_of(world: World, headers: Mapping[str, str]) -> Account:
    """Find the account a key opens, or refuse with 401 as Stripe does."""
    key = key_of(headers)
    if not key:
        raise StripeError(NO_KEY, status=401)
    account = world.by_key(key)
    if account is None and key.startswith("pk_"):
        raise secret_key_required()
    if account is None:
        raise StripeError(f"Invalid API Key provided: {masked(key)}", status=401)
    if headers.get("stripe-account", account.id) != account.id:
        raise _no_access(key, headers["stripe-account"])
    return account


def _no_access(key: str, account_id: str) -> StripeError:
    """No account here is connected to another one, so each key opens its own only."""
    message = (
        f"The provided key '{masked(key)}' does not have access to account '{account_id}' (or that "
        "account does not exist). Application access may have been revoked."
    )
    return StripeError(message, status=403, code="account_invalid")


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
