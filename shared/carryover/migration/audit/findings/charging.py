"""What subscriptions are charged to, and what the data copy leaves behind."""

from typing import Final

from carryover.migration.audit import charged
from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import inside, text
from carryover.migration.audit.rule import Rule
from carryover.migration.audit.subscription import Subscription

ASK: Final = (
    "Ask these customers for another way to pay, in the target's portal, before their move."
)


def _pays(one: Subscription) -> bool:
    return one.automatic and bool(one.means)


def _left_behind(one: Subscription) -> bool:
    return _pays(one) and not charged.copied(one.method) and "unread" not in one.method


def _is(one: Subscription, *methods: str) -> bool:
    return _left_behind(one) and one.method in methods


NAMED: Final = frozenset({"bacs_debit", "acss_debit", "sepa_debit source", "link"})

CHARGING: Final = (
    Rule[Subscription](
        "bacs",
        Rank.BLOCKS,
        "Paid by Bacs Direct Debit",
        "Bacs mandates are not copied between accounts.",
        ASK,
        lambda one: _is(one, "bacs_debit"),
    ),
    Rule[Subscription](
        "acss",
        Rank.BLOCKS,
        "Paid by Canadian pre-authorised debit",
        "ACSS mandates are not copied between accounts.",
        ASK,
        lambda one: _is(one, "acss_debit"),
    ),
    Rule[Subscription](
        "sepa_source",
        Rank.BLOCKS,
        "Paid by a SEPA source",
        "SEPA payment methods are copied, SEPA sources of old are not.",
        "Convert them to payment methods at the source first, or ask for another way to pay.",
        lambda one: _is(one, "sepa_debit source"),
    ),
    Rule[Subscription](
        "link",
        Rank.BLOCKS,
        "Paid by Link",
        "Link belongs to the customer's own Link account; it is not among what is copied.",
        ASK,
        lambda one: _is(one, "link"),
    ),
    Rule[Subscription](
        "not_copied",
        Rank.BLOCKS,
        "Paid in a way that is not copied",
        "The data copy takes cards, US bank accounts and SEPA payment methods, nothing else.",
        ASK,
        lambda one: _left_behind(one) and one.method not in NAMED,
    ),
    Rule[Subscription](
        "no_method",
        Rank.BLOCKS,
        "Charges by itself, but has nothing to charge",
        "Its next renewal fails wherever it is; no card can be mapped.",
        "Ask for a card at the source, or let it end there.",
        lambda one: (
            one.automatic and not one.means and one.status != "trialing" and one.monthly != 0
        ),
    ),
    Rule[Subscription](
        "mandates",
        Rank.DECIDE,
        "Paid by bank debit (SEPA, ACH)",
        "Copied only if the target accepts the mandates; SEPA also wants the same creditor id.",
        "Settle it with Stripe before the copy is ordered; check coverage when the mapping is in.",
        lambda one: _pays(one) and one.method in charged.MANDATED,
    ),
    Rule[Subscription](
        "wallet",
        Rank.CARE,
        "A card out of a wallet",
        "Apple Pay and Google Pay cards are device numbers: whether each was copied, only the "
        "mapping tells.",
        "Unmapped ones are held; have some of these in the pilot and watch their first charge.",
        lambda one: bool(charged.wallet_of(one.means)),
    ),
    Rule[Subscription](
        "old_card",
        Rank.CARE,
        "A card or source of the old kind",
        "card_ and src_ are given as default_source, not as default_payment_method.",
        "Mapped like the others; nothing to do.",
        lambda one: _pays(one) and one.method in {"card_", "card source"},
    ),
    Rule[Subscription](
        "setup_open",
        Rank.CARE,
        "Waits for its customer to confirm the card",
        "The agreement for later charges is not made yet; a copied card would not have it.",
        "Have it confirmed at the source, or expect the first charge to ask for 3-D Secure.",
        lambda one: bool(one.json.get("pending_setup_intent")),
    ),
    Rule[Subscription](
        "send_invoice",
        Rank.CARE,
        "Sends invoices instead of charging",
        "Its invoices come from the target after the move: other sender, other bank details.",
        "Tell these customers before the first new invoice; check numbering and bank details.",
        lambda one: not one.automatic,
    ),
    Rule[Subscription](
        "invoice_without_address",
        Rank.DECIDE,
        "Sends invoices to somebody without an e-mail address",
        "Stripe refuses to create it in the target like that.",
        "Add the address at the source.",
        lambda one: not one.automatic and not text(one.customer, "email"),
    ),
    Rule[Subscription](
        "restricted_methods",
        Rank.KNOW,
        "Says itself which ways to pay it takes",
        "The target's account has to have those switched on.",
        "Compare the payment method settings of both accounts.",
        lambda one: bool(inside(one.json, "payment_settings", "payment_method_types")),
    ),
)
