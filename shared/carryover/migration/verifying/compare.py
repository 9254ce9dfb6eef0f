"""The next invoice of the source against the next invoice of the target (MIG-8).

To the cent and to the second, line by line. Whatever differs is either explained by the table
(``explained``) or a ``Difference``, and a difference blocks.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from carryover.migration.model import Expected, Old
from carryover.migration.planning.spec import Spec
from carryover.migration.verifying.difference import Difference, differing, matched
from carryover.migration.verifying.explained import INVOICE
from carryover.migration.verifying.wording import Telling, Words, at_source, at_target, redeemed
from carryover.ports.stripe_api import Json

__all__ = ["Difference", "differences", "expected"]


def differences(
    source: Json, target: Json, spec: Spec, ids: Mapping[Old, str]
) -> tuple[Difference, ...]:
    """Compare two previews; empty: the customer would not notice which account bills."""
    here = _told(source, at_source(spec, ids))
    there = _told(target, at_target(spec, ids))
    ours, theirs = here["lines"].pop("data"), there["lines"].pop("data")
    return (
        *differing("", here, there),
        *matched("line", ours, theirs),
        *_hidden(source, target),
    )


def expected(preview: Json) -> Expected:
    """Say what the first renewal must be. An invoice's own period ends where the period begins that
    it pays for (docs.stripe.com/api/invoices/object, ``period_end``)."""
    begins = preview["period_end"]
    paid_for = (line["period"] for line in preview["lines"]["data"])
    ends = [period["end"] for period in paid_for if period["start"] == begins < period["end"]]
    return Expected(
        amount=preview["total"],
        currency=preview["currency"],
        at=begins,
        until=min(ends, default=None),
    )


def _told(invoice: Json, words: Words) -> dict[str, Any]:
    tax = invoice.get("automatic_tax") or {}
    shown = [*invoice.get("discounts", [])]
    for line in invoice["lines"]["data"]:
        shown += line.get("discounts", [])
    return Telling(words, INVOICE, redeemed(shown), bool(tax.get("enabled"))).whole(invoice)


def _hidden(source: Json, target: Json) -> Iterator[Difference]:
    """An invoice shows its first lines only; what was not seen was not compared."""
    if source["lines"].get("has_more") or target["lines"].get("has_more"):
        ours, theirs = source["lines"].get("total_count"), target["lines"].get("total_count")
        sentence = "Not all lines were read, so they are not compared."
        yield Difference("lines", str(ours), str(theirs), sentence)
