"""When an invoice becomes a case, and what is written into it first (DUN-1)."""

from datetime import datetime

from carryover.dunning.declines import Cause, understand
from carryover.dunning.facts import Sight
from carryover.dunning.model import Case


def opened(account: str, sight: Sight, now: datetime) -> Case | str:
    """Make the case of an invoice that failed; or say why there is none.

    The first invoice of a subscription that never began is the checkout's: its customer stands
    before it, and Stripe lets it expire within a day.
    """
    invoice, papers = sight.world.invoice, sight.papers
    if invoice.status != "open" or invoice.amount_remaining <= 0:
        return f"nothing to collect: {invoice.status}"
    if invoice.collection_method != "charge_automatically":
        return "it is sent, not charged"
    if papers.begins:
        return "the subscription has not begun"
    failed = [one for one in sight.of_invoice() if one.result == "declined"]
    if not failed and not papers.attempted:
        return "nobody has tried to collect it yet"
    if not failed and sight.world.card is not None:
        return "nothing has failed"
    subscription = sight.world.subscription
    return Case(
        account=account,
        invoice=invoice.id,
        customer=papers.customer,
        subscription=subscription.id if subscription else None,
        currency=invoice.currency,
        amount=invoice.amount_remaining,
        failed_at=failed[0].at if failed else papers.due_at,
        opened_at=now,
        cause=understand(failed[0].decline).cause if failed else Cause.CARD,
        plans=subscription.plans if subscription else (),
    )
