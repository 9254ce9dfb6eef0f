"""One attempt to collect: written down, sent, looked at (DUN-1).

    the process dies …                 … and whoever looks next
    before the attempt is written      decides anew; nothing happened
    between writing and sending        sends it with the same key: Stripe has not seen it
    between sending and writing        sends it with the same key: Stripe answers from memory
    after a day of silence             finds it in the charge history, or knows it never arrived

So one number is one charge at most, and a number is written before it is used.
"""

from dataclasses import dataclass

from carryover.dunning.declines import Decline, understand
from carryover.dunning.facts import Answer, Collection, Declined, NotTried, OnItsWay, Sight, Taken
from carryover.dunning.history import shown
from carryover.dunning.model import Case, Try, TryState
from carryover.dunning.steps import Retry
from carryover.dunning.store import Cases
from carryover.dunning.world import HISTORY, Attempt
from carryover.kernel.errors import NeedsReview
from carryover.ports.stripe_memory import OnlyRemembered

SETTLED_ELSEWHERE = frozenset({"invoice_already_paid", "invoice_not_payable"})
"""Somebody paid or voided it in between: the next look says which."""

STATES = {
    "paid": TryState.PAID,
    "declined": TryState.DECLINED,
    "pending": TryState.PENDING,
}


@dataclass(frozen=True, slots=True)
class Trying:
    """Charges."""

    cases: Cases
    collection: Collection

    def retry(self, case: Case, step: Retry, at: int) -> Case:
        """Charge the card once, and write down what came of it."""
        begun = Try(
            number=step.number,
            at=at,
            payment_method=step.card.id,
            print=step.card.print,
            amount=step.amount,
        )
        if not step.again:
            case = self.cases.save(case.model_copy(update={"tries": (*case.tries, begun)}))
        answer = self._asked(case, step)
        tried = _answered(case.tries[-1], answer)
        held = self.cases.save(_with(case, tried))
        if isinstance(answer, NotTried) and answer.code not in SETTLED_ELSEWHERE:
            raise NeedsReview(case.subject, f"Stripe did not try to collect it: {answer.sentence}")
        return held

    def _asked(self, case: Case, step: Retry) -> Answer:
        """Send it. Where Stripe repeats a failure of its own from memory, only the charge history
        tells what happened; nothing there yet: later again."""
        key = case.key(step.number)
        try:
            return self.collection.pay(case.account, case.invoice, step.card.id, key=key)
        except OnlyRemembered:
            since = case.failed_at - HISTORY
            sight = self.collection.look(case.account, case.invoice, since=since)
            found = shown(case, sight.world).get(step.number) if sight else None
            if found is None:
                raise
            return _seen(found)


def noted(case: Case, sight: Sight) -> Case:
    """Write into the tries what the charge history shows of them: why the bank said no, and what
    became of those that a worker died over."""
    found = shown(case, sight.world)
    tries = tuple(_noted(one, found.get(one.number)) for one in case.tries)
    return case.model_copy(update={"tries": tries})


def _noted(one: Try, seen: Attempt | None) -> Try:
    """A refusal of which there is no charge (their bank wants them to confirm) is read off the
    answer alone."""
    if one.cause is not None or one.state in (TryState.PAID, TryState.NEVER):
        return one
    if seen is None:
        declined = one.state is TryState.DECLINED
        cause = understand(one.decline).cause if declined else None
        return one.model_copy(update={"cause": cause})
    declined = seen.result == "declined"
    return one.model_copy(
        update={
            "state": STATES[seen.result],
            "decline": seen.decline,
            "cause": understand(seen.decline).cause if declined else None,
        }
    )


def _seen(found: Attempt) -> Answer:
    match found.result:
        case "paid":
            return Taken()
        case "pending":
            return OnItsWay()
        case _:
            return Declined((found.decline and found.decline.code) or "")


def _answered(one: Try, answer: Answer) -> Try:
    match answer:
        case Taken():
            return one.model_copy(update={"state": TryState.PAID})
        case OnItsWay():
            return one.model_copy(update={"state": TryState.PENDING})
        case NotTried():
            return one.model_copy(update={"state": TryState.NEVER})
        case Declined(code):
            said = {"state": TryState.DECLINED, "decline": Decline(code=code or None)}
            return one.model_copy(update=said)


def _with(case: Case, tried: Try) -> Case:
    return case.model_copy(update={"tries": (*case.tries[:-1], tried)})
