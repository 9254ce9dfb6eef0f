"""Payment methods as the API's resources use them: found, kept, attached, saved for later."""

from sandbox.stripe.core import cards
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.bank_table import BankAccount, bank_account_named
from sandbox.stripe.core.card_table import named
from sandbox.stripe.core.cards import Card
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments.card_input import typed_expiry
from sandbox.stripe.payments.instruments import refusal_to_attach, remember
from sandbox.stripe.shapes.legacy import presented
from sandbox.stripe.shapes.payment_method import bank_method, payment_method

KIND = "payment_method"
LEGACY = {"card": "card_", "source": "src_"}


def resolve(account: Account, reference: str, *, param: str = "payment_method") -> Object:
    """Find a payment method; a test id such as ``pm_card_visa`` makes a new one each time."""
    card = named(reference)
    if card is not None and reference.startswith("pm_card_"):
        return keep_card(account, card, typed_expiry({"token": reference}, account.now()), {})
    bank = bank_account_named(reference)
    if bank is not None:
        return keep_bank(account, bank, {})
    return method_object(account, reference, param=param)


def method_object(account: Account, method_id: str, *, param: str = "payment_method") -> Object:
    """Find one; legacy cards and sources are shown as payment methods
    (docs.stripe.com/payments/payment-methods/transitioning)."""
    for kind, prefix in LEGACY.items():
        if method_id.startswith(prefix):
            old = account.get(kind, method_id, param=param)
            made: int = account.facts[method_id]["created"]
            return presented(old, created=made, livemode=account.livemode)
    return account.get(KIND, method_id, param=param)


def keep_card(account: Account, card: Card, expiry: tuple[int, int], params: Object) -> Object:
    """Make a card's payment method, which belongs to nobody yet."""
    method = payment_method(account, card, expiry, params)
    remember(account, method["id"], card)
    account.facts[method["id"]]["typed"] = "number" in params.get("card", {})
    return account.add(method)


def keep_bank(account: Account, bank: BankAccount, params: Object) -> Object:
    """Make a bank account's payment method, which belongs to nobody yet."""
    method = bank_method(account, bank, params)
    remember(account, method["id"], bank)
    return account.add(method)


def attach_to(account: Account, method: Object, customer: str) -> Object:
    """Attach a method to a customer, unless the bank already refuses the card for that."""
    if method["customer"] == customer:
        return method
    if method["id"].startswith(tuple(LEGACY.values())):
        raise not_implemented("attaching a legacy card or source (save it as a source)")
    known = account.facts[method["id"]]
    _check_free(method, known)
    refusal = refusal_to_attach(account, method["id"])
    if refusal:
        raise declined(refusal)
    known["attached_once"] = True
    return account.change(method, {"customer": customer}, "payment_method.attached")


def save_for(account: Account, intent: Object, method: Object) -> None:
    """Keep what paid for later, as ``setup_future_usage`` asks
    (docs.stripe.com/payments/save-during-payment)."""
    wanted, customer = intent["setup_future_usage"], intent["customer"]
    if wanted == "off_session":
        account.facts[method["id"]]["set_up"] = True
    if wanted and customer and method["customer"] is None and method["id"].startswith("pm_"):
        attach_to(account, method, customer)


def check_owner(method: Object, customer: str | None) -> None:
    """Insist that a method is nobody's, or belongs to the customer who pays."""
    if method["customer"] in (None, customer):
        return
    message = (
        f"The customer does not have a payment method with the ID {method['id']}. The payment "
        "method must be attached to the customer."
        if customer
        else "The payment method you provided is attached to a customer, so the customer must be "
        f"provided too: {method['customer']}."
    )
    raise invalid_request(message, param="payment_method")


def declined(answer: cards.Declined, **extra: object) -> StripeError:
    """Word a bank's no as Stripe's card error; ``extra`` names the intent or charge it stopped."""
    codes = {
        "decline_code": answer.decline_code,
        "advice_code": answer.advice_code,
        "network_advice_code": answer.network_advice_code,
        "network_decline_code": answer.network_decline_code,
    }
    given = {name: value for name, value in codes.items() if value is not None}
    return StripeError(answer.message, 402, "card_error", answer.code, extra={**given, **extra})


def _check_free(method: Object, known: Object) -> None:
    if method["customer"] is not None:
        message = "The payment method you provided has already been attached to a customer."
        raise invalid_request(message)
    if known["attached_once"]:
        message = (
            "This PaymentMethod was previously used without being attached to a Customer or was "
            "detached from a Customer, and may not be used again."
        )
        raise invalid_request(message)
