"""What is not known yet, and what only a person can read: never guessed, never charged over."""

from typing import Final

from carryover.dunning.collecting import Theirs
from carryover.dunning.declines import DAY, HOUR, Cause, Meaning
from carryover.dunning.history import unanswered
from carryover.dunning.model import KEY_LIVES
from carryover.dunning.steps import Ask, Finish, Retry, Step, Wait
from carryover.dunning.view import View
from carryover.dunning.world import Attempt

SETTLING: Final = 14 * DAY
"""After so long, in seconds, a payment on its way is no longer believed to arrive by itself."""
CREDITED: Final = HOUR
"""So long, in seconds, an invoice may need to show a payment that went through."""


def on_its_way(view: View) -> Step | None:
    """A payment that may yet arrive is waited for: a second one would be a double charge."""
    for one in reversed(view.of_invoice):
        if one.result == "pending":
            return _pending(view, one)
    paid = [one for one in view.of_invoice if one.result == "paid"]
    missing = sum(one.amount for one in paid) - view.world.invoice.amount_paid
    if not paid or missing <= 0:
        return None
    if view.now < paid[-1].at + CREDITED:
        return Wait(paid[-1].at + CREDITED, f"{paid[-1].id} went through and is not credited yet")
    sentence = f"{paid[-1].id} went through, and the invoice does not show {missing} of it."
    return view.ask(f"uncredited:{paid[-1].id}", sentence)


def _pending(view: View, one: Attempt) -> Step | None:
    days = (view.now - one.at) // DAY + 1
    if days * DAY <= SETTLING:
        return Wait(one.at + days * DAY, f"{one.id} is on its way")
    return view.ask(f"pending:{one.id}", f"{one.id} has been on its way for {days - 1} days.")


def begun(view: View) -> Step | None:
    """Nobody knows what became of an attempt: the same key asks again, as long as Stripe remembers
    it. Afterwards the charge history is complete, and tells that it never arrived."""
    tried = unanswered(view.case, view.world, view.now)
    card = view.world.card
    if tried is None:
        return None
    if card is None or card.id != tried.payment_method or isinstance(view.chance, Theirs):
        why = f"attempt {tried.number} was begun on another card; its key must have died first"
        return Wait(tried.at + KEY_LIVES, why)
    return Retry(tried.number, card, view.world.invoice.amount_remaining, again=True)


def said(view: View) -> Step | None:
    """Refusals that are no matter of time."""
    meaning, last = view.meaning, view.last
    if last is None:
        return None
    match meaning.cause:
        case Cause.LEGAL:
            return _revoked(view, last, meaning)
        case Cause.CHECK:
            return view.ask(f"check:{last.id}", f"{meaning.word}. {_success(view, last)}")
        case Cause.OURS:
            return view.ask(f"setup:{last.id}", f"{_OURS} ({meaning.word})")
        case Cause.FRAUD | Cause.UNKNOWN:
            return _note(view, meaning)
        case _:
            return None


def _revoked(view: View, last: Attempt, meaning: Meaning) -> Step | None:
    name = f"revoked:{last.id}"
    if view.terms.revoked == "cancel" and name not in view.case.cleared:
        return Finish(view.terms.end.model_copy(update={"what": "cancel"}))
    return view.ask(name, f"{_REVOKED} ({meaning.word})")


_REVOKED = "The holder of the card revoked the right to charge it. Is the subscription to end?"
_OURS = "The payment failed because of how the account is set up, which no customer can mend"


def _success(view: View, last: Attempt) -> str:
    """Look for what the bank may mean: the same amount, taken within a day before."""
    for one in reversed(view.attempts):
        same = (one.amount, one.currency) == (last.amount, last.currency)
        if one.result == "paid" and same and last.at - DAY <= one.at <= last.at:
            return f"{one.id} took the same amount within the day before: was that this debt?"
    return "No success of the same amount was found in the day before. Is it to be tried again?"


def _note(view: View, meaning: Meaning) -> Step | None:
    """A person is to know of it, and nothing has to wait for them."""
    name = f"{meaning.cause}:{meaning.word}"
    if name in view.case.asked | view.case.cleared:
        return None
    sentence = f"The card was refused ({meaning.word}) and is not tried again. Please look at it."
    return Ask(name, sentence, blocks=False)
