"""What was paid for subscriptions, read from Stripe's own objects (``access.store.Payments``).

Since 2025-03-31.basil a charge no longer names its invoice: the way is charge → PaymentIntent →
invoice payment → invoice → subscription (docs.stripe.com/changelog/basil, "add support for multiple
partial payments on invoices"; STRIPE.md §5). An invoice finalised before 2019-03-15 has no
PaymentIntent and is found by nothing here: no such invoice pays for the present.
"""

from collections.abc import ItemsView, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carryover.access.model import Billed, RefundWish
from carryover.access.paid import Charged, Dispute, Paid
from carryover.access.store import Refused
from carryover.kernel.errors import NeedsReview
from carryover.kernel.news import MoneyReturned
from carryover.ports import stripe_api
from carryover.ports.stripe_api import Json, StripeApi

YOUNGEST: Final = 20
"""Invoices that are looked through for the latest period: a year and a half of months."""

MARK: Final = "carryover_access"
"""Metadata of a refund of ours: people see it in the dashboard, and a retry finds it."""

FOLDERS: Final = {"charge": "charges", "refund": "refunds", "dispute": "disputes"}

DISPUTES: Final = {"won": Dispute.WON, "lost": Dispute.LOST, "prevented": Dispute.NONE}
"""Statuses that are none of ``needs_response``, ``under_review`` and the inquiries' ``warning_…``
(docs.stripe.com/api/disputes/object, ``status``)."""

WORST: Final = (Dispute.LOST, Dispute.OPEN, Dispute.ASKED, Dispute.WON)
"""Of several disputes of one charge the one that weighs most is told."""


@dataclass(frozen=True, slots=True)
class StripePayments:
    """Looks at Stripe."""

    stripe: StripeApi

    def behind(self, money: MoneyReturned) -> Paid | None:
        """Follow a charge to its invoice."""
        payment = money.payment or self._payment(money)
        if payment is None:
            return None
        asked = {"payment": {"type": "payment_intent", "payment_intent": payment}}
        found = self.stripe.get(money.account, "invoice_payments", asked)
        invoices = {each["invoice"] for each in (found or {}).get("data", ())}
        if not invoices:
            return None
        if len(invoices) > 1:
            subject = f"payment {money.account}/{payment}"
            raise NeedsReview(subject, "It paid several invoices: see whose access it is about.")
        raw = self.stripe.get(money.account, f"invoices/{invoices.pop()}")
        return None if raw is None else _paid(money.account, raw)

    def paid(self, one: Billed) -> Sequence[Paid]:
        """Ask for those that are paid, and leave out what cost nothing."""
        asked = {"subscription": one.id, "status": "paid", "limit": YOUNGEST}
        found = self.stripe.get(one.account, "invoices", asked) or {}
        return [_paid(one.account, raw) for raw in found.get("data", ()) if raw["amount_paid"] > 0]

    def charges(self, paid: Paid) -> Sequence[Charged]:
        """Read each payment of the invoice, its charge, and the disputes of those that have one."""
        asked = {"invoice": paid.invoice, "status": "paid"}
        found = self.stripe.get(paid.account, "invoice_payments", asked) or {}
        return [
            self._charged(paid.account, charge)
            for each in found.get("data", ())
            for charge in self._charge_of(paid.account, each["payment"])
        ]

    def refund_of(self, wish: RefundWish) -> str | None:
        """Look through the charge's refunds for our mark."""
        found = self.stripe.get(wish.account, "refunds", {"charge": wish.charge, "limit": 100})
        marks = {MARK: _mark(wish)}.items()
        ours = [each["id"] for each in (found or {}).get("data", ()) if marks <= _marks(each)]
        return str(ours[0]) if ours else None

    def refund(self, wish: RefundWish) -> str | Refused:
        """Stripe gives the same answer to the same key for a day at least; ``refund_of`` finds it
        after that (docs.stripe.com/api/idempotent_requests)."""
        said = {
            "charge": wish.charge,
            "amount": wish.amount,
            "reason": "requested_by_customer",
            "metadata": {MARK: _mark(wish)},
        }
        answer = self.stripe.post(wish.account, "refunds", said, key=_mark(wish))
        return Refused(answer.message) if isinstance(answer, stripe_api.Refused) else answer["id"]

    def _payment(self, money: MoneyReturned) -> str | None:
        """Read the object itself where the news came without its payment."""
        raw = self.stripe.get(money.account, f"{FOLDERS[money.object]}/{money.id}") or {}
        named = raw.get("payment_intent")
        return None if named is None else str(named)

    def _charge_of(self, account: str, payment: Json) -> Iterator[Json]:
        if payment["type"] != "payment_intent":
            return
        path = f"payment_intents/{payment['payment_intent']}"
        intent = self.stripe.get(account, path, {"expand": ["latest_charge"]}) or {}
        if intent.get("latest_charge") is not None:
            yield intent["latest_charge"]

    def _charged(self, account: str, raw: Json) -> Charged:
        return Charged(
            id=raw["id"],
            amount=raw["amount_captured"],
            refunded=raw["amount_refunded"],
            currency=raw["currency"],
            dispute=self._dispute(account, raw),
        )

    def _dispute(self, account: str, charge: Json) -> Dispute:
        if not charge["disputed"]:
            return Dispute.NONE
        found = self.stripe.get(account, "disputes", {"charge": charge["id"]}) or {}
        told = {_standing(str(each["status"])) for each in found.get("data", ())}
        return next((each for each in WORST if each in told), Dispute.NONE)


def _mark(wish: RefundWish) -> str:
    """Name a refund by what it is for: one per invoice."""
    return f"carryover-access:refund:{wish.invoice}"


def _marks(raw: Json) -> ItemsView[str, str]:
    metadata: dict[str, str] = raw.get("metadata") or {}
    return metadata.items()


def _standing(status: str) -> Dispute:
    if status.startswith("warning"):
        return Dispute.ASKED
    return DISPUTES.get(status, Dispute.OPEN)


def _paid(account: str, raw: Json) -> Paid:
    parent = (raw.get("parent") or {}).get("subscription_details") or {}
    return Paid(
        account=account,
        invoice=raw["id"],
        subscription=parent.get("subscription"),
        reason=str(raw.get("billing_reason") or ""),
        created=raw["created"],
        paid_at=raw["status_transitions"]["paid_at"] or raw["created"],
        amount=raw["amount_paid"],
        currency=raw["currency"],
        period=_period(raw),
    )


def _period(raw: Json) -> tuple[int, int] | None:
    """Read what the lines pay for; the invoice's own period is the one before
    (docs.stripe.com/api/invoices/object, ``period_end``)."""
    lines = raw["lines"]
    periods = {(each["period"]["start"], each["period"]["end"]) for each in lines["data"]}
    return periods.pop() if len(periods) == 1 and not lines["has_more"] else None
