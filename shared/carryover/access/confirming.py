"""Nobody's subscription ends on the word of an unsigned body: the site is asked itself (KAJ-3).

Who is meant is read from the site's own answer only. A hint whose address is not that of the
contact it names contradicts itself and goes to a person.
"""

from dataclasses import dataclass

from carryover.access.model import AccessLink, LinkState, RequestState
from carryover.access.policy import GONE, Confirmed, NotOurs, given_by, missing, same_address
from carryover.access.rules import SiteRules
from carryover.access.store import Memory
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Contact, Kajabi


@dataclass(frozen=True, slots=True)
class Confirming:
    """Asks the site."""

    kajabi: Kajabi
    memory: Memory

    def confirm(self, hint: MemberHinted, rules: SiteRules) -> Confirmed | NotOurs:
        """Say what is true of a hint."""
        if hint.tag is not None:
            return self._tagged(hint, hint.tag, rules)
        if hint.purchase is not None:
            return self._purchased(hint, hint.purchase, rules)
        return self._given(hint)

    def still_tagged(self, hint: MemberHinted) -> bool:
        """Tell whether the member has the hint's tag now."""
        contact = self._contact(hint, hint.contact)
        return contact is not None and hint.tag in contact.tags

    def _tagged(self, hint: MemberHinted, tag: str, rules: SiteRules) -> Confirmed | NotOurs:
        if tag not in rules.cancel_tags:
            return NotOurs("the tag says nothing about cancelling")
        contact = self._contact(hint, hint.contact)
        if contact is None or tag not in contact.tags:
            return NotOurs("the site knows no such member with that tag")
        read = self.memory.progress.find(hint.account, f"tagged:{tag}")
        since = None if read is None else read.dated.get(contact.id)
        return Confirmed(hint.account, contact.id, contact.email, f"tag:{tag}", tagged=since)

    def _purchased(self, hint: MemberHinted, name: str, rules: SiteRules) -> Confirmed | NotOurs:
        purchase = self.kajabi.purchase(hint.account, name)
        if purchase is None or purchase.offer not in rules.offers:
            return NotOurs("no plan of ours opens what was purchased")
        returned = hint.event in ("refund", "dispute")
        if purchase.deactivated_at is None and not returned:
            return NotOurs("the purchase is active")
        if not returned:
            self._is_sold(hint.account, purchase.offer)
        contact = self._contact(hint, self.kajabi.contact_of(hint.account, purchase.customer))
        if contact is None:
            raise _doubt(hint, f"The purchase {name} belongs to nobody the site can name.")
        when = hint.evidence if returned else purchase.deactivated_at
        return Confirmed(
            hint.account,
            contact.id,
            contact.email,
            f"purchase:{purchase.id}:{when}",
            purchase.offer,
            at=None if returned else purchase.deactivated_at,
            held=not returned and purchase.offer in self.kajabi.offers(hint.account, contact.id),
        )

    def _given(self, hint: MemberHinted) -> Confirmed | NotOurs:
        """An offer that we gave and somebody there took: only what we gave can be missed."""
        contact = self._contact(hint, hint.contact)
        if contact is None or hint.offer is None:
            return self._gone(hint)
        if hint.offer in self.kajabi.offers(hint.account, contact.id):
            return NotOurs("the member has the offer")
        given = given_by(self.memory.links.of_contact(hint.account, contact.id), hint.offer)
        if not given:
            return NotOurs("nobody gave them the offer")
        self._is_sold(hint.account, hint.offer)
        self._somebody_has(hint.account, hint.offer, contact.id)
        wish = missing(hint.offer, given)
        return Confirmed(hint.account, contact.id, contact.email, wish, hint.offer, granted=True)

    def _gone(self, hint: MemberHinted) -> NotOurs:
        """Whom we gave something was there once: that they are no more may be a farewell."""
        links = self.memory.links.of_contact(hint.account, hint.contact or "")
        if any(link.state is LinkState.GIVEN for link in links):
            raise _doubt(hint, GONE)
        return NotOurs("the site knows no such member")

    def _is_sold(self, site: str, offer: str) -> None:
        """An offer that is no more is nobody's farewell."""
        if not self.kajabi.sells(site, offer):
            raise NeedsReview(
                f"offer {offer} of {site}",
                "Members lost the offer, and the site does not know it any more: was it deleted? "
                "Nobody is ended for that. Give them another one and put it into the rules.",
            )

    def _somebody_has(self, site: str, offer: str, contact: str) -> None:
        """That nobody at all has it is no farewell either, unless this was the last who stayed."""
        if self.kajabi.holders(site, offer, 1).items:
            return
        if any(self._stays(link, offer, contact) for link in self.memory.links.all(site)):
            raise NeedsReview(
                f"offer {offer} of {site}",
                "Nobody has the offer any more, and several had it: was it taken from everybody? "
                "Nobody is ended for that. Give it back at the site, or run carryover access "
                "cancel for whoever did leave.",
            )

    def _stays(self, link: AccessLink, offer: str, contact: str) -> bool:
        """Tell another member who had it and never asked to leave."""
        had = link.state is LinkState.GIVEN and link.verified and offer in link.offers
        if not had or link.contact == contact:
            return False
        wishes = self.memory.requests.of(link.account, link.subscription)
        return not any(wish.state is RequestState.DONE for wish in wishes)

    def _contact(self, hint: MemberHinted, name: str | None) -> Contact | None:
        contact = None if name is None else self.kajabi.contact(hint.account, name)
        if contact is None:
            return None
        if hint.email is not None and not same_address(hint.email, contact.email):
            raise _doubt(
                hint,
                f"A hook names the contact {contact.id} with an address that is not theirs. Either "
                "the address was changed meanwhile, or the hook is forged: nothing was done.",
            )
        if hint.contact is not None and hint.contact != contact.id:
            raise _doubt(hint, f"A hook names {hint.contact}, the site says {contact.id}.")
        return contact


def _doubt(hint: MemberHinted, sentence: str) -> NeedsReview:
    return NeedsReview(f"member {hint.ref}", sentence)
