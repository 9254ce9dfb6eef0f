"""The first renewal: exactly once, in the right account, for the right amount (MIG-9).

Judged from the invoices of both sides, for they are what customers pay. Rules of time:
docs.stripe.com/billing/invoices/subscription (a renewal's draft is finalised after about an hour,
and after up to 72 when a webhook endpoint does not answer).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import Expected, Move
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.difference import Difference, differs
from carryover.migration.verifying.invoices import DEAD, begins, charged_early, ends, renewing
from carryover.migration.verifying.outcomes import (
    Doubled,
    Ended,
    Missed,
    NotYet,
    Outcome,
    Renewed,
    Stayed,
    Wrong,
)
from carryover.ports.stripe_api import Json

HOUR: Final = 3600
DAY: Final = 24 * HOUR
FIRST_LOOK: Final = 75 * 60
"""Seconds after the boundary: by then the draft is finalised and charged."""
MISSED_AFTER: Final = 6 * HOUR
STUCK_AFTER: Final = 75 * HOUR
SETTLES_WITHIN: Final = 14 * DAY
"""A bank debit is answered by then (docs.stripe.com/payments/bank-debits)."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one account shows of a subscription around its boundary."""

    invoices: Sequence[Json]
    subscription: Json | None = None
    """``None``: not asked, or Stripe does not know it."""


def needs_subscriptions(boundary: Seconds, target: Side, now: Seconds) -> bool:
    """Tell whether the invoices alone leave the question open."""
    if now < boundary + FIRST_LOOK:
        return False
    found = renewing(target.invoices, boundary)
    return not found or _ambiguous(found[0])


def renewal(move: Move, source: Side, target: Side, now: Seconds) -> Outcome:
    """Judge what both sides show."""
    boundary = move.boundary
    if boundary is None:
        return NotYet(now + HOUR)
    if now < boundary:
        return NotYet(boundary + FIRST_LOOK)
    alive = [each for each in target.invoices if each["status"] not in DEAD]
    twice = _doubled(renewing(alive, boundary), _unfinished(source, boundary), move)
    if twice is not None:
        return twice
    if early := charged_early(target.invoices, boundary):
        return _wrong(_early(early[0], boundary), early[0])
    found = renewing(target.invoices, boundary)
    if not found:
        return _none(move, source, target, now)
    return _one(move, found[0], target, now)


def _unfinished(source: Side, boundary: Seconds) -> list[Json]:
    """Find what the source renewed although it was to end."""
    return [each for each in renewing(source.invoices, boundary) if each["status"] not in DEAD]


def _doubled(target: Sequence[Json], source: Sequence[Json], move: Move) -> Doubled | None:
    if target and source:
        return Doubled(
            f"{move.account}/{move.subscription} was renewed in both accounts: {_said(source[0])} "
            f"at the source, {_said(target[0])} in the target. {_undo(source[0])} Then make sure "
            "that the source is set to end."
        )
    if len(target) > 1 and begins(target[0]) == begins(target[1]):
        return Doubled(
            f"{move.target} has two invoices for one period: {_said(target[0])} and "
            f"{_said(target[1])}. {_undo(target[1])}"
        )
    return None


def _undo(invoice: Json) -> str:
    """Say what helps, which depends on how far it has come."""
    if invoice["status"] == "draft":
        return f"Nothing has been charged on {invoice['id']}: delete the draft."
    if invoice["status"] == "open":
        return f"Void {invoice['id']} before it is paid."
    if not invoice["amount_paid"]:
        return f"Nothing was charged on {invoice['id']}."
    return f"Refund {invoice['id']}."


def _said(invoice: Json) -> str:
    return f"{invoice['id']} ({invoice['total']} {invoice['currency']}, {invoice['status']})"


def _none(move: Move, source: Side, target: Side, now: Seconds) -> Outcome:
    """There is no renewal in the target: not yet, not any more, or not at all."""
    boundary = move.boundary or now
    stayed = _unfinished(source, boundary)
    if stayed:
        return Stayed(
            f"The target has no renewal, and the source has {_said(stayed[0])}: it bills where it "
            "was. Find out who took the stop back, and begin its move again."
        )
    if now < boundary + FIRST_LOOK:
        return NotYet(boundary + FIRST_LOOK)
    seen = target.subscription
    if seen is not None and seen["status"] in {"canceled", "paused", "incomplete_expired"}:
        return Ended(_why_ended(seen), meant=_agreed(move))
    if now < boundary + MISSED_AFTER:
        return NotYet(min(now + HOUR, boundary + MISSED_AFTER))
    return Missed(
        f"{move.account}/{move.subscription} should have renewed at {_when(boundary)} as "
        f"{move.target}, and neither account has an invoice for it. Look at the target in Stripe: "
        f"its status is {seen['status'] if seen else 'unknown, for Stripe does not know it'}."
    )


def _agreed(move: Move) -> bool:
    """Tell a trial that is to be cancelled or paused when it ends without a payment method
    (docs.stripe.com/billing/subscriptions/trials, ``missing_payment_method``)."""
    if not move.spec:
        return False
    spec = Spec.model_validate_json(move.spec)
    behavior = (spec.plain.get("trial_settings") or {}).get("end_behavior") or {}
    ends = behavior.get("missing_payment_method") in {"cancel", "pause"}
    return ends and spec.trial_end == move.boundary and not _charged_to(spec)


def _charged_to(spec: Spec) -> str | None:
    return spec.payment_method or spec.customer_payment_method


def _why_ended(subscription: Json) -> str:
    if subscription["status"] == "paused":
        return (
            f"{subscription['id']} is paused: its trial ended without a payment method. It bills "
            "again when the customer adds one and it is resumed."
        )
    when = subscription.get("ended_at")
    reason = (subscription.get("cancellation_details") or {}).get("reason") or "no reason given"
    return (
        f"{subscription['id']} ended in the target at {_when(when) if when else 'an unknown time'} "
        f"({reason}), and nobody bills this customer for it any more. If neither the customer nor "
        "the team wanted that, create it again."
    )


def _one(move: Move, invoice: Json, target: Side, now: Seconds) -> Outcome:
    """There is a renewal: is it the expected one, and how far has it come?"""
    if invoice["status"] == "draft" and invoice["auto_advance"]:
        return _drafted(invoice, now)
    if found := (*_unexpected(move.expected, invoice), *_uncollected(move, invoice)):
        return _wrong(found, invoice)
    if invoice["status"] == "open" and _ambiguous(invoice):
        return _open(invoice, target, now)
    return Renewed(invoice["id"], _paid(invoice))


def _drafted(invoice: Json, now: Seconds) -> Outcome:
    """Amounts may change until it is final (docs.stripe.com/invoicing/overview)."""
    if now > invoice["created"] + STUCK_AFTER:
        found = differs("status", "finalised within 72 hours", "still a draft")
        return _wrong((found,), invoice)
    planned = invoice["automatically_finalizes_at"] or now
    return NotYet(min(max(planned + 15 * 60, now + HOUR), now + DAY))


def _paid(invoice: Json) -> bool | None:
    if not invoice["amount_due"] or invoice["collection_method"] == "send_invoice":
        return None
    if invoice["status"] == "paid":
        return bool(invoice["attempt_count"] <= 1)
    return False if invoice["status"] == "open" and invoice["attempted"] else None


def _ambiguous(invoice: Json) -> bool:
    """Tell an open invoice whose bank may still be thinking from one that was declined."""
    charged = invoice["collection_method"] == "charge_automatically" and invoice["amount_due"]
    waits = not invoice["attempted"] or invoice["next_payment_attempt"] is None
    return bool(invoice["status"] == "open" and charged and waits)


def _open(invoice: Json, target: Side, now: Seconds) -> Outcome:
    """A failed payment makes the subscription past due; one on its way does not
    (docs.stripe.com/api/subscriptions/object, ``status``)."""
    status = target.subscription["status"] if target.subscription else "unknown"
    late = now > invoice["created"] + SETTLES_WITHIN
    if invoice["attempted"] and (late or status in {"past_due", "unpaid", "canceled"}):
        return Renewed(invoice["id"], paid=False)
    return Renewed(invoice["id"], paid=None, look_again_at=None if late else now + DAY)


def _unexpected(expected: Expected | None, invoice: Json) -> list[Difference]:
    if expected is None:
        return []
    told = (
        ("total", expected.amount, invoice["total"]),
        ("currency", expected.currency, invoice["currency"]),
        ("period start", expected.at, begins(invoice)),
        ("period end", expected.until, ends(invoice) if expected.until else None),
    )
    return [differs(where, wanted, got) for where, wanted, got in told if wanted != got]


def _uncollected(move: Move, invoice: Json) -> Iterator[Difference]:
    """What nobody collects is right only where collection was paused at the source, too."""
    rests = invoice["status"] in DEAD or invoice["status"] == "draft"
    paused = move.spec and Spec.model_validate_json(move.spec).pause is not None
    if rests and not paused:
        yield differs("status", "open or paid", invoice["status"])


def _early(invoice: Json, boundary: Seconds) -> tuple[Difference, ...]:
    return (differs("period start", f"not before {_when(boundary)}", begins(invoice)),)


def _wrong(found: tuple[Difference, ...], invoice: Json) -> Wrong:
    wanted = "; ".join(f"{each.where}: {each.target} instead of {each.source}" for each in found)
    return Wrong(
        found,
        f"{_said(invoice)} is not what was expected: {wanted}. If somebody changed the "
        "subscription since it was moved, that explains it; if not, put the invoice right.",
    )


def _when(at: Seconds) -> str:
    return f"{moment(at):%Y-%m-%d %H:%M:%S} UTC"
