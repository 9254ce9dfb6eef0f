"""Who pays and has no access, who has access and does not pay: one site, compared as a whole.

An audit is a chain of messages, each of which reads a stretch and sends the next: first everybody
who has an offer of ours, whom each link of ours is asked about; then every subscription of the
accounts, as Stripe lists them, against its link and against those who were read. So it needs a
hundredth of the requests that asking for each would, finds payers nobody ever linked, and is bound
to no invocation. What a message found is written after the next one was sent: a crash in between
does the stretch again, and a message that was done before ends there.

What a repair does about it is ``mending``. What nobody linked is a person's to explain.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import Final

from carryover.access.findings import AuditPart
from carryover.access.holding import Holders, look_of
from carryover.access.mending import Mending
from carryover.access.messages import AccessEnvelope, Audit, AuditOn
from carryover.access.model import AccessLink, Billed, LinkState
from carryover.access.policy import entitled
from carryover.access.providing import Providing
from carryover.access.rules import Rules, SiteRules, Undecided
from carryover.access.store import Billing, Memory
from carryover.access.withdrawing import Withdrawing
from carryover.kernel.clock import Clock
from carryover.kernel.errors import NeedsReview
from carryover.ports.kajabi import Kajabi
from carryover.ports.outbox import Outbox, Queue

PAGES: Final = 5
"""Per message, of holders as of subscriptions: 500 people, half of what a message may take."""


class Verdict(Enum):
    """What one subscription's access is."""

    RIGHT = "right"
    PAYS_WITHOUT = "pays without"
    HAS_WITHOUT = "has without paying"
    NOT_OURS = "nothing to do with this site"


@dataclass(frozen=True)
class Stretch:
    """One message's part of an audit."""

    order: AuditOn
    site: SiteRules
    rules: Rules

    @cached_property
    def places(self) -> list[dict[str, str]]:
        """List where the chain goes: every offer's holders, then every account."""
        offers = [{"offer": offer} for offer in sorted(self.site.offers)]
        return [*offers, *({"account": account} for account in sorted(self.site.accounts))]

    def onwards(self, *, page: int = 1, after: str | None = None) -> AuditOn:
        """Go on in the same list."""
        changed = {"number": self.order.number + 1, "page": page, "after": after}
        return self.order.model_copy(update=changed)

    def next_list(self) -> AuditOn | None:
        """Go on to the next list; ``None``: this was the last."""
        if self.order.place + 1 >= len(self.places):
            return None
        return self.onwards().model_copy(update={"place": self.order.place + 1})


@dataclass(frozen=True, slots=True)
class Auditing:
    """Compares."""

    memory: Memory
    billing: Billing
    kajabi: Kajabi
    providing: Providing
    withdrawing: Withdrawing
    outbox: Outbox
    now: Clock

    def begin(self, letter: AccessEnvelope, order: Audit, rules: Rules) -> str:
        """Begin one; it is called by the message that ordered it."""
        if order.site is None:
            return self._everywhere(letter, order, rules)
        first = AuditOn(audit=letter.id, site=order.site, repair=order.repair)
        return self.go_on(letter, first, rules)

    def _everywhere(self, letter: AccessEnvelope, order: Audit, rules: Rules) -> str:
        """Order one for each site that can be asked and names what to compare."""
        names = [
            name
            for name, site in rules.sites.items()
            if site.route == "api" and site.accounts and site.offers
        ]
        letters = [
            letter.answer(order.model_copy(update={"site": name}), message_id=f"{letter.id}:{name}")
            for name in names
        ]
        if letters:
            self.outbox.send(Queue.ACCESS_POLL, *letters)
        return f"{len(letters)} sites"

    def go_on(self, letter: AccessEnvelope, order: AuditOn, rules: Rules) -> str:
        """Read the next stretch."""
        site = rules.sites.get(order.site)
        subject = f"audit of {order.site}"
        if site is None or site.route != "api":
            raise NeedsReview(subject, "Only a site with rules and an API key can be audited.")
        if not site.accounts or not site.offers:
            raise NeedsReview(subject, "The rules of the site name no accounts or no offers.")
        if self.memory.audits.has(order.audit, order.number):
            return "done before"
        part, following = self._stretch(Stretch(order, site, rules))
        if order.repair:
            Mending(self.memory.links, self.outbox).mend(letter, part)
        if following is not None:
            name = f"{order.audit}:{following.number}"
            self.outbox.send(Queue.ACCESS_POLL, letter.answer(following, message_id=name))
        self.memory.audits.save(part)
        return self._told(part)

    def _stretch(self, stretch: Stretch) -> tuple[AuditPart, AuditOn | None]:
        place = stretch.places[stretch.order.place]
        if "offer" in place:
            return self._holders(stretch, place["offer"])
        return self._payers(stretch, place["account"])

    def _holders(self, stretch: Stretch, offer: str) -> tuple[AuditPart, AuditOn | None]:
        """Read who has an offer, and find those whom no link of ours gives it."""
        order, nobody = stretch.order, []
        for page in range(order.page, order.page + PAGES):
            listed = self.kajabi.holders(order.site, offer, page)
            self.memory.readings.keep(look_of(order.audit, offer), page, listed.items)
            nobody += [each for each in listed.items if not self._linked(order.site, each, offer)]
            if not listed.more:
                break
        following = stretch.onwards(page=page + 1) if listed.more else stretch.next_list()
        return self._part(stretch, following, nobody_knows=tuple(nobody)), following

    def _linked(self, site: str, contact: str, offer: str) -> bool:
        links = self.memory.links.of_contact(site, contact)
        return any(
            link.state is not LinkState.TAKEN and offer in (*link.offers, *link.leaving)
            for link in links
        )

    def _payers(self, stretch: Stretch, account: str) -> tuple[AuditPart, AuditOn | None]:
        """Read an account's subscriptions, and hold each against its link and those who have."""
        found: dict[Verdict, list[str]] = {verdict: [] for verdict in Verdict}
        ending = 0
        holders = Holders(self.memory.readings, stretch.order.audit)
        after = stretch.order.after
        for _ in range(PAGES):
            some, after = self.billing.listed(account, after)
            for one in some:
                verdict = self._judged(one, stretch, holders)
                found[verdict].append(f"{account}/{one.id}")
                ending += verdict is Verdict.PAYS_WITHOUT and one.ends
            if after is None:
                break
        following = stretch.next_list() if after is None else stretch.onwards(after=after)
        part = self._part(
            stretch,
            following,
            right=len(found[Verdict.RIGHT]),
            pays_without=tuple(found[Verdict.PAYS_WITHOUT]),
            has_without_paying=tuple(found[Verdict.HAS_WITHOUT]),
        )
        strangers = () if following is not None else self._of_no_account(stretch)
        known = {"ending": ending, "of_no_account": strangers}
        return part.model_copy(update=known), following

    def _of_no_account(self, stretch: Stretch) -> tuple[str, ...]:
        """Find whose payments no list above has: their account left the rules. Whether they pay is
        not looked up, for its key may be gone with it."""
        return tuple(
            link.payer
            for link in self.memory.links.all(stretch.order.site)
            if link.state is not LinkState.TAKEN and link.account not in stretch.site.accounts
        )

    def _judged(self, one: Billed, stretch: Stretch, holders: Holders) -> Verdict:
        site = stretch.site
        link = self.memory.links.find(one.account, one.id)
        if link is None:
            pays = _is_of(one, stretch) and entitled(one, site)
            return Verdict.PAYS_WITHOUT if pays else Verdict.NOT_OURS
        if link.site != stretch.order.site:
            return Verdict.NOT_OURS
        wanted = site.offers_for(one.plans)
        if entitled(one, site) and wanted and not self.providing.withholds(one, link):
            return Verdict.RIGHT if holders.have(link.contact, wanted) else Verdict.PAYS_WITHOUT
        return self._without_paying(one, link, site)

    def _without_paying(self, one: Billed, link: AccessLink, site: SiteRules) -> Verdict:
        stays = link.withheld is None and self.withdrawing.stays(one, site)
        return Verdict.RIGHT if link.state is LinkState.TAKEN or stays else Verdict.HAS_WITHOUT

    def _part(
        self,
        stretch: Stretch,
        following: AuditOn | None,
        *,
        right: int = 0,
        pays_without: tuple[str, ...] = (),
        has_without_paying: tuple[str, ...] = (),
        nobody_knows: tuple[str, ...] = (),
    ) -> AuditPart:
        return AuditPart(
            audit=stretch.order.audit,
            number=stretch.order.number,
            site=stretch.order.site,
            at=self.now(),
            last=following is None,
            right=right,
            pays_without=pays_without,
            has_without_paying=has_without_paying,
            nobody_knows=nobody_knows,
        )

    def _told(self, part: AuditPart) -> str:
        found = self.memory.audits.find(part.audit) if part.last else None
        if found is None:
            return f"part {part.number + 1}"
        return (
            f"{found.right} right, {len(found.pays_without)} pay without, "
            f"{len(found.has_without_paying)} have without paying, "
            f"{len(found.nobody_knows)} nobody knows, {len(found.of_no_account)} of no account"
        )


def _is_of(one: Billed, stretch: Stretch) -> bool:
    """Tell whether a subscription opens something at the audited site; of one that two sites claim
    that is not decided, so it is told: its member has nothing for certain."""
    try:
        return stretch.rules.site_of(one.account, one.plans) == stretch.order.site
    except Undecided:
        return bool(stretch.site.offers_for(one.plans))
