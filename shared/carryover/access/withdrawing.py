"""A subscription ended here: its offers are taken back there (KAJ-4), if the owner wants that.

Never for a moved source, whose target pays; never for a target that was rolled back, whose source
does; never for an offer that another subscription of the member opens. That we took it is written
down first, so that the poll, which sees it gone, knows whose doing it was: there is no loop.
"""

from dataclasses import dataclass
from typing import Final

from carryover.access.carrying import Carrying
from carryover.access.model import AccessLink, Billed, LinkState
from carryover.access.policy import (
    BEFORE_THE_NEXT_LOOK,
    OVER,
    entitled,
    goes_on_elsewhere,
    in_other_hands,
)
from carryover.access.rules import Rules, SiteRules
from carryover.access.sparing import Sparing
from carryover.access.store import Billing, Memory
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import Kajabi, No, OfferUrls

SOURCE_PAYS: Final = "its source pays again"


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """Takes access."""

    memory: Memory
    billing: Billing
    kajabi: Kajabi
    urls: OfferUrls
    now: Clock

    def withdraw(self, account: str, subscription: str, rules: Rules) -> str:
        """Take what it opened; answer what became of it."""
        link = self.memory.links.find(account, subscription)
        if link is None or link.state is LinkState.TAKEN:
            return "nothing was given"
        site = rules.sites.get(link.site)
        one = self.billing.subscription(account, subscription)
        if site is None or one is None:
            raise NeedsReview(f"access of {link.payer}", "Its site or its subscription is unknown.")
        if link.withheld is None and (kept := self._kept(link, one, site)):
            return kept
        if link.withheld is None and entitled(one, site) and link.state is not LinkState.TAKING:
            Sparing(self.memory.brakes, self.now).count(link, site.brake)
        return self._take(link, site)

    def _kept(self, link: AccessLink, one: Billed, site: SiteRules) -> str:
        """Say why access stays; empty: it does not."""
        kept = self.stays(one, site)
        if kept == SOURCE_PAYS:
            Carrying(self.memory.links, self.now).back(link, one)
        return kept

    def stays(self, one: Billed, site: SiteRules) -> str:
        """Say why access stays, and change nothing; empty: it does not."""
        if entitled(one, site) and site.offers_for(one.plans):
            return "it pays"
        if goes_on_elsewhere(one):
            return "it pays elsewhere"
        if source := self._source(one, site):
            if entitled(source, site):
                return SOURCE_PAYS
            if one.status not in OVER and source.status in site.paying:
                return "its source's last period runs"
        return "" if site.withdraws else "the owner lets them keep it"

    def _source(self, one: Billed, site: SiteRules) -> Billed | None:
        """Find the subscription a target replaces, if its payments are ours to see."""
        if one.source is None:
            return None
        account, _, name = one.source.partition("/")
        return self.billing.subscription(account, name) if account in site.accounts else None

    def _take(self, link: AccessLink, site: SiteRules) -> str:
        if in_other_hands(link, LinkState.GIVING, self.now()):
            raise Retryable(f"{link.payer} is being given", after=BEFORE_THE_NEXT_LOOK)
        going = self.memory.links.save(
            link.model_copy(update={"state": LinkState.TAKING, "changed_at": self.now()})
        )
        offers = {*going.offers, *going.leaving} - self._opened_by_others(going, site)
        if site.route == "inbound":
            self._by_url(going, offers)
        else:
            self._by_api(going, offers)
        done = {"state": LinkState.TAKEN, "changed_at": self.now()}
        self.memory.links.save(going.model_copy(update=done))
        return "taken"

    def _opened_by_others(self, link: AccessLink, site: SiteRules) -> set[str]:
        """Collect what the member's other subscriptions open now; Stripe says which of them pay."""
        if link.contact is None:
            return set()
        others = self.memory.links.of_contact(link.site, link.contact)
        return {
            offer
            for other in others
            if other.payer != link.payer and self._pays(other, site)
            for offer in other.offers
        }

    def _pays(self, link: AccessLink, site: SiteRules) -> bool:
        if link.withheld is not None:
            return False
        one = self.billing.subscription(link.account, link.subscription)
        return one is not None and (entitled(one, site) or _is_carried(link, one))

    def _by_api(self, link: AccessLink, offers: set[str]) -> None:
        """Take what is there, and look."""
        contact = link.contact
        if contact is None:
            return
        for offer in sorted(offers & self.kajabi.offers(link.site, contact)):
            _accepted(self.kajabi.revoke(link.site, contact, offer), link)
        if offers & self.kajabi.offers(link.site, contact):
            raise Retryable(f"the access of {link.payer} is still there")

    def _by_url(self, link: AccessLink, offers: set[str]) -> None:
        for offer in sorted(offers):
            member = link.email.casefold()
            answer = self.urls.deactivate(
                link.site, offer, email=link.email, name="", member=member
            )
            _accepted(answer, link)


def _is_carried(link: AccessLink, one: Billed) -> bool:
    """Tell a source whose grant waits for its target's word, which may be a day late: taking it now
    would look like a farewell to the poll."""
    return goes_on_elsewhere(one) and link.state in (LinkState.GIVING, LinkState.GIVEN)


def _accepted(answer: No | None, link: AccessLink) -> None:
    if answer is not None:
        raise NeedsReview(f"access of {link.payer}", f"The site refuses: {answer.sentence}")
