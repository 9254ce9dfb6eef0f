"""A session in `payment` mode: one PaymentIntent, which exists once the customer pays."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Declined, Processing, RequiresAction
from sandbox.stripe.core.errors import card_error
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import drafting, intents
from sandbox.stripe.payments.intents import Presence
from sandbox.stripe.payments.methods import declined

FAILED = (
    "We are unable to authenticate your payment method. Please choose a different payment method "
    "and try again."
)


def pay(
    account: Account, found: Object, customer: str | None, method: Object | None, *, passes: bool
) -> Object:
    """Charge; give what changes on the session [inferred: money that is only held is unpaid]."""
    if method is None or not found["amount_total"]:
        return {"payment_status": "no_payment_required"}
    intent = _intent(account, found, customer)
    drafting.choose(account, intent, method)
    answer = intents.confirm(account, intent, method["id"], Presence(off_session=False))
    if isinstance(answer, RequiresAction):
        if not passes:
            intents.fail_challenge(account, intent)
            raise card_error(FAILED, code="payment_intent_authentication_failure")
        present = Presence(off_session=False, authenticated=True)
        answer = intents.confirm(account, intent, method["id"], present)
    if isinstance(answer, Declined):
        raise declined(answer, payment_intent=dict(intent))
    if isinstance(answer, Processing):
        account.facts.setdefault(intent["id"], {})["checkout_session"] = found["id"]
    return {"payment_status": "paid" if intent["status"] == "succeeded" else "unpaid"}


def _intent(account: Account, found: Object, customer: str | None) -> Object:
    """Make the intent at the first try; the next card pays the same one."""
    if found["payment_intent"] is not None:
        return account.get(intents.KIND, found["payment_intent"])
    asked: Object = account.facts[found["id"]]["later"].get("payment_intent_data", {})
    params = {
        **asked,
        "amount": found["amount_total"],
        "currency": found["currency"],
        "allowed_payment_method_types": found["allowed_payment_method_types"],
        "excluded_payment_method_types": found["excluded_payment_method_types"],
    }
    if customer is not None:
        params["customer"] = customer
    made = drafting.begin(account, params)
    account.store.change(found, {"payment_intent": made["id"]})
    return made
