"""What a Checkout Session may be asked for: docs.stripe.com/api/checkout/sessions/create."""

from typing import Any

from sandbox.stripe.checkout import deducting
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.http.refusals import missing

SHORTEST, LONGEST = 30 * 60, 24 * 3600
"""Seconds a session may live."""
TRIAL_AT_LEAST = 48 * 3600
"""Seconds: ``subscription_data[trial_end]`` "has to be at least 48 hours in the future"."""
_ONLY_IN = {
    "payment_intent_data": "payment",
    "setup_intent_data": "setup",
    "subscription_data": "subscription",
    "submit_type": "payment",
}


def check(account: Account, params: dict[str, Any]) -> None:
    """Refuse what contradicts itself, before anything is kept."""
    if "mode" not in params:
        raise missing("mode")
    _check_mode(params)
    _check_customer(account, params)
    _check_addresses(params)
    _check_times(params, account.now())
    deducting.check(params)


def _check_mode(params: dict[str, Any]) -> None:
    mode = params["mode"]
    for name, only in _ONLY_IN.items():
        if name in params and mode != only:
            raise invalid_request(f"You can not pass `{name}` in `{mode}` mode.", param=name)
    if mode == "setup":
        _check_setup(params)
    if params.get("payment_method_collection") and mode != "subscription":
        message = "`payment_method_collection` can only be set in `subscription` mode."
        raise invalid_request(message, param="payment_method_collection")


def _check_setup(params: dict[str, Any]) -> None:
    if "line_items" in params:
        message = "You can not pass `line_items` in `setup` mode."
        raise invalid_request(message, param="line_items")
    if "currency" not in params:
        raise missing("currency")


def _check_customer(account: Account, params: dict[str, Any]) -> None:
    for other in ("customer_email", "customer_creation"):
        if "customer" in params and other in params:
            raise _either("customer", other)
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    if "customer_creation" in params and params["mode"] != "payment":
        message = "`customer_creation` can only be used in `payment` mode."
        raise invalid_request(message, param="customer_creation")


def _check_addresses(params: dict[str, Any]) -> None:
    """Where the customer goes afterwards depends on where the page is shown."""
    shown = params.get("ui_mode", "hosted_page")
    if shown == "hosted_page":
        if "success_url" not in params:
            raise missing("success_url")
        if "return_url" in params:
            raise _unfit("return_url", shown)
        return
    for name in ("success_url", "cancel_url"):
        if name in params:
            raise _unfit(name, shown)
    if "return_url" not in params and params.get("redirect_on_completion") != "never":
        raise missing("return_url")


def _check_times(params: dict[str, Any], now: int) -> None:
    until = params.get("expires_at")
    if until is not None and until < now + SHORTEST:
        message = (
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation."
        )
        raise invalid_request(message, param="expires_at")
    if until is not None and until > now + LONGEST:
        message = (
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation."
        )
        raise invalid_request(message, param="expires_at")
    trial_end = (params.get("subscription_data") or {}).get("trial_end")
    if trial_end is not None and trial_end < now + TRIAL_AT_LEAST:
        message = "The `trial_end` date has to be at least 2 days in the future."
        raise invalid_request(message, param="subscription_data[trial_end]")


def _either(one: str, other: str) -> StripeError:
    message = f"You may only specify one of these parameters: {one}, {other}."
    return invalid_request(message, param=other)


def _unfit(name: str, ui_mode: str) -> StripeError:
    message = f"`{name}` can not be used with `ui_mode: {ui_mode}`."
    return invalid_request(message, param=name)
