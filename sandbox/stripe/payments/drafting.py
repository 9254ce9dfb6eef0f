"""PaymentIntents before anybody pays: https://docs.stripe.com/api/payment_intents/create."""

from typing import Any

from sandbox.stripe.billing.amounts import MINIMUM_CHARGE
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.currencies import CURRENCIES
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.payments import presentation
from sandbox.stripe.shapes.payment import payment_intent

PLAIN = (
    "description", "metadata", "receipt_email", "shipping", "statement_descriptor",
    "statement_descriptor_suffix", "transfer_group",
)  # fmt: skip
LARGEST = 99_999_999
"""Minor units of one payment: https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts."""
_WITH_CONFIRM = ("error_on_requires_action", "mandate", "mandate_data", "off_session", "return_url")
_SHIPPING = ("carrier", "name", "phone", "tracking_number")


def check(account: Account, params: dict[str, Any]) -> None:
    """Insist on an order that makes sense before anything is kept."""
    check_amount(params["amount"], params["currency"])
    if params.get("customer"):
        account.get("customer", params["customer"], param="customer")
    presentation.check_kinds(params)
    for name in _WITH_CONFIRM:
        if name in params and not params.get("confirm"):
            message = (
                f"The parameter `{name}` cannot be passed when creating a PaymentIntent unless "
                "`confirm` is set to true."
            )
            raise invalid_request(message, param=name)


def check_amount(amount: int, currency: str) -> None:
    """Insist on an amount that can be charged (docs.stripe.com/currencies)."""
    currency = currency.lower()
    if currency not in CURRENCIES:
        raise invalid_request(f"Invalid currency: {currency}.", param="currency")
    if amount < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_request(message, param="amount", code="parameter_invalid_integer")
    if amount < MINIMUM_CHARGE.get(currency, 0):
        message = f"Amount must be at least {MINIMUM_CHARGE[currency]} {currency}, minor units."
        raise invalid_request(message, param="amount", code="amount_too_small")
    if amount > LARGEST:
        message = f"Amount must be no more than {LARGEST} {currency}, minor units."
        raise invalid_request(message, param="amount", code="amount_too_large")


def begin(account: Account, params: dict[str, Any]) -> Object:
    """Make an intent and tell of it."""
    object_id = account.new_id("pi")
    currency = params["currency"].lower()
    allowed = ("allowed_payment_method_types", "excluded_payment_method_types")
    given = {
        "id": object_id,
        "amount": params["amount"],
        "automatic_payment_methods": presentation.automatic(params),
        "capture_method": params.get("capture_method", "automatic_async"),
        "client_secret": f"{object_id}_secret_{token(25, account.world.seed, object_id)}",
        "confirmation_method": params.get("confirmation_method", "automatic"),
        "created": account.now(),
        "currency": currency,
        "customer": params.get("customer"),
        "livemode": account.livemode,
        "payment_method_types": presentation.kinds(params, currency),
        "payment_method_options": options(params),
        "setup_future_usage": params.get("setup_future_usage"),
        **{name: params.get(name) for name in allowed},
        **_described(params, {"metadata": {}}),
    }
    return account.add(payment_intent({**given}), "payment_intent.created")


def options(params: dict[str, Any]) -> Object:
    """Say when a card is to be authenticated (docs.stripe.com/payments/3d-secure)."""
    card: Object = (params.get("payment_method_options") or {}).get("card") or {}
    return {"card": {"request_three_d_secure": card.get("request_three_d_secure", "automatic")}}


def choose(account: Account, intent: Object, method: Object) -> None:
    """Take a payment method; it still has to be confirmed."""
    presentation.check_kind(intent, method)
    changes = {
        "next_action": None,
        "payment_method": method["id"],
        "status": "requires_confirmation",
    }
    account.change(intent, changes)


def revise(account: Account, intent: Object, params: dict[str, Any]) -> None:
    """Change what was given; Stripe announces nothing of it."""
    changes = _described(params, intent)
    changes.update(_priced(intent, params))
    if params.get("customer"):
        account.get("customer", params["customer"], param="customer")
    for name in ("capture_method", "customer", "setup_future_usage"):
        if name in params:
            changes[name] = params[name] or None
    if "payment_method_options" in params:
        changes["payment_method_options"] = options(params)
    lists = {name: params[name] or None for name in _LISTS if name in params}
    if lists:
        known = {**{name: intent[name] for name in _LISTS}, **lists}
        kinds = presentation.kinds(known, changes.get("currency", intent["currency"]))
        changes.update(lists, payment_method_types=kinds)
    account.change(intent, changes)


_LISTS = ("allowed_payment_method_types", "excluded_payment_method_types")


def _priced(intent: Object, params: dict[str, Any]) -> Object:
    if not {"amount", "currency"} & params.keys():
        return {}
    amount = int(params.get("amount") or intent["amount"])
    currency = str(params.get("currency", intent["currency"])).lower()
    check_amount(amount, currency)
    return {"amount": amount, "currency": currency}


def _described(params: dict[str, Any], old: Object) -> Object:
    """Lay what describes a payment over what is known; "" clears."""
    given: Object = {name: params[name] or None for name in PLAIN if name in params}
    if shipping := given.get("shipping"):
        given["shipping"] = {**dict.fromkeys(_SHIPPING), **shipping}
    return {**given, "metadata": merged(old["metadata"], params.get("metadata"))}
