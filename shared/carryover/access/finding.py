"""Which subscription is meant: by the stored link, then by the verified address, never by anything
else. A card, a name, a phone number may be shared by two people (KAJ-2)."""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.access.model import AccessLink, Billed, Mark
from carryover.access.policy import (
    OVER,
    Ask,
    Confirmed,
    End,
    NotOurs,
    Over,
    Verdict,
    by_email,
    by_link,
    plain_address,
)
from carryover.access.rules import SiteRules
from carryover.access.store import Billing
from carryover.kernel.errors import NeedsReview, Retryable

A_MOVE: Final = timedelta(minutes=15)
"""Until a wish in mid-move is looked at again: three sweeps of the moves (template.yaml,
MigrationSweepSchedule), the longest a message may rest (``edge.sqs``). So its ten tries outlast a
move that stands still for two hours, and not only a quarter of an hour as they would from seconds
on. After that it is a dead letter, and what is mended first is the move."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Looks at billing."""

    billing: Billing

    def meant(self, confirmed: Confirmed, links: Sequence[AccessLink], site: SiteRules) -> Verdict:
        """Find it. Where all that is linked has ended, the same address may have begun anew before
        access was given for it."""
        held = [(link, self._of(link)) for link in links]
        linked = by_link(confirmed, held)
        if isinstance(linked, End | Ask):
            return linked
        paying = self._paying(confirmed.email, site)
        if confirmed.granted:
            paying = _moved_on(paying, links)
        addressed = by_email(confirmed, paying, site)
        if not _nobody_else(addressed):
            return addressed
        lived = {link.payer for link in links}
        seen = (*paying, *(one for _, one in held))
        _not_on_the_move(seen, lived)
        return linked or addressed

    def _paying(self, email: str, site: SiteRules) -> list[Billed]:
        """Collect what the address pays for, and, as suggestions, what its plain form does; each
        once, also where several ways of writing it lead there."""
        written = email.strip()
        found = {
            (account, one.id): one
            for account in site.accounts
            for address in dict.fromkeys((written, written.casefold(), plain_address(email)))
            for one in self.billing.of_email(account, address)
        }
        return list(found.values())

    def _of(self, link: AccessLink) -> Billed:
        one = self.billing.subscription(link.account, link.subscription)
        if one is None:
            subject = f"subscription {link.payer}"
            raise NeedsReview(subject, "Access is linked to a subscription Stripe does not know.")
        return one


def _moved_on(paying: Sequence[Billed], links: Sequence[AccessLink]) -> list[Billed]:
    """Keep the targets of what is linked: theirs is the grant that was given for their sources.
    Whatever else the address pays for has a grant of its own, or none yet to be missed."""
    payers = {link.payer for link in links}
    return [one for one in paying if one.source in payers]


def _came_alive(one: Billed, lived: Set[str]) -> bool:
    """Tell a target that had access of its own, so that it was let live: that it ends before its
    first charge, like one that waits, is somebody's decision since."""
    return f"{one.account}/{one.id}" in lived


def _not_on_the_move(seen: Sequence[Billed], lived: Set[str]) -> None:
    """Wait where a move is under way: its target is inert now and bills soon. A source that was
    stopped for a target nobody can see is a person's to explain (DESIGN §5)."""
    armed = [one for one in seen if one.mark is Mark.ARMED and not _came_alive(one, lived)]
    if any(one.status not in OVER for one in armed):
        told = "the subscription is being moved: look again once it has arrived"
        raise Retryable(told, after=A_MOVE)
    moved = [one for one in seen if one.mark is Mark.MOVED]
    if moved and all(one.mark is Mark.MOVED for one in seen):
        sentence = "It was moved to an account the rules do not name, and goes on billing there."
        raise NeedsReview(f"subscription {moved[-1].account}/{moved[-1].id}", sentence)


def _nobody_else(addressed: Verdict) -> bool:
    """Tell that the address pays for nothing that lives, so that what has ended was meant."""
    if isinstance(addressed, Ask):
        return addressed.nobody
    return isinstance(addressed, Over | NotOurs)
