"""Where a subscription stands: ending, owing, paused, owned by somebody else."""

from typing import Final

from carryover.migration.audit.model import Rank
from carryover.migration.audit.reading import number, text
from carryover.migration.audit.rule import Rule
from carryover.migration.audit.subscription import Subscription


def _paused(one: Subscription, behaviour: str) -> bool:
    return text(one.json, "pause_collection", "behavior") == behaviour


def _ends(one: Subscription) -> int:
    return number(one.json, "cancel_at")


def _ends_here(one: Subscription) -> bool:
    return bool(one.json.get("cancel_at_period_end")) or 0 < _ends(one) <= one.period[1]


STANDING: Final = (
    Rule[Subscription](
        "past_due",
        Rank.BLOCKS,
        "Past due",
        "The debt stays at the source. Active in the target, the period owed would be a gift.",
        "Collect or write off at the source first; moved once it is paid.",
        lambda one: one.status == "past_due",
    ),
    Rule[Subscription](
        "unpaid",
        Rank.BLOCKS,
        "Unpaid",
        "It goes on making invoices nobody is charged for.",
        "Decide: collect at the source, or end it there.",
        lambda one: one.status == "unpaid",
    ),
    Rule[Subscription](
        "incomplete",
        Rank.BLOCKS,
        "Incomplete: the first payment is not made",
        "It begins, or expires within 23 hours, by the customer's own doing.",
        "Wait a day and take the snapshot again.",
        lambda one: one.status == "incomplete",
    ),
    Rule[Subscription](
        "status_paused",
        Rank.DECIDE,
        "Paused at its trial's end, for want of a card",
        "It begins to bill only when it is resumed; there is no boundary to move at.",
        "Leave it, end it, or have a card added and resume it at the source.",
        lambda one: one.status == "paused",
    ),
    Rule[Subscription](
        "paused_keep_as_draft",
        Rank.DECIDE,
        "Collection paused, invoices kept as drafts",
        "The drafts at the source may still be wanted when collection resumes.",
        "Decide what becomes of the drafts; the pause itself is carried over.",
        lambda one: _paused(one, "keep_as_draft"),
    ),
    Rule[Subscription](
        "paused_mark_uncollectible",
        Rank.CARE,
        "Collection paused, invoices marked uncollectible",
        "A pause cannot be said when creating; it is set right after, and read back.",
        "Nothing to do; invoices of the past stay at the source.",
        lambda one: _paused(one, "mark_uncollectible"),
    ),
    Rule[Subscription](
        "paused_void",
        Rank.CARE,
        "Collection paused, invoices voided",
        "A pause cannot be said when creating; it is set right after, and read back.",
        "Nothing to do.",
        lambda one: _paused(one, "void"),
    ),
    Rule[Subscription](
        "ends_later",
        Rank.CARE,
        "Ends on an agreed day after its next renewal",
        "It has to end on that day in the target, too.",
        "Carried over with cancel_at; those that end in mid-period are compared closely.",
        lambda one: not _ends_here(one) and _ends(one) > 0,
    ),
    Rule[Subscription](
        "ends_here",
        Rank.KNOW,
        "Ends with the period already paid",
        "Recreated, it would bill a customer who has left.",
        "Left to end where it is.",
        _ends_here,
    ),
    Rule[Subscription](
        "application",
        Rank.DECIDE,
        "Made by a connected application",
        "The application (a checkout or course platform) may change or cancel it at any time, and "
        "goes on looking for it at the source.",
        "Disconnect the application, or have its owner agree; then name it in the rules.",
        lambda one: bool(one.json.get("application")),
    ),
    Rule[Subscription](
        "fees",
        Rank.BLOCKS,
        "Pays a fee to, or bills for, another Stripe account",
        "application_fee, transfer_data and on_behalf_of name accounts the target is not "
        "connected with.",
        "Settle with that account first; not moved until then.",
        lambda one: any(
            one.json.get(name)
            for name in ("application_fee_percent", "transfer_data", "on_behalf_of")
        ),
    ),
    Rule[Subscription](
        "issuer",
        Rank.DECIDE,
        "Invoices issued in another account's name",
        "The issuer or the account's own tax ids on its invoices do not exist in the target.",
        "Decide whose name new invoices bear.",
        lambda one: (
            text(one.json, "invoice_settings", "issuer", "type") == "account"
            or bool((one.json.get("invoice_settings") or {}).get("account_tax_ids"))
        ),
    ),
    Rule[Subscription](
        "customer_gone",
        Rank.BLOCKS,
        "Its customer is deleted",
        "A deleted customer is not copied, and cannot be charged.",
        "Look at it at the source: it should have been cancelled with its customer.",
        lambda one: (
            not one.customer
            or (isinstance(one.customer, dict) and bool(one.customer.get("deleted")))
        ),
    ),
)
