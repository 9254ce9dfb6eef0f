"""Opening a Checkout Session: https://docs.stripe.com/api/checkout/sessions/create."""

from typing import Any

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.checkout import deducting
from sandbox.stripe.checkout import lines as line_items
from sandbox.stripe.checkout.rules import check
from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.payments import presentation, setups
from sandbox.stripe.shapes.checkout import session, total_details

KIND = "checkout.session"
LIVES = DAY
"""Seconds a session can be completed in, unless it says otherwise."""
PLAIN = (
    "billing_address_collection", "cancel_url", "client_reference_id", "customer",
    "customer_email", "locale", "origin_context", "return_url", "submit_type", "success_url",
    "allow_promotion_codes", "allowed_payment_method_types", "excluded_payment_method_types",
)  # fmt: skip
LATER = ("payment_intent_data", "setup_intent_data", "subscription_data")
"""What is done with when the customer has filled the form in."""


def begin(account: Account, params: dict[str, Any], link: str | None = None) -> Object:
    """Open a session for a customer to complete; nothing is announced yet."""
    check(account, params)
    mode = params["mode"]
    lines = _lines(account, params)
    object_id = account.new_id("cs_live" if account.livemode else "cs_test")
    made = account.add(
        session(
            {
                "id": object_id,
                "created": account.now(),
                "expires_at": params.get("expires_at", account.now() + LIVES),
                "livemode": account.livemode,
                "metadata": merged({}, params.get("metadata")),
                "mode": mode,
                "payment_link": link,
                **{name: params.get(name) for name in PLAIN},
                **_where(account, object_id, params),
                **_who(params),
                **_sums(params, lines),
            }
        )
    )
    account.facts[object_id] = {
        "lines": lines,
        "later": {name: params[name] for name in LATER if name in params},
    }
    if mode == "setup":
        _begin_setup(account, made, params)
    account.at(made["expires_at"], "checkout.expire", object_id)
    return made


def _lines(account: Account, params: dict[str, Any]) -> list[Object]:
    mode, given = params["mode"], params.get("line_items", [])
    if mode == "setup":
        return []
    sold = line_items.sold(account, given, mode)
    return deducting.deducted(account, sold, params.get("discounts", []))


def expire(account: Account, found: Object) -> Object:
    """Close it unpaid; abandoned carts can be followed up."""
    changes = {"status": "expired", "url": None}
    account.change(found, changes, "checkout.session.expired")
    intent = account.find("setup_intent", found["setup_intent"] or "")
    if intent is not None and intent["status"] in setups.OPEN:
        setups.cancel(account, intent, "abandoned")
    return found


@task("checkout.expire")
def run_out(account: Account, session_id: str) -> None:
    """Its time is over."""
    found = account.find(KIND, session_id)
    if found is not None and found["status"] == "open" and found["expires_at"] <= account.now():
        expire(account, found)


def _where(account: Account, object_id: str, params: dict[str, Any]) -> Object:
    """A hosted page has an address; the others are mounted with a secret."""
    ui_mode = params.get("ui_mode", "hosted_page")
    page = hosted.page(account, "checkout", f"/c/pay/{object_id}")
    secret = f"{object_id}_secret_{token(32, account.world.seed, object_id)}"
    shown = ui_mode == "hosted_page"
    redirect = None if shown else params.get("redirect_on_completion", "always")
    return {
        "client_secret": None if shown else secret,
        "redirect_on_completion": redirect,
        "ui_mode": ui_mode,
        "url": page if shown else None,
    }


def _who(params: dict[str, Any]) -> Object:
    creation = params.get("customer_creation", "if_required")
    if params["mode"] == "subscription":
        creation = "always"
    collection = "always" if params["mode"] == "subscription" else "if_required"
    return {
        "customer_creation": None if params.get("customer") else creation,
        "payment_method_collection": params.get("payment_method_collection", collection),
    }


def _sums(params: dict[str, Any], lines: list[Object]) -> Object:
    currency = lines[0]["currency"] if lines else params.get("currency", "").lower() or None
    kinds = presentation.kinds(params, currency)
    if params["mode"] == "setup":
        return {
            "amount_subtotal": None,
            "amount_total": None,
            "currency": currency,
            "payment_method_types": kinds,
            "payment_status": "no_payment_required",
        }
    delayed = _is_trial(params)
    now = line_items.once(lines) if delayed else lines
    due = line_items.total(now)
    return {
        "amount_subtotal": sum(line["amount_subtotal"] for line in now),
        "amount_total": due,
        "currency": currency,
        "payment_method_types": kinds,
        "payment_status": "unpaid" if due else "no_payment_required",
        "discounts": deducting.shown(params.get("discounts", [])),
        "total_details": total_details(sum(line["amount_discount"] for line in now)),
    }


def _is_trial(params: dict[str, Any]) -> bool:
    given = params.get("subscription_data") or {}
    return bool(given.get("trial_period_days") or given.get("trial_end"))


def _begin_setup(account: Account, made: Object, params: dict[str, Any]) -> None:
    """A setup session has its intent from the beginning."""
    given = {**(params.get("setup_intent_data") or {}), "customer": params.get("customer")}
    intent = setups.begin(account, given)
    account.store.change(made, {"setup_intent": intent["id"]})
