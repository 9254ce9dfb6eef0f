"""Every attempt on a case, whoever made it: what Stripe shows, and what it does not show yet."""

from collections.abc import Sequence
from typing import Final, Literal

from carryover.dunning.declines import Cause, Meaning, understand
from carryover.dunning.model import KEY_LIVES, Case, Try, TryState
from carryover.dunning.world import Attempt, Card, World
from carryover.kernel.clock import Seconds

SKEW: Seconds = 120
"""Stripe's clock may be so far behind ours, in seconds, when a charge is matched to its try."""

RESULTS: Final[dict[TryState, Literal["paid", "pending"]]] = {
    TryState.PAID: "paid",
    TryState.PENDING: "pending",
}


def seen(case: Case, world: World, now: Seconds) -> tuple[Attempt, ...]:
    """Put together what counts, by time: a try of ours that the charge history does not show counts
    all the same, for it may have reached the bank."""
    hidden = (_as_attempt(case, one) for one in _hidden(case, world, now))
    return tuple(sorted((*world.attempts, *hidden), key=lambda one: one.at))


def unanswered(case: Case, world: World, now: Seconds) -> Try | None:
    """Find the try that was begun and of which nobody knows what became."""
    last = case.tries[-1] if case.tries else None
    if last is None or last.state is not TryState.BEGUN:
        return None
    return last if last in _hidden(case, world, now) else None


def on_card(invoice: str, card: Card, attempts: Sequence[Attempt]) -> tuple[Attempt, ...]:
    """List an invoice's attempts on a card in its present edition; one of which the card is not
    known may have been on it."""
    return tuple(
        one
        for one in attempts
        if one.invoice == invoice and (one.card is None or one.card.print == card.print)
    )


def meaning_of(last: Attempt) -> Meaning:
    """Say what an attempt's refusal means; one that went through (a part was paid) leaves the
    question open why the rest was not."""
    return Meaning(Cause.BANK) if last.result == "paid" else understand(last.decline)


def shown(case: Case, world: World) -> dict[int, Attempt]:
    """Find our tries among what Stripe shows, by number: by key, or as the first attempt after it
    that may have been on the same card."""
    left = [one for one in world.attempts if one.invoice == case.invoice]
    found: dict[int, Attempt] = {}
    for one in reversed(case.tries):
        attempt = _shown(case, one, left)
        if attempt is not None:
            left.remove(attempt)
            found[one.number] = attempt
    return found


def _hidden(case: Case, world: World, now: Seconds) -> list[Try]:
    """Take from our tries those that Stripe shows. One that is not shown when its key has died
    never arrived."""
    found = shown(case, world)
    return [one for one in case.tries if one.number not in found and not _never_was(one, now)]


def _never_was(one: Try, now: Seconds) -> bool:
    died = one.state is TryState.BEGUN and now >= one.at + KEY_LIVES
    return died or one.state is TryState.NEVER


def _shown(case: Case, one: Try, shown: Sequence[Attempt]) -> Attempt | None:
    key = case.key(one.number)
    by_key = next((attempt for attempt in shown if attempt.key == key), None)
    after = (a for a in shown if a.key is None and a.at >= one.at - SKEW)
    return by_key or next((a for a in after if _may_be_on(a.card, one)), None)


def _may_be_on(card: Card | None, one: Try) -> bool:
    return card is None or one.payment_method == card.id or one.print == card.print


def _as_attempt(case: Case, one: Try) -> Attempt:
    return Attempt(
        id=case.key(one.number),
        invoice=case.invoice,
        at=one.at,
        amount=one.amount,
        currency=case.currency,
        result=RESULTS.get(one.state, "declined"),
        decline=one.decline,
        key=case.key(one.number),
    )
