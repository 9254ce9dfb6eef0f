"""What is behind a payment method, and what its bank answers."""

from datetime import UTC, datetime

from sandbox.stripe.core import cards
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.bank_table import ACCOUNTS, BankAccount
from sandbox.stripe.core.card_table import CARDS
from sandbox.stripe.core.cards import Card, Declined, Outcome, Processing
from sandbox.stripe.core.declines import advised, declined

type Instrument = Card | BankAccount


def remember(account: Account, method_id: str, instrument: Instrument) -> None:
    """Note what a new payment method stands for; no API ever shows the number."""
    account.facts[method_id] = {
        "number": instrument.number,
        "created": account.now(),
        "set_up": False,
        "attached_once": False,
    }


def instrument(account: Account, method_id: str) -> Instrument:
    """Find the card or bank account behind a payment method, legacy card or source."""
    number: str = account.facts[method_id]["number"]
    return CARDS[number] if number in CARDS else ACCOUNTS[number]


def card_behind(account: Account, method_id: str) -> Card | None:
    """Find the card, if it is one."""
    found = instrument(account, method_id)
    return found if isinstance(found, Card) else None


def ask(
    account: Account, method_id: str, *, off_session: bool = True, authenticated: bool = False
) -> Outcome:
    """Ask the bank behind a payment method for money; ``authenticated``: after 3D Secure."""
    known = account.facts[method_id]
    found = instrument(account, method_id)
    if isinstance(found, BankAccount):
        return Processing()
    if _expired(account, method_id):
        return declined("expired_card")
    passed = authenticated or known.get("authenticated", False)
    answer = cards.answer(
        found, off_session=off_session, set_up=known["set_up"], authenticated=passed
    )
    ordered: str | None = known.get("bank_says")
    if ordered is None or isinstance(answer, cards.RequiresAction):
        return answer
    said = order_of(ordered)
    return cards.Approved() if passed and isinstance(said, cards.RequiresAction) else said


def _expired(account: Account, method_id: str) -> bool:
    """Tell whether the month of a card typed in by number is over; cards of test ids never expire,
    so that decades can be played [inferred: what Stripe does with its test cards is not told]."""
    kept = account.find("payment_method", method_id)
    if kept is None or not account.facts[method_id].get("typed"):
        return False
    card = kept["card"]
    today = datetime.fromtimestamp(account.now(), UTC)
    return (card["exp_year"], card["exp_month"]) < (today.year, today.month)


def order_of(reason: str) -> Outcome:
    """Read what a bank was told to say from now on: ``approve``, a decline, or 3D Secure. A decline
    may carry the network's own advice, two digits: ``do_not_honor/24``."""
    word, _, advice = reason.partition("/")
    match word:
        case "approve":
            return cards.Approved()
        case "authenticate":
            return cards.RequiresAction()
    said = declined(word)
    return advised(said, advice) if advice else said


def refusal_to_attach(account: Account, method_id: str) -> Declined | None:
    """Say why the bank refuses to let a card be saved, as most declining test cards do."""
    card = card_behind(account, method_id)
    return card.decline if card and not card.attachable else None
