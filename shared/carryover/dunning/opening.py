"""When an invoice becomes a case, and what is written into it first (DUN-1)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from carryover.dunning.declines import Cause, understand
from carryover.dunning.facts import Sight
from carryover.dunning.messages import Begin
from carryover.dunning.model import Begun, Case
from carryover.dunning.world import Attempt

LATELY: Final = 14 * 86_400
"""Older invoices, in seconds, do not become cases any more: that is much longer than news can be
late, and a schedule would begin near its end. Whoever puts rules in force does not mean to end what
was forgotten; who does, says so of each (``Begin``)."""


def opened(account: str, sight: Sight, now: datetime, begin: Begin | None = None) -> Case | str:
    """Make the case of an invoice that failed; or say why there is none. ``begin``: a person wants
    it, and for them it is never too late."""
    failed = [one for one in sight.of_invoice() if one.result == "declined"]
    if why_not := _why_not(sight, failed, late=begin is not None):
        return why_not
    first = failed[0].at if failed else sight.papers.due_at
    invoice, papers, subscription = sight.world.invoice, sight.papers, sight.world.subscription
    return Case(
        account=account,
        invoice=invoice.id,
        customer=papers.customer,
        subscription=subscription.id if subscription else None,
        currency=invoice.currency,
        amount=invoice.amount_remaining,
        failed_at=first if begin is None else sight.at,
        opened_at=now,
        cause=understand(failed[0].decline).cause if failed else Cause.CARD,
        plans=subscription.plans if subscription else (),
        begun=Begun(by=begin.by, why=begin.why, at=sight.at) if begin else None,
    )


def _why_not(sight: Sight, failed: Sequence[Attempt], *, late: bool) -> str:
    """Find what speaks against a case. The first invoice of a subscription that never began is the
    checkout's: its customer stands before it, and Stripe lets it expire within a day."""
    invoice, papers = sight.world.invoice, sight.papers
    untried = not papers.attempted or sight.world.card is not None
    reasons = {
        f"nothing to collect: {invoice.status}": invoice.status != "open"
        or invoice.amount_remaining <= 0,
        "it is sent, not charged": invoice.collection_method != "charge_automatically",
        "the subscription has not begun": papers.begins,
        "it failed too long ago to begin with it now": not late
        and papers.due_at < sight.at - LATELY,
        "nothing has failed": not failed and untried,
    }
    return next((reason for reason, holds in reasons.items() if holds), "")
