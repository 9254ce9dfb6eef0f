"""A subscription begins here, or was moved here: its offers are given there, once (KAJ-1, KAJ-6).

Intent, search, act, confirm, because the site has no idempotency keys: the link is written before
anything is asked of the site; what is there already is not given again, so nobody is mailed twice;
and only what was read back counts as given. A crash anywhere costs a look.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from carryover.access.carrying import Carrying
from carryover.access.model import AccessLink, Billed, LinkState
from carryover.access.paid import latest_period
from carryover.access.policy import (
    A_LIFE,
    BEFORE_THE_NEXT_LOOK,
    GONE,
    entitled,
    in_other_hands,
)
from carryover.access.rules import Rules, SiteRules, Undecided
from carryover.access.store import Billing, Memory
from carryover.access.vanished import may_have_left
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.ports.kajabi import Contact, Kajabi, No, OfferUrls

ELSEWHERE: Final = (
    "One subscription opens offers of one site: take the old ones there and give the new ones by "
    "hand, or name both plans at the same site."
)


@dataclass(frozen=True, slots=True)
class Providing:
    """Gives access."""

    memory: Memory
    billing: Billing
    kajabi: Kajabi
    urls: OfferUrls
    now: Clock

    def provide(self, account: str, subscription: str, rules: Rules, *, again: bool = False) -> str:
        """Give what it opens; answer what became of it. ``again``: look also where it is given."""
        if not rules.serves(account):
            return "opens nothing"
        one = self.billing.subscription(account, subscription)
        if one is None:
            raise NeedsReview(f"subscription {account}/{subscription}", "Stripe does not know it.")
        name = site_of(one, rules)
        if name is None:
            return "opens nothing"
        site = rules.sites[name]
        if not entitled(one, site):
            return "opens nothing now"
        held = self.memory.links.find(account, subscription)
        if held is not None and held.site != name:
            sentence = f"Its plan opens offers of {name} now, and its access is at {held.site}."
            raise NeedsReview(f"access of {held.payer}", f"{sentence} {ELSEWHERE}")
        if self.withholds(one, held or self._source_link(one, name)):
            return "withheld"
        link = self._link(one, name, site, held)
        if link.state is LinkState.GIVEN and not again:
            return "given before"
        return self._give(link, one, site)

    def withholds(self, one: Billed, link: AccessLink | None) -> bool:
        """Tell whether access is withheld still: nothing was paid for a period later than the one
        whose money went back."""
        held = None if link is None else link.withheld
        if held is None:
            return False
        latest = latest_period(self.billing.paid(one))
        later = latest is not None and latest.created > held.since
        return not later or latest is None or latest.invoice == held.invoice

    def _source_link(self, one: Billed, site: str) -> AccessLink | None:
        """Find the link of the source a target replaces: what is withheld there is not given
        here, until the target is paid for."""
        return Carrying(self.memory.links, self.now).before(one, site)

    def _link(self, one: Billed, name: str, site: SiteRules, held: AccessLink | None) -> AccessLink:
        """Write the intent down, unless what is written is what is wanted."""
        wanted = site.offers_for(one.plans)
        if held is None:
            return self.memory.links.save(self._fresh(one, name, wanted))
        if in_other_hands(held, LinkState.TAKING, self.now()):
            raise Retryable(f"{held.payer} is being taken", after=BEFORE_THE_NEXT_LOOK)
        settled = held.state in (LinkState.GIVEN, LinkState.GIVING) and held.withheld is None
        if held.offers == wanted and settled:
            return held
        leaving = tuple(offer for offer in (*held.leaving, *held.offers) if offer not in wanted)
        changed = {"offers": wanted, "leaving": leaving, "state": LinkState.GIVING}
        now = {"withheld": None, "changed_at": self.now()}
        return self.memory.links.save(held.model_copy(update={**changed, **now}))

    def _fresh(self, one: Billed, name: str, wanted: tuple[str, ...]) -> AccessLink:
        """Begin a link; a target's goes on from its source's, with the same member."""
        before = Carrying(self.memory.links, self.now).before(one, name)
        had = () if before is None else (*before.leaving, *before.offers)
        return AccessLink(
            account=one.account,
            subscription=one.id,
            site=name,
            email=_address(one),
            contact=None if before is None else before.contact,
            offers=wanted,
            leaving=tuple(offer for offer in had if offer not in wanted),
            left=() if before is None else before.left,
            changed_at=self.now(),
        )

    def _give(self, link: AccessLink, one: Billed, site: SiteRules) -> str:
        if site.route == "inbound":
            return self._by_url(link, one, site)
        linked = self._known(link, one)
        contact = _present(linked)
        have = self.kajabi.offers(link.site, contact)
        if may_have_left(self.memory, linked, one, have):
            return "asked first"
        gone = [offer for offer in link.offers if offer not in have]
        if gone and site.welcome:
            linked = self._claimed(linked)
        for offer in gone:
            answer = self.kajabi.grant(link.site, contact, offer, welcome=site.welcome)
            _accepted(answer, link)
        if not set(link.offers) <= self.kajabi.offers(link.site, contact):
            raise Retryable(f"the grant for {link.payer} cannot be read back yet")
        Carrying(self.memory.links, self.now).along(one, link.site)
        self._take_old(linked, contact)
        left = tuple(dict.fromkeys((*linked.left, *linked.leaving)))
        done = {"state": LinkState.GIVEN, "verified": True, "mailing": None, "leaving": ()}
        now = {"left": left, "changed_at": self.now()}
        self.memory.links.save(linked.model_copy(update={**done, **now}))
        return "given"

    def _claimed(self, link: AccessLink) -> AccessLink:
        """With a letter only one worker gives at a time: each grant sends one, and two who both
        found the offer missing would send two. Whoever died with the claim is waited for as long
        as an invocation can live."""
        now = self.now()
        if link.mailing is not None and now - link.mailing < A_LIFE:
            raise Retryable(f"{link.payer} is being given", after=BEFORE_THE_NEXT_LOOK)
        return self.memory.links.save(link.model_copy(update={"mailing": now}))

    def _take_old(self, link: AccessLink, contact: str) -> None:
        """Take what the plan before opened, unless another subscription of theirs opens it."""
        others = self.memory.links.of_contact(link.site, contact)
        kept = {
            offer
            for other in others
            if other.payer != link.payer and other.state is LinkState.GIVEN
            for offer in other.offers
        }
        have = self.kajabi.offers(link.site, contact) if link.leaving else frozenset()
        for offer in link.leaving:
            if offer in have and offer not in kept:
                _accepted(self.kajabi.revoke(link.site, contact, offer), link)

    def _by_url(self, link: AccessLink, one: Billed, site: SiteRules) -> str:
        """Tell the offer's URL; nothing can be read back, and telling twice is a yes."""
        for offer in link.offers:
            answer = self.urls.activate(
                link.site,
                offer,
                email=link.email,
                name=one.name,
                member=link.email.casefold(),
                welcome=site.welcome,
            )
            _accepted(answer, link)
        Carrying(self.memory.links, self.now).along(one, link.site)
        if link.leaving:
            raise NeedsReview(f"access of {link.payer}", "The plan changed: take the old offer.")
        done = {"state": LinkState.GIVEN, "verified": False}
        self.memory.links.save(link.model_copy(update={**done, "changed_at": self.now()}))
        return "told"

    def _known(self, link: AccessLink, one: Billed) -> AccessLink:
        """Find or make the member, and write down who it is before anything is given."""
        if link.contact is not None and not self._is_gone(link, link.contact):
            return link
        found = self.kajabi.with_email(link.site, link.email)
        if link.contact is not None:
            return self._other(link, found)
        contact = _only(found, link) if found else self._made(link, one)
        return self.memory.links.save(link.model_copy(update={"contact": contact.id}))

    def _is_gone(self, link: AccessLink, contact: str) -> bool:
        """Look whether a member is still there, where access that was given is missing."""
        return link.state is LinkState.GIVEN and not self.kajabi.contact(link.site, contact)

    def _other(self, link: AccessLink, found: Sequence[Contact]) -> AccessLink:
        """Two contacts were made one: the other has the access now. A member who is nowhere may
        have wanted that, and is not made again."""
        if not found:
            raise NeedsReview(f"access of {link.payer}", GONE)
        now = {"contact": _only(found, link).id, "state": LinkState.GIVING, "verified": False}
        return self.memory.links.save(link.model_copy(update={**now, "changed_at": self.now()}))

    def _made(self, link: AccessLink, one: Billed) -> Contact:
        """Somebody may have made it since we looked: another worker with the same message, or the
        member at the checkout."""
        made = self.kajabi.create(link.site, link.email, one.name)
        if isinstance(made, No):
            if found := self.kajabi.with_email(link.site, link.email):
                return _only(found, link)
            raise NeedsReview(f"access of {link.payer}", f"No contact is made: {made.sentence}")
        return made


def site_of(one: Billed, rules: Rules) -> str | None:
    """Find the site a subscription opens something at; ``None``: nowhere."""
    try:
        return rules.site_of(one.account, one.plans)
    except Undecided as sites:
        subject = f"subscription {one.account}/{one.id}"
        raise NeedsReview(subject, f"Its plan opens offers of two sites: {sites}.") from sites


def _address(one: Billed) -> str:
    if not one.email.strip():
        subject = f"subscription {one.account}/{one.id}"
        raise NeedsReview(subject, "Its customer has no e-mail, so nobody can be given access.")
    return one.email.strip()


def _only(found: Sequence[Contact], link: AccessLink) -> Contact:
    if len(found) == 1:
        return found[0]
    names = ", ".join(contact.id for contact in found)
    raise NeedsReview(f"access of {link.payer}", f"Several contacts have its address: {names}.")


def _present(link: AccessLink) -> str:
    if link.contact is None:
        raise AssertionError("a contact was found or made just before")
    return link.contact


def _accepted(answer: No | None, link: AccessLink) -> None:
    if answer is not None:
        raise NeedsReview(f"access of {link.payer}", f"The site refuses: {answer.sentence}")
