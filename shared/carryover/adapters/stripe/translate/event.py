"""A Stripe event in our words.

Whatever comes in, something comes out: facts, a reason to do nothing, or a sentence for a person.
"""

from collections.abc import Mapping
from typing import Final

from carryover.adapters.stripe.translate.history import state_before
from carryover.adapters.stripe.translate.invoice import is_preview
from carryover.adapters.stripe.translate.papers import Papers, opened, word
from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    identity,
    inside,
    is_json,
    refused,
)
from carryover.adapters.stripe.translate.silence import (
    CONNECTED,
    FORECAST,
    UNKNOWN,
    why_ignored,
)
from carryover.adapters.stripe.translate.state import kind_of, state_of
from carryover.adapters.stripe.translate.subscription import shows_every_item
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import Fact, ObjectTouched, StateSeen
from carryover.kernel.identity import Kind

ABOUT_CUSTOMERS: Final = ("customer.created", "customer.updated", "customer.deleted")

ABOUT_SUBSCRIPTIONS: Final = (
    "customer.subscription.created",
    "customer.subscription.updated",
    "customer.subscription.deleted",
    "customer.subscription.paused",
    "customer.subscription.resumed",
    "customer.subscription.trial_will_end",
    "customer.subscription.pending_update_applied",
    "customer.subscription.pending_update_expired",
)

ABOUT_INVOICES: Final = (
    "invoice.created",
    "invoice.updated",
    "invoice.deleted",
    "invoice.finalized",
    "invoice.finalization_failed",
    "invoice.sent",
    "invoice.will_be_due",
    "invoice.overdue",
    "invoice.paid",
    "invoice.overpaid",
    "invoice.payment_succeeded",
    "invoice.payment_failed",
    "invoice.payment_action_required",
    "invoice.payment_attempt_required",
    "invoice.marked_uncollectible",
    "invoice.voided",
)

PROMISED: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(ABOUT_CUSTOMERS, Kind.CUSTOMER),
    **dict.fromkeys(ABOUT_SUBSCRIPTIONS, Kind.SUBSCRIPTION),
    **dict.fromkeys(ABOUT_INVOICES, Kind.INVOICE),
}
"""What these types are documented to carry (docs.stripe.com/api/events/types): if one does not,
something is wrong. A newer type is read too when it carries one of our objects."""

BIRTHS: Final = frozenset({"customer.created", "customer.subscription.created", "invoice.created"})

DEATHS: Final = frozenset({"customer.deleted", "invoice.deleted"})
"""The object is shown as it was last, and is gone; a subscription ends but never goes."""

FORECASTS: Final = ("invoice.upcoming", "v1.invoice.upcoming")


class StripeTranslator:
    """Reads Stripe's events of every API version (``channel.translator.Translator``)."""

    def read(self, account: str, payload: bytes) -> Understood | Unreadable:
        """Say what this event means for the account it came to. Never raises."""
        papers = opened(account, payload)
        if isinstance(papers, Unreadable):
            return papers
        try:
            reason = _reason_to_ignore(papers)
            facts = () if reason else (_fact(account, papers),)
        except NeedsReview as doubt:
            return _unreadable(papers, doubt.sentence)
        except RecursionError:
            return _unreadable(papers, "The event is nested deeper than Stripe documents.")
        return _understood(papers, facts, reason)


def _reason_to_ignore(papers: Papers) -> str:
    """Say why nothing follows from this event; empty when something does.

    ``account`` marks a connected account. ``context`` does not: organisations' events carry it too
    (docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events).
    """
    about = _about(papers)
    if papers.document.get("account") is not None:
        return CONNECTED
    if papers.type in FORECASTS or (_kind(papers) is Kind.INVOICE and is_preview(about)):
        return FORECAST
    return why_ignored(papers.type) if _kind(papers) is None else ""


def _about(papers: Papers) -> Json:
    """Find the object: whole in a snapshot event, named in a thin one."""
    path = ("related_object",) if papers.thin else ("data", "object")
    shown = inside(papers.document, *path)
    return shown if is_json(shown) else {}


def _kind(papers: Papers) -> Kind | None:
    """Tell which of our kinds it is about: what the type promises, or else what it carries."""
    if papers.thin:
        return kind_of({"object": _about(papers).get("type")})
    return PROMISED.get(papers.type) or kind_of(_about(papers))


def _fact(account: str, papers: Papers) -> Fact:
    kind, about = _kind(papers), _about(papers)
    if kind is None:
        raise NeedsReview(papers.type, UNKNOWN)
    if papers.thin or (kind is Kind.SUBSCRIPTION and not shows_every_item(about)):
        return _touched(account, papers, kind)
    return _seen(account, papers, kind)


def _touched(account: str, papers: Papers, kind: Kind) -> ObjectTouched:
    """Ask for a look where the event does not show the whole object."""
    about = _about(papers)
    shown = identity(about.get("id"))
    if not isinstance(shown, str):
        raise refused(kind, about, "`id` is not text")
    return ObjectTouched(account=account, evidence=papers.event.id, kind=kind, id=shown)


def _seen(account: str, papers: Papers, kind: Kind) -> StateSeen:
    about = _about(papers)
    if kind_of(about) is not kind:
        raise NeedsReview(papers.type, f"`data.object` is no {kind}, as its type promises.")
    gone = {"deleted": True} if papers.type in DEATHS else {}
    birth = papers.type in BIRTHS
    previous = None if birth else inside(papers.document, "data", "previous_attributes")
    return StateSeen(
        account=account,
        evidence=papers.event.id,
        earliest=papers.event.created,
        latest=papers.event.created,
        birth=birth,
        state=state_of(about | gone),
        before=state_before(about, previous, papers.api_version),
    )


def _understood(papers: Papers, facts: tuple[Fact, ...], reason: str) -> Understood:
    about = _about(papers)
    kind = word(about.get("type" if papers.thin else "object"))
    shown = identity(about.get("id"))
    return Understood(
        event=papers.event,
        type=papers.type,
        api_version=papers.api_version,
        subject=f"{kind} {shown}" if kind and shown is not ODD else "",
        digest=papers.digest,
        facts=facts,
        ignored=reason,
    )


def _unreadable(papers: Papers, reason: str) -> Unreadable:
    return Unreadable(papers.event, papers.type, papers.digest, reason)
