"""A session in `subscription` mode: https://docs.stripe.com/payments/checkout/build-subscriptions."""

from sandbox.stripe.checkout import deducting
from sandbox.stripe.checkout.lines import once, recurring
from sandbox.stripe.checkout.paying import FAILED
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Declined, RequiresAction
from sandbox.stripe.core.errors import card_error
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import extra_items, ordering
from sandbox.stripe.lifecycle.attempts import intent_of
from sandbox.stripe.lifecycle.opening import Manner, begin
from sandbox.stripe.payments import setups
from sandbox.stripe.payments.instruments import ask, refusal_to_attach
from sandbox.stripe.payments.methods import attach_to, declined


def check_card(account: Account, found: Object, method: Object | None, *, passes: bool) -> None:
    """Let the cardholder authenticate and the bank speak before anything is made; a declined card
    leaves no subscription behind."""
    if method is None:
        return
    known = account.facts[method["id"]]
    trial = found["payment_status"] == "no_payment_required"
    answer = ask(account, method["id"], off_session=False)
    challenged = isinstance(answer, RequiresAction)
    if challenged or (trial and setups.needs_challenge(account, method["id"])):
        if not passes:
            raise card_error(FAILED, code="payment_intent_authentication_failure")
        known.update(authenticated=True, set_up=True)
        answer = ask(account, method["id"], off_session=False)
    refusal = answer if isinstance(answer, Declined) and not trial else None
    refusal = refusal or refusal_to_attach(account, method["id"])
    if refusal is not None:
        known.pop("authenticated", None)
        raise declined(refusal)


def subscribe(account: Account, found: Object, customer: str, method: Object | None) -> Object:
    """Begin the subscription; give what changes on the session."""
    asked: Object = account.facts[found["id"]]["later"].get("subscription_data", {})
    lines: list[Object] = account.facts[found["id"]]["lines"]
    params: Object = {**asked, "customer": customer, "items": _items(recurring(lines))}
    if found["discounts"]:
        params["discounts"] = deducting.asked(found)
    if method is not None:
        attach_to(account, method, customer)
        params["default_payment_method"] = method["id"]
    behavior = {"proration_behavior": asked["proration_behavior"]} if _prorates(asked) else {}
    ordered = ordering.ordered(account, params)
    extra_items.for_subscription(account, ordered, _items(once(lines)))
    subscription = begin(account, ordered, Manner(**behavior))
    if method is not None:
        account.facts[method["id"]].pop("authenticated", None)
        account.facts[method["id"]]["set_up"] = True
    return {
        "invoice": subscription["latest_invoice"],
        "payment_status": _status(account, found, subscription),
        "subscription": subscription["id"],
    }


def _prorates(asked: Object) -> bool:
    return "proration_behavior" in asked


def _items(lines: list[Object]) -> list[Object]:
    return [{"price": line["price"]["id"], "quantity": line["quantity"]} for line in lines]


def _status(account: Account, found: Object, subscription: Object) -> str:
    invoice = account.find("invoice", subscription["latest_invoice"] or "")
    if invoice is None or found["payment_status"] == "no_payment_required":
        return "no_payment_required"
    if invoice["status"] == "paid":
        return "paid"
    waiting = intent_of(account, invoice)["id"]
    account.facts.setdefault(waiting, {})["checkout_session"] = found["id"]
    return "unpaid"
