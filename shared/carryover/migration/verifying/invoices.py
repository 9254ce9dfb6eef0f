"""What an invoice says about renewals."""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.ports.stripe_api import Json

DEAD = frozenset({"void", "uncollectible"})
"""Statuses in which nothing is owed any more (docs.stripe.com/invoicing/overview)."""


_DAY: Final = 24 * 3600


def asking_invoices(subscription: str, boundary: Seconds) -> dict[str, Any]:
    """Ask for a subscription's invoices; none of those long after the boundary, so that the answer
    stays small however late somebody looks."""
    return {"subscription": subscription, "created": {"lt": boundary + 40 * _DAY}}


def asking_later_invoices(subscription: str, boundary: Seconds) -> dict[str, Any]:
    """Ask the source only for what may be too much."""
    window = {"gte": boundary - _DAY, "lt": boundary + 40 * _DAY}
    return {"subscription": subscription, "created": window}


def periods(invoice: Json) -> Iterator[Json]:
    """Give the periods that an invoice charges: not pending items, and of prorations only what is
    cut short by an agreed end, which is a renewal all the same."""
    for line in invoice["lines"]["data"]:
        details: Any = (line.get("parent") or {}).get("subscription_item_details")
        if details is None:
            continue
        if not details["proration"] or _is_cut_short(invoice, line):
            yield line["period"]


def _is_cut_short(invoice: Json, line: Json) -> bool:
    """Tell a renewal up to an end within the period from a proration of what is past: it begins
    where the invoice's own period ends (docs.stripe.com/api/invoices/object, ``period_end``)."""
    renews = invoice.get("billing_reason") == "subscription_cycle"
    begins_there: bool = line["period"]["start"] == invoice.get("period_end")
    return renews and begins_there and bool(line["amount"] >= 0)


def begins(invoice: Json) -> Seconds | None:
    """Say when the latest period begins that it pays for; ``None``: it renews nothing."""
    return max((period["start"] for period in periods(invoice)), default=None)


def ends(invoice: Json) -> Seconds | None:
    """Say when the first of those periods ends."""
    start = begins(invoice)
    return min((each["end"] for each in periods(invoice) if each["start"] == start), default=None)


def renewing(invoices: Sequence[Json], since: Seconds) -> list[Json]:
    """Find what renews from ``since`` on, the earliest first."""
    found = [(begins(each), each) for each in invoices]
    renewals = [(start, each) for start, each in found if start is not None and start >= since]
    return [each for _, each in sorted(renewals, key=lambda pair: (pair[0], pair[1]["created"]))]


def charged_early(invoices: Sequence[Json], boundary: Seconds) -> list[Json]:
    """Find what the target charged for time before the boundary, which the source was paid for."""
    return [
        each
        for each in invoices
        if each["total"] > 0
        and each["status"] not in DEAD
        and any(period["start"] < boundary for period in periods(each))
    ]
