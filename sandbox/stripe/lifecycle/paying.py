"""Going on with a PaymentIntent, whether it stands alone or pays an invoice."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.cards import Approved, Outcome
from sandbox.stripe.core.challenges import Challenge, finishes
from sandbox.stripe.core.due import task
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import collection
from sandbox.stripe.payments import intents
from sandbox.stripe.payments.intents import Presence


def invoice_of(account: Account, intent: Object) -> Object | None:
    """Find the invoice an intent pays."""
    known: str | None = account.facts.get(intent["id"], {}).get("invoice")
    return account.find("invoice", known) if known else None


def pay(account: Account, intent: Object, method_id: str, presence: Presence) -> Outcome | None:
    """Ask the bank, and let the invoice behind the intent know."""
    invoice = invoice_of(account, intent)
    if invoice is None:
        return intents.confirm(account, intent, method_id, presence)
    return collection.collect(
        account,
        invoice,
        method_id,
        scheduled=False,
        off_session=presence.off_session,
        authenticated=presence.authenticated,
    )


@finishes("payment_intent")
def finish(account: Account, intent: Object, result: Challenge) -> Object:
    """Go on after 3D Secure: the bank decides about the money now, or another card is needed."""
    if result is Challenge.PASSED:
        present = Presence(off_session=False, authenticated=True)
        pay(account, intent, intent["payment_method"], present)
    else:
        intents.fail_challenge(account, intent)
    return intent


@task("payment_intent.settle")
def settle(account: Account, intent_id: str) -> None:
    """The bank says how a debit ended."""
    intent = account.find(intents.KIND, intent_id)
    if intent is None or intent["status"] != "processing":
        return
    answer = intents.settle(account, intent)
    invoice = invoice_of(account, intent)
    if invoice is not None:
        collection.settled(account, invoice, answer)
    follow_up(account, intent, paid=isinstance(answer, Approved))


def follow_up(account: Account, intent: Object, *, paid: bool) -> None:
    """Tell the Checkout Session that waited for a debit how it ended
    (docs.stripe.com/checkout/fulfillment, delayed notification payment methods)."""
    known: str | None = account.facts.get(intent["id"], {}).get("checkout_session")
    session = account.find("checkout.session", known) if known else None
    if session is None:
        return
    if paid:
        changes = {"payment_status": "paid"}
        account.change(session, changes, "checkout.session.async_payment_succeeded")
    else:
        account.change(session, {}, "checkout.session.async_payment_failed")
