"""Why nothing more is asked for: paid, over, not ours, or a person's word (DUN-1, DUN-4)."""

from typing import Final

from carryover.dunning.model import Outcome
from carryover.dunning.steps import Ask, Close, Finish, Restore, Step, Wait
from carryover.dunning.view import View
from carryover.dunning.world import Mark

OVER: Final = frozenset({"canceled", "incomplete_expired"})
"""Statuses no subscription comes back from (docs.stripe.com/api/subscriptions/object)."""
DIES_AT_ONCE: Final = {
    "void": Outcome.VOIDED,
    "uncollectible": Outcome.UNCOLLECTIBLE,
    "deleted": Outcome.GONE,
}


def paid(view: View) -> Step | None:
    """Whoever has paid is left alone, and gets back what a late payment is to give back."""
    if view.world.invoice.status != "paid":
        return None
    finished = view.case.finished
    if finished is None:
        return Close(Outcome.RECOVERED, "the invoice is paid")
    late = view.terms.end.late_payment
    if finished.restored_at is None and late != "keep" and finished.what != "nothing":
        if late == "restore" and finished.what != "cancel":
            return Restore(view.terms.end)
        sentence = f"It was paid after the end ({finished.what}): give back, refund, or leave it?"
        if asked := view.ask("late", sentence):
            return asked
    return Close(Outcome.RECOVERED_LATE, "the invoice was paid after the end of the road")


def over(view: View) -> Step | None:
    """What is not to be collected any more, whoever decided so. Moved sources and armed targets are
    the migration's business (KAJ-4)."""
    case, invoice = view.case, view.world.invoice
    if case.closed_by_hand and case.closed:
        return Close(Outcome.BY_HAND, f"closed by {case.closed.by}: {case.closed.why}")
    if case.finished and case.finished.done:
        return Close(Outcome.ENDED, f"the road ended: {case.finished.what}")
    subscription = view.world.subscription
    if subscription and subscription.mark is not Mark.NONE:
        return Close(Outcome.NOT_OURS, f"the subscription is {subscription.mark} by a migration")
    if case.finished:
        return Finish(view.terms.end.model_copy(update={"what": case.finished.what}))
    if invoice.status in DIES_AT_ONCE:
        return Close(DIES_AT_ONCE[invoice.status], f"the invoice is {invoice.status}")
    return _not_ours(view)


def _not_ours(view: View) -> Step | None:
    """Invoices that are sent are paid by people who were never asked for a card."""
    invoice, subscription = view.world.invoice, view.world.subscription
    if invoice.collection_method != "charge_automatically":
        return Close(Outcome.NOT_OURS, "the invoice is sent, not charged")
    if subscription and subscription.status in OVER and view.terms.cancelled == "close":
        return Close(Outcome.CANCELLED, f"the subscription is {subscription.status}")
    return None


def strange(view: View) -> Step | None:
    """What contradicts itself is a person's to read. Each dispute is a question of its own: whoever
    went on past the first has not heard of the second."""
    invoice = view.world.invoice
    if invoice.status != "open" or invoice.amount_remaining <= 0:
        said = f"status {invoice.status}, {invoice.amount_remaining} {invoice.currency} remaining"
        return Ask(f"status:{invoice.status}", f"The failed invoice shows {said}.")
    for name in sorted(view.world.disputed):
        if step := view.ask(f"disputed:{name}", _DISPUTED):
            return step
    subscription = view.world.subscription
    if subscription and subscription.collection_paused:
        return view.ask("collection-paused", _HELD)
    return None


_DISPUTED = (
    "The customer disputes a payment. Nothing more is charged or written until somebody has looked:"
    " answer the dispute first, then go on or close the case."
)
_HELD = (
    "Somebody paused the collection of this subscription at Stripe after the invoice was made. Is"
    " this invoice to be collected all the same?"
)


def paused(view: View) -> Step | None:
    """A person said: leave them alone for now. Nothing is charged and nothing is written."""
    word = view.case.paused
    if word is None or (word.until is not None and word.until <= view.now):
        return None
    return Wait(word.until, f"paused by {word.by}: {word.why}")
