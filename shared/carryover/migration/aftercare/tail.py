"""What is still going on at a source after its subscriptions have left (MIG-14).

Money on its way in or out, and what can still be asked for: counted until it is zero. Read-only.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from carryover.kernel.clock import Seconds
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import Json, StripeApi

DAY: Final = 24 * 3600

DISPUTABLE: Final = 120 * DAY
"""Seconds after a charge within which most card holders can dispute it (docs.stripe.com/disputes/
how-disputes-work); some networks allow more."""


@dataclass(frozen=True, slots=True)
class Left:
    """One thing that is not over."""

    kind: str
    """``open invoice``, ``payment``, ``refund``, ``dispute`` …"""
    id: str
    customer: str
    amount: int
    """What may still move, in minor units of ``currency``."""
    currency: str
    since: Seconds
    sentence: str
    """What it waits for."""


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of thing is found: a list, narrowed by what Stripe can filter, and a judge."""

    name: str
    path: str
    params: Mapping[str, Any]
    judge: Callable[[Json], Left | None]
    days: int | None = None
    """How far back the list is read where Stripe cannot filter by status; ``None``: all of it."""


def tail(stripe: StripeApi, account: str, now: Seconds) -> Iterator[Left]:
    """Find everything that is left, kind by kind."""
    for kind in KINDS:
        yield from _left(stripe, account, now, kind)


def counted(left: Iterable[Left]) -> dict[str, dict[str, Counter[str]]]:
    """Count by kind: how many, and how much in each currency, never added up across."""
    told: dict[str, dict[str, Counter[str]]] = {
        kind.name: {"count": Counter(), "amount": Counter()} for kind in KINDS
    }
    for each in left:
        told[each.kind]["count"][each.currency] += 1
        told[each.kind]["amount"][each.currency] += each.amount
    return told


def last_charge(stripe: StripeApi, account: str) -> Seconds | None:
    """Find when the source charged somebody last; for ``DISPUTABLE`` seconds after that, it has to
    stay open for disputes and refunds."""
    for page in stripe.pages(account, "charges", {"limit": 100}):
        for charge in page:
            if charge["status"] == "succeeded":
                created: Seconds = charge["created"]
                return created
    return None


def _left(stripe: StripeApi, account: str, now: Seconds, kind: Kind) -> Iterator[Left]:
    since = {} if kind.days is None else {"created": {"gte": now - kind.days * DAY}}
    for page in stripe.pages(account, kind.path, {**kind.params, **since}):
        for raw in page:
            if (found := kind.judge(raw)) is not None:
                yield found


def _invoice(raw: Json) -> Left | None:
    tries = raw["next_payment_attempt"]
    sentence = (
        "Stripe tries to collect it again."
        if tries
        else "Nothing collects it by itself: wait for the customer, void it or write it off."
    )
    amount = raw["amount_remaining"]
    return _of("open invoice", raw, amount, sentence, raw["customer"])


def _draft(raw: Json) -> Left | None:
    sentence = (
        "It will be finalised and charged by itself."
        if raw["auto_advance"]
        else "It stays a draft until somebody finalises or deletes it."
    )
    return _of("draft invoice", raw, raw["amount_due"], sentence, raw["customer"])


def _payment(raw: Json) -> Left | None:
    """Bank debits take days; authorisations lapse (docs.stripe.com/payments/paymentintents/
    lifecycle)."""
    told = {
        "processing": "The bank has not answered yet.",
        "requires_capture": "It is authorised: capture or cancel it.",
    }
    if raw["status"] not in told:
        return None
    return _of("payment", raw, raw["amount"], told[raw["status"]], raw["customer"])


def _refund(raw: Json) -> Left | None:
    told = {
        "pending": "It is on its way to the customer.",
        "requires_action": "The customer has to say where the money is to go.",
    }
    if raw["status"] not in told:
        return None
    return _of("refund", raw, raw["amount"], told[raw["status"]], None)


def _dispute(raw: Json) -> Left | None:
    """``warning_*`` are inquiries, which may become disputes (docs.stripe.com/api/disputes)."""
    told = {
        "needs_response": "Answer it before its deadline.",
        "warning_needs_response": "Answer the inquiry before its deadline.",
        "under_review": "The bank decides.",
        "warning_under_review": "The bank looks into it.",
    }
    if raw["status"] not in told:
        return None
    return _of("dispute", raw, raw["amount"], told[raw["status"]], None)


def _item(raw: Json) -> Left | None:
    sentence = "It waits for an invoice that will not come by itself: bill, move or delete it."
    return Left(
        "pending item",
        raw["id"],
        raw["customer"],
        raw["amount"],
        raw["currency"],
        raw["date"],
        sentence,
    )


def _of(kind: str, raw: Json, amount: int, sentence: str, customer: object) -> Left:
    return Left(kind, raw["id"], id_of(customer), amount, raw["currency"], raw["created"], sentence)


KINDS: Final = (
    Kind("open invoice", "invoices", {"status": "open"}, _invoice),
    Kind("draft invoice", "invoices", {"status": "draft"}, _draft),
    Kind("pending item", "invoiceitems", {"pending": True}, _item),
    Kind("payment", "payment_intents", {}, _payment, days=30),
    Kind("refund", "refunds", {}, _refund, days=120),
    Kind("dispute", "disputes", {}, _dispute, days=540),
)
"""In the order in which they come to rest."""
