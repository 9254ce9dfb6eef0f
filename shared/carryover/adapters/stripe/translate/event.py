"""A Stripe event in our words.

Whatever comes in, something comes out: facts, a reason to do nothing, or a sentence for a person.
"""

from carryover.adapters.stripe.translate.cards import RENEWALS, renewed
from carryover.adapters.stripe.translate.history import state_before
from carryover.adapters.stripe.translate.invoice import is_preview
from carryover.adapters.stripe.translate.papers import Papers, opened, word
from carryover.adapters.stripe.translate.promises import BIRTHS, DEATHS, FORECASTS, PROMISED
from carryover.adapters.stripe.translate.reading import (
    ODD,
    Json,
    identity,
    inside,
    is_json,
    refused,
)
from carryover.adapters.stripe.translate.returned import RETURNS, returned
from carryover.adapters.stripe.translate.silence import (
    CONNECTED,
    FORECAST,
    why_ignored,
)
from carryover.adapters.stripe.translate.state import kind_of, state_of
from carryover.adapters.stripe.translate.subscription import shows_every_item
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import Fact, ObjectTouched, StateSeen
from carryover.kernel.identity import Kind


class StripeTranslator:
    """Reads Stripe's events of every API version (``channel.translator.Translator``)."""

    def read(
        self, account: str, payload: bytes, _received: Seconds = 0, /
    ) -> Understood | Unreadable:
        """Say what this event means for the account it came to. Never raises. Stripe's events bear
        their own time."""
        papers = opened(account, payload)
        if isinstance(papers, Unreadable):
            return papers
        try:
            meaning = _meaning(account, papers)
        except NeedsReview as doubt:
            return _unreadable(papers, doubt.sentence)
        except RecursionError:
            return _unreadable(papers, "The event is nested deeper than Stripe documents.")
        return _understood(papers, meaning)


def _meaning(account: str, papers: Papers) -> Fact | str:
    """Say what follows from this event, or the reason why nothing does."""
    kind, about = _kind(papers), _about(papers)
    if not_ours := _elsewhere(papers):
        return not_ours
    if papers.type.removeprefix("v1.") in RETURNS:
        return returned(account, papers, about)
    if papers.type.removeprefix("v1.") in RENEWALS:
        return renewed(account, papers, about)
    if kind is None:
        return why_ignored(papers.type)
    if _carried(papers) is not kind:
        raise NeedsReview(papers.type, f"The event carries no {kind}, as its type promises.")
    if papers.thin or (kind is Kind.SUBSCRIPTION and not shows_every_item(about)):
        return _touched(account, papers, kind)
    return _seen(account, papers)


def _elsewhere(papers: Papers) -> str:
    """Recognise what is shaped like our objects and is none; empty for everything else.

    ``account`` marks a connected account. ``context`` does not: organisations' events carry it too
    (docs.stripe.com/changelog/basil/2025-04-30/additional-context-organization-events), so a thin
    event of a connected account costs a look that finds nothing.
    """
    if papers.document.get("account") is not None:
        return CONNECTED
    forecast = _carried(papers) is Kind.INVOICE and is_preview(_about(papers))
    return FORECAST if forecast or papers.type in FORECASTS else ""


def _about(papers: Papers) -> Json:
    """Find the object: whole in a snapshot event, named in a thin one."""
    path = ("related_object",) if papers.thin else ("data", "object")
    shown = inside(papers.document, *path)
    return shown if is_json(shown) else {}


def _kind(papers: Papers) -> Kind | None:
    """Tell which of our kinds it is about: what the type promises, or else what it carries."""
    return PROMISED.get(papers.type.removeprefix("v1.")) or _carried(papers)


def _carried(papers: Papers) -> Kind | None:
    return kind_of({"object": _about(papers).get("type" if papers.thin else "object")})


def _touched(account: str, papers: Papers, kind: Kind) -> ObjectTouched:
    """Ask for a look where the event does not show the whole object."""
    about = _about(papers)
    shown = identity(about.get("id"))
    if not isinstance(shown, str):
        raise refused(kind, about, "`id` is not text")
    return ObjectTouched(account=account, evidence=papers.event.id, kind=kind, id=shown)


def _seen(account: str, papers: Papers) -> StateSeen:
    about = _about(papers)
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


def _understood(papers: Papers, meaning: Fact | str) -> Understood:
    about = _about(papers)
    kind = word(about.get("type" if papers.thin else "object"))
    shown = identity(about.get("id"))
    return Understood(
        event=papers.event,
        type=papers.type,
        api_version=papers.api_version,
        subject=f"{kind} {shown}" if kind and shown is not ODD else "",
        digest=papers.digest,
        facts=() if isinstance(meaning, str) else (meaning,),
        ignored=meaning if isinstance(meaning, str) else "",
    )


def _unreadable(papers: Papers, reason: str) -> Unreadable:
    return Unreadable(papers.event, papers.type, papers.digest, reason)
