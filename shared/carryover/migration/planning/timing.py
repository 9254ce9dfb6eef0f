"""What time alone will change: renewals, payments and changes that are under way."""

from collections.abc import Iterator
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning import anchoring
from carryover.migration.planning.codes import Code
from carryover.migration.planning.discount_findings import SETTLED
from carryover.migration.planning.papers import Invoice, Subscription
from carryover.migration.planning.rules import DAY, TRIAL_NOTICE, Rules
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.verdict import Finding, Reason, Wait
from carryover.ports.stripe_api import Json

A_WHILE: Final = 900
"""Seconds until it is worth looking again at something Stripe is about to do."""

FORESEEABLE: Final = 35 * DAY
"""Seconds: for a renewal within about a month it is worth waiting."""


def findings(
    subscription: Subscription, seen: Seen, rules: Rules, now: Seconds
) -> Iterator[Finding]:
    """Say what has to be waited for."""
    yield from _change(subscription)
    yield from _payment(subscription, now)
    yield from _charges_to_come(subscription, seen, now)
    yield from _resumption(subscription, rules, now)
    yield from _boundary(subscription, rules, now)


def guard(subscription: Subscription, rules: Rules) -> Seconds:
    """How long before its boundary nothing is begun any more. For trials not after Stripe has
    announced their end, or it would announce it again."""
    usual = rules.guard_of(anchoring.period(subscription))
    return max(usual, TRIAL_NOTICE) if subscription.trialing else usual


def _boundary(subscription: Subscription, rules: Rules, now: Seconds) -> Iterator[Wait]:
    left, until = subscription.boundary - now, subscription.boundary + SETTLED
    when = f"{moment(subscription.boundary):%Y-%m-%d %H:%M} UTC"
    if left <= 0:
        sentence = "It is being renewed at this moment. It is looked at again when that is done."
        yield Wait(Code.RENEWING, sentence, now + A_WHILE)
    elif left < guard(subscription, rules) and subscription.trialing:
        sentence = (
            f"Its trial ends on {when}, and Stripe has announced that or is about to: it ends at "
            "the source, then it moves."
        )
        yield Wait(Code.TRIAL_ENDS_SOON, sentence, until)
    elif left < guard(subscription, rules):
        sentence = f"It renews on {when}, too soon to begin: the source bills that, then it moves."
        yield Wait(Code.RENEWS_SOON, sentence, until)


def _payment(subscription: Subscription, now: Seconds) -> Iterator[Wait]:
    """An end stops the collection of what is open (docs.stripe.com/billing/subscriptions/cancel),
    so what is being collected is waited for. Invoices that were sent stay payable."""
    invoice = subscription.latest_invoice
    if not isinstance(invoice, Invoice) or subscription.pause_collection is not None:
        return
    if invoice.status == "draft":
        sentence = f"Its invoice {invoice.id} is a draft that is about to be charged or sent."
        yield Wait(Code.PAYMENT_IN_FLIGHT, sentence, now + SETTLED)
    elif invoice.status == "open" and subscription.charged:
        sentence = (
            f"Its invoice {invoice.id} is not paid yet: the payment may be on its way, and ending "
            "the subscription would stop it. It moves when the invoice is paid or voided."
        )
        yield Wait(Code.PAYMENT_IN_FLIGHT, sentence, now + DAY)


def _change(subscription: Subscription) -> Iterator[Wait]:
    if subscription.pending_update is not None:
        yield Wait(
            Code.PENDING_UPDATE,
            "A change of it waits for its payment: it moves when that is paid or has expired.",
            subscription.pending_update.expires_at + A_WHILE,
        )


def _charges_to_come(subscription: Subscription, seen: Seen, now: Seconds) -> Iterator[Finding]:
    waiting = [item for item in seen.pending_items or () if _concerns(item, subscription)]
    if not waiting:
        return
    named = ", ".join(str(item["id"]) for item in waiting[:5])
    told = f"Charges or credits wait for its next invoice ({named})"
    if subscription.boundary - now <= FORESEEABLE:
        sentence = f"{told}: the source bills them with the renewal, then it moves."
        yield Wait(Code.PENDING_ITEMS, sentence, subscription.boundary + SETTLED)
        return
    yield Reason(
        code=Code.PENDING_ITEMS,
        sentence=(
            f"{told}, on {moment(subscription.boundary):%Y-%m-%d}. Invoice them at the source now, "
            "or delete them there, then plan again."
        ),
    )


def _concerns(item: Json, subscription: Subscription) -> bool:
    """Tell whether the next invoice of this subscription takes it up: those of no subscription
    join whichever of their currency comes first (docs.stripe.com/billing/invoices/subscription)."""
    parent = item.get("parent") or {}
    owner = (parent.get("subscription_details") or {}).get("subscription")
    ours = owner in {None, subscription.id}
    return ours and item.get("currency") in {None, subscription.currency}


def _resumption(subscription: Subscription, rules: Rules, now: Seconds) -> Iterator[Wait]:
    """The target is told when to resume, and Stripe takes only moments still to come."""
    pause = subscription.pause_collection
    if pause is None or pause.resumes_at is None:
        return
    if pause.resumes_at - now < guard(subscription, rules):
        when = f"{moment(pause.resumes_at):%Y-%m-%d %H:%M} UTC"
        sentence = f"Its pause ends on {when}, too soon to begin: it moves after that."
        yield Wait(Code.RESUMES_SOON, sentence, pause.resumes_at + A_WHILE)
