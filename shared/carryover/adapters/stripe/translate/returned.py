"""Money that went back: refunds and disputes, from any API version.

The events carry three kinds of object: a charge (``charge.refunded``), a refund, a dispute. Each
has had these names in every version read here (docs.stripe.com/api/refunds/object,
/disputes/object, /charges/object); what moved is where an *invoice* hangs: on the charge until
acacia, on invoice payments since 2025-03-31.basil, so nothing here names one and whoever needs it
looks. ``charge.refund.updated`` is the older name of ``refund.updated``; since 2024-10-28.acacia
both are sent (docs.stripe.com/changelog).
"""

from collections.abc import Mapping
from typing import Final

from pydantic import ValidationError

from carryover.adapters.stripe.translate.papers import Papers
from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    identity,
    reference,
    without_nulls,
)
from carryover.kernel.errors import NeedsReview
from carryover.kernel.news import MoneyReturned

REFUNDS: Final = ("refund.created", "refund.updated", "refund.failed", "charge.refund.updated")
DISPUTES: Final = (
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
)

RETURNS: Final[Mapping[str, str]] = {
    "charge.refunded": "charge",
    **dict.fromkeys(REFUNDS, "refund"),
    **dict.fromkeys(DISPUTES, "dispute"),
}
"""The object each of these types is documented to carry (docs.stripe.com/api/events/types)."""


def returned(account: str, papers: Papers, about: Json) -> MoneyReturned:
    """Read it. Raises ``NeedsReview`` with a sentence that names the odd field."""
    shown = about.get("type" if papers.thin else "object")
    promised = RETURNS[papers.type.removeprefix("v1.")]
    if shown != promised:
        raise NeedsReview(papers.type, f"The event carries no {promised}, as its type promises.")
    fields = {"object": promised, "id": identity(about.get("id"))}
    if not papers.thin:
        fields |= _of_charge(about) if promised == "charge" else _of_part(about)
    return _made(account, papers, promised, without_nulls(fields))


def _of_charge(raw: Json) -> Json:
    """A charge tells all that was ever returned of it by refunds."""
    return {
        "charge": identity(raw.get("id")),
        "payment": reference(raw.get("payment_intent")),
        "amount": raw.get("amount_refunded"),
        "currency": raw.get("currency"),
        "whole": raw.get("refunded"),
    }


def _of_part(raw: Json) -> Json:
    """A refund or a dispute tells its own amount; whether that is all, only the charge knows."""
    return {
        "charge": reference(raw.get("charge")),
        "payment": reference(raw.get("payment_intent")),
        "amount": raw.get("amount"),
        "currency": raw.get("currency"),
        "status": raw.get("status"),
    }


def _made(account: str, papers: Papers, promised: str, fields: Json) -> MoneyReturned:
    kind = "dispute" if promised == "dispute" else "refund"
    said = {"account": account, "evidence": papers.event.id, "kind": kind, **fields}
    try:
        return MoneyReturned.model_validate(said, strict=True)
    except ValidationError as error:
        names = sorted({str(each["loc"][0]) for each in error.errors(include_input=False)})
    # Outside the except block: the error quotes the values, which are somebody's data.
    subject = promised if fields["id"] is ODD else f"{promised} {fields['id']}"
    odd = ", ".join(f"`{name}`" for name in names)
    raise NeedsReview(subject, f"The {promised} is not as Stripe documents it: see {odd}.")
