"""Who pays and has no access, who has access and does not pay: one site, compared as a whole.

Every link is held against Stripe and the site. Mending is done by messages, one per subscription,
through the same acts as everything else; what nobody linked is a person's to explain.
"""

from dataclasses import dataclass, field
from typing import Final

from carryover.access.messages import AccessEnvelope, Audit, Provide, Withdraw
from carryover.access.model import AccessLink, LinkState
from carryover.access.policy import entitled, goes_on_elsewhere
from carryover.access.polling import holding
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Billing, Memory
from carryover.kernel.errors import NeedsReview
from carryover.ports.kajabi import Kajabi
from carryover.ports.outbox import Outbox, Queue

MOST: Final = 60
"""Pages of holders of all offers together, 6,000 members: half a minute at the site's pace: what
one invocation reads."""


@dataclass
class Findings:
    """What an audit found."""

    right: int = 0
    pays_without: list[str] = field(default_factory=list)
    """Subscriptions."""
    has_without_paying: list[str] = field(default_factory=list)
    """Subscriptions that ended."""
    nobody_knows: list[str] = field(default_factory=list)
    """Contacts with an offer of ours that no link gave them."""


@dataclass(frozen=True, slots=True)
class Auditing:
    """Compares."""

    memory: Memory
    billing: Billing
    kajabi: Kajabi
    outbox: Outbox

    def audit(self, letter: AccessEnvelope, order: Audit, rules: Rules) -> Findings:
        """Compare, and send what mends it if that is wanted."""
        site = rules.sites.get(order.site)
        if site is None or site.route != "api":
            subject = f"audit of {order.site}"
            raise NeedsReview(subject, "Only a site with rules and an API key can be audited.")
        most = max(1, MOST // max(1, len(site.offers)))
        holders = {offer: self._holding(order.site, offer, most) for offer in site.offers}
        links = list(self.memory.links.all(order.site))
        findings = Findings()
        for link in links:
            self._judge(link, site, holders, findings)
        known = {link.contact for link in links}
        everybody = frozenset[str]().union(*holders.values())
        findings.nobody_knows = sorted(everybody - known)
        if order.repair:
            self._mend(letter, findings)
        return findings

    def _judge(
        self,
        link: AccessLink,
        site: SiteRules,
        holders: dict[str, frozenset[str]],
        findings: Findings,
    ) -> None:
        one = self.billing.subscription(link.account, link.subscription)
        pays = one is not None and entitled(one, site)
        elsewhere = one is not None and goes_on_elsewhere(one)
        has = all(link.contact in holders.get(offer, ()) for offer in link.offers)
        if pays and not has:
            findings.pays_without.append(link.payer)
        elif not pays and not elsewhere and site.withdraws and link.state is not LinkState.TAKEN:
            findings.has_without_paying.append(link.payer)
        else:
            findings.right += 1

    def _holding(self, site: str, offer: str, most: int) -> frozenset[str]:
        held = holding(self.kajabi, site, offer, most)
        if held is None:
            sentence = f"not implemented here: over {most * 100} members have the offer {offer}"
            raise NeedsReview(f"audit of {site}", sentence)
        return held

    def _mend(self, letter: AccessEnvelope, findings: Findings) -> None:
        for payer in findings.pays_without:
            account, _, name = payer.partition("/")
            body = Provide(account=account, subscription=name, again=True)
            answer = letter.answer(body, message_id=f"{letter.id}:provide:{payer}")
            self.outbox.send(Queue.ACCESS, answer)
        for payer in findings.has_without_paying:
            account, _, name = payer.partition("/")
            order = Withdraw(account=account, subscription=name)
            letter_out = letter.answer(order, message_id=f"{letter.id}:withdraw:{payer}")
            self.outbox.send(Queue.ACCESS, letter_out)
