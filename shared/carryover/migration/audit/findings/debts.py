"""Money still on its way at the source: it is tracked there to nought (MIG-14)."""

from typing import Final

from carryover.migration.audit.model import Money, Rank
from carryover.migration.audit.reading import number, text
from carryover.migration.audit.rule import Rule
from carryover.ports.stripe_api import Json

UNDONE: Final = frozenset({"pending", "requires_action"})
"""Refunds that are not (docs.stripe.com/api/refunds/object#refund_object-status)."""


def remaining(invoice: Json) -> Money:
    """Say what is still to be paid."""
    return {text(invoice, "currency"): number(invoice, "amount_remaining")}


def amount(one: Json) -> Money:
    """Say what an item, dispute or refund is about."""
    return {text(one, "currency"): number(one, "amount")}


def _retried(invoice: Json) -> bool:
    return invoice.get("status") == "open" and bool(invoice.get("next_payment_attempt"))


ITEMS: Final = (
    Rule[Json](
        "pending_items",
        Rank.BLOCKS,
        "Items waiting for the next invoice",
        "The source's last invoice bills them when the subscription ends; re-entered in the "
        "target as well, they would be billed twice.",
        "Invoice them at the source first; their customers' subscriptions are held until then.",
        bool,
    ),
)

INVOICES: Final = (
    Rule[Json](
        "open_retried",
        Rank.DECIDE,
        "Open invoices Stripe goes on trying to collect",
        "They stay at the source; retries, mails and webhooks there must go on until they end.",
        "Leave them to be collected there; keep the source's webhooks and recovery on.",
        _retried,
    ),
    Rule[Json](
        "open",
        Rank.DECIDE,
        "Open invoices nobody is trying to collect",
        "They stay at the source; customers pay them there or never.",
        "Collect, void or write off before the source is closed.",
        lambda one: one.get("status") == "open" and not _retried(one),
    ),
    Rule[Json](
        "draft_frozen",
        Rank.DECIDE,
        "Drafts that do not advance by themselves",
        "Nobody will ever send them unless somebody does it by hand.",
        "Finish or delete them at the source.",
        lambda one: one.get("status") == "draft" and not one.get("auto_advance"),
    ),
    Rule[Json](
        "draft",
        Rank.KNOW,
        "Drafts about to be finalised",
        "They are an hour or so from being charged, at the source.",
        "Nothing to do: a subscription is not moved around its renewal.",
        lambda one: one.get("status") == "draft" and bool(one.get("auto_advance")),
    ),
    Rule[Json](
        "uncollectible",
        Rank.KNOW,
        "Invoices written off",
        "They stay at the source.",
        "Export them for the books before the source is closed.",
        lambda one: one.get("status") == "uncollectible",
    ),
)

DISPUTES: Final = (
    Rule[Json](
        "dispute_due",
        Rank.DECIDE,
        "Disputes that wait for an answer",
        "They stay at the source and are lost on the day the evidence is due.",
        "Answer them there; keep somebody reading the source's mails.",
        lambda one: text(one, "status") in {"needs_response", "warning_needs_response"},
    ),
    Rule[Json](
        "dispute_open",
        Rank.CARE,
        "Disputes under review",
        "Their money comes back, or not, at the source, weeks after the move.",
        "Keep the source's bank account and webhooks until they are decided.",
        lambda one: "under_review" in text(one, "status"),
    ),
)

REFUNDS: Final = (
    Rule[Json](
        "refund_open",
        Rank.CARE,
        "Refunds on their way",
        "They are paid from the source's balance, and may still fail.",
        "Leave enough balance at the source; look at them again before it is closed.",
        lambda one: text(one, "status") in UNDONE,
    ),
)
