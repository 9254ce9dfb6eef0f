"""A customer fills a Checkout Session in: docs.stripe.com/payments/checkout/how-checkout-works.

A declined card leaves the session open, so that another can be tried; 3D Secure is part of filling
the form in.
"""

from dataclasses import dataclass

from sandbox.stripe.checkout import deducting, paying, subscribing
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import card_error, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import mandates, setups
from sandbox.stripe.payments.methods import resolve
from sandbox.stripe.shapes.checkout import customer_details
from sandbox.stripe.shapes.customer import customer as customer_shape

ACCEPTED: Object = {"type": "online", "online": {"ip_address": "127.0.0.1", "user_agent": "page"}}
"""What a customer agrees to on the page where they type their bank account in."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a customer typed in."""

    method: str | None = "pm_card_visa"
    """Test id of a payment method; None where none is asked for."""
    email: str | None = None
    name: str | None = None
    passes: bool = True
    """Whether they pass 3D Secure, if it comes."""
    promotion_code: str | None = None
    """The code customers know."""


def complete(account: Account, found: Object, form: Form) -> Object:
    """Go through with a session; the bank's no is raised and leaves it open."""
    check_open(found)
    if form.promotion_code is not None:
        deducting.enter(account, found, form.promotion_code)
    form = _filled(account, found, form)
    method = _method(account, found, form)
    match found["mode"]:
        case "payment":
            customer = _customer(account, found, form)
            done = paying.pay(account, found, customer, method, passes=form.passes)
        case "setup":
            done = _set_up(account, found, method, passes=form.passes)
        case _:
            subscribing.check_card(account, found, method, passes=form.passes)
            owner = _customer(account, found, form) or ""
            done = subscribing.subscribe(account, found, owner, method)
    changes = {
        **done,
        "customer_details": customer_details(form.email, form.name, None),
        "status": "complete",
        "url": None,
    }
    return account.change(found, changes, "checkout.session.completed")


def check_open(found: Object) -> None:
    """Refuse to go on with what is over."""
    if found["status"] != "open":
        message = f"This Checkout Session is {found['status']} and can no longer be completed."
        raise invalid_request(message, code="checkout_session_not_open")


def _filled(account: Account, found: Object, form: Form) -> Form:
    """What is known already need not be typed again."""
    known = account.find("customer", found["customer"] or "") or {}
    email = form.email or found["customer_email"] or known.get("email")
    if email is None and found["customer"] is None:
        message = "Enter an email address: the page asks everybody whom it does not know."
        raise invalid_request(message, param="email", code="email_invalid")
    return Form(form.method, email, form.name or known.get("name"), form.passes)


def _method(account: Account, found: Object, form: Form) -> Object | None:
    free = found["payment_status"] == "no_payment_required" and found["mode"] != "setup"
    if form.method is None:
        if free and found["payment_method_collection"] == "if_required":
            return None
        raise invalid_request("Enter a payment method.", param="method", code="parameter_missing")
    method = resolve(account, form.method)
    if method["type"] not in found["payment_method_types"]:
        message = f"This session does not take payments of type {method['type']}."
        raise invalid_request(message, param="method")
    mandates.accept(account, method, ACCEPTED)
    return method


def _customer(account: Account, found: Object, form: Form) -> str | None:
    """Find whom it is for; a guest of a payment stays one unless the shop wants a customer."""
    if found["customer"] is not None:
        return str(found["customer"])
    later: Object = account.facts[found["id"]]["later"].get("payment_intent_data", {})
    wanted = found["customer_creation"] == "always" or "setup_future_usage" in later
    if not wanted:
        return None
    given = {"email": form.email, "name": form.name}
    made = account.add(customer_shape(account, given), "customer.created")
    account.store.change(found, {"customer": made["id"]})
    return str(made["id"])


def _set_up(account: Account, found: Object, method: Object | None, *, passes: bool) -> Object:
    intent = account.get("setup_intent", found["setup_intent"])
    if method is None:
        raise invalid_request("Enter a payment method.", param="method", code="parameter_missing")
    setups.choose(account, intent, method)
    setups.go_on(account, intent, leave=ACCEPTED)
    if intent["status"] == "requires_action" and not passes:
        setups.fail_challenge(account, intent)
        raise card_error(setups.UNAUTHENTICATED, code="setup_intent_authentication_failure")
    if intent["status"] == "requires_action":
        setups.succeed(account, intent)
    return {"payment_status": "no_payment_required"}
