"""Which subscription is meant: by the stored link, then by the verified address, never by anything
else. A card, a name, a phone number may be shared by two people (KAJ-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.access.model import AccessLink, Billed
from carryover.access.policy import (
    Ask,
    Confirmed,
    End,
    Over,
    Verdict,
    by_email,
    by_link,
    plain_address,
)
from carryover.access.rules import SiteRules
from carryover.access.store import Billing
from carryover.kernel.errors import NeedsReview


@dataclass(frozen=True, slots=True)
class Finding:
    """Looks at billing."""

    billing: Billing

    def meant(self, confirmed: Confirmed, links: Sequence[AccessLink], site: SiteRules) -> Verdict:
        """Find it. Where all that is linked has ended, the same address may have begun anew before
        access was given for it."""
        linked = by_link(confirmed, [(link, self._of(link)) for link in links])
        if isinstance(linked, End | Ask):
            return linked
        addressed = by_email(confirmed, self._paying(confirmed.email, site), site)
        return linked if isinstance(linked, Over) and _nobody_else(addressed) else addressed

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


def _nobody_else(addressed: Verdict) -> bool:
    """Tell that the address pays for nothing that lives, so that what has ended was meant."""
    return isinstance(addressed, Over) or (isinstance(addressed, Ask) and addressed.nobody)
