"""Why a person has to decide although it is clear who is meant (KAJ-2, KAJ-3)."""

from carryover.access.model import Billed, CancelRequest, RequestState
from carryover.access.policy import Confirmed
from carryover.access.rules import SiteRules
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import MemberHinted

RETURNS = ("refund", "dispute")
"""What a hint is called that is about money, not about access."""


def objection(
    hint: MemberHinted,
    confirmed: Confirmed,
    site: SiteRules,
    before: CancelRequest | None,
    one: Billed,
) -> str:
    """Say it; empty: there is none."""
    return (
        _still_there(confirmed, one)
        or _seen_before(hint, site, before, one)
        or _old_tag(confirmed, one)
        or _a_strangers_word(confirmed, site, one)
    )


def _a_strangers_word(confirmed: Confirmed, site: SiteRules, one: Billed) -> str:
    """Whoever can fill in the form can type another's address."""
    if confirmed.offer is not None or site.tags_are == "members_only":
        return ""
    return (
        f"A tag says that they leave, and the rules say that anybody may set it (tags_are: "
        f"public). Ask the member; if it is so, cancel {one.name_for_people} by hand."
    )


def _seen_before(
    hint: MemberHinted, site: SiteRules, before: CancelRequest | None, one: Billed
) -> str:
    """Money went back at the site, or the same wish was carried out and did not last."""
    if hint.event in RETURNS and site.reversals == "review":
        return f"There was a {hint.event} at the site. Is {one.name_for_people} to end?"
    if before is None or before.state is not RequestState.DONE:
        return ""
    return (
        f"The same wish was carried out on {before.at:%Y-%m-%d} for {before.account}/"
        f"{before.subscription}, and {one.name_for_people} goes on since. Is it an old tag, or "
        "does the member leave again? Take the tag off at the site, or cancel by hand."
    )


def _still_there(confirmed: Confirmed, one: Billed) -> str:
    """A purchase that ended while its member has the offer otherwise is no farewell by itself, and
    a hook about it may come from anybody (KAJ-3)."""
    if not confirmed.held:
        return ""
    return (
        f"A purchase of theirs was deactivated, and they have the offer all the same. Is "
        f"{one.name_for_people} to end?"
    )


def _old_tag(confirmed: Confirmed, one: Billed) -> str:
    """A tag from before what they pay for says nothing about it, and a hook about it may come from
    anybody. What the migration made began with its source, whose beginning is not asked here."""
    if confirmed.tagged is None:
        return ""
    if confirmed.tagged and (one.created <= confirmed.tagged or one.source is not None):
        return ""
    return (
        f"The tag may be older than {one.name_for_people}: it was there when we looked first, or "
        "before that began. Take the tag off at the site, so that the next one counts; if the "
        "member does leave, cancel by hand."
    )


def doubt(confirmed: Confirmed, sentence: str) -> NeedsReview:
    """Ask about a member, by what the site says of them."""
    about = "" if confirmed.offer is None else f" of offer {confirmed.offer}"
    return NeedsReview(f"member {confirmed.contact}{about} at {confirmed.site}", sentence)
