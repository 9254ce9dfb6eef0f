"""Money that paid for access went back: access goes with it, if the owner wants that (KAJ-4).

Decided from what Stripe shows now, so that events may come in any order and any number. What is
withheld is written down before anything is taken: a crash in between costs a look, for the message
comes back; whatever else looks at the link sees by then that it is not to be given.

That a chargeback ends the subscription is not decided here: it goes on until somebody ends it.
"""

from dataclasses import dataclass
from typing import Final

from carryover.access.messages import Decide
from carryover.access.model import AccessLink, Billed, LinkState, Mark, Withheld
from carryover.access.paid import Paid, Return, latest_period, returned
from carryover.access.policy import entitled
from carryover.access.providing import Providing, site_of
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Billing, Memory
from carryover.access.withdrawing import Withdrawing
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.news import MoneyReturned

FAILED: Final = (
    "The bank sent the refund back: the member has no money, and access is theirs again if they "
    "pay. Give them the money in another way (docs.stripe.com/refunds#failed-refunds)."
)


@dataclass(frozen=True, slots=True)
class Case:
    """Everything the decision is made of."""

    one: Billed
    name: str
    """Of the site."""
    site: SiteRules
    paid: Paid
    link: AccessLink | None

    @property
    def subject(self) -> str:
        """Name it for a person."""
        return f"subscription {self.one.account}/{self.one.id}"


@dataclass(frozen=True, slots=True)
class Returning:
    """Follows money back."""

    memory: Memory
    billing: Billing
    providing: Providing
    withdrawing: Withdrawing
    now: Clock

    def returned(self, money: MoneyReturned, rules: Rules) -> str:
        """Look at what was paid, and do what the owner decided about that."""
        outcome = self._followed(money, rules)
        if money.kind == "refund" and money.status == "failed":
            raise NeedsReview(f"refund {money.account}/{money.id}", FAILED)
        return outcome

    def _followed(self, money: MoneyReturned, rules: Rules) -> str:
        paid = self.billing.behind(money)
        if paid is None or paid.subscription is None:
            return "it paid for no subscription"
        one = self._subscription(paid.account, paid.subscription)
        name = site_of(one, rules)
        if name is None:
            return "opens nothing"
        link = self.memory.links.find(one.account, one.id)
        return self._weigh(Case(one, name, rules.sites[name], paid, link), rules)

    def decided(self, order: Decide, rules: Rules) -> str:
        """Do what a person decided; repeated, it is done already."""
        one = self._subscription(order.account, order.subscription)
        link = self.memory.links.find(one.account, one.id)
        name = site_of(one, rules)
        if name is None or link is None:
            raise NeedsReview(f"subscription {one.account}/{one.id}", "It never opened anything.")
        if order.access == "give_back":
            return self._pardon(link, rules)
        latest = latest_period(self.billing.paid(one))
        invoice = None if latest is None else latest.invoice
        held = Withheld(why="person", invoice=invoice, since=seconds(self.now()), at=self.now())
        if link.withheld is None:
            self.memory.links.save(link.model_copy(update={"withheld": held}))
        return self._take(one, rules)

    def _weigh(self, case: Case, rules: Rules) -> str:
        back = returned(self.billing.charges(case.paid))
        if back is Return.NOTHING:
            return self._restore(case, rules)
        if why := self._overlooked(case, back):
            return why
        rule = case.site.disputes if back is Return.DISPUTE else case.site.refunds
        if rule == "keep":
            return "the owner lets them keep it"
        if sentence := _unclear(case, rule, back):
            raise NeedsReview(case.subject, sentence)
        return self._withhold(case, "dispute" if back is Return.DISPUTE else "refund", rules)

    def _overlooked(self, case: Case, back: Return) -> str:
        """Say why this return changes nothing, whatever the rule; empty: it may."""
        if back is Return.PART:
            return "only a part went back"
        if case.link is not None and case.link.pardoned == case.paid.invoice:
            return "a person let them keep it"
        if case.one.mark not in (Mark.MOVED, Mark.ARMED) and not entitled(case.one, case.site):
            return "it opens nothing any more"
        latest = latest_period(self.billing.paid(case.one))
        if case.paid.pays_a_period and latest is not None and latest.created > case.paid.created:
            return "a later period is paid"
        return ""

    def _withhold(self, case: Case, why: str, rules: Rules) -> str:
        paid, one = case.paid, case.one
        held = Withheld.model_validate(
            {"why": why, "invoice": paid.invoice, "since": paid.created, "at": self.now()}
        )
        if case.link is None:
            self.memory.links.save(_never_given(case, held))
            return "withheld"
        if case.link.withheld is None or case.link.withheld.invoice != paid.invoice:
            self.memory.links.save(case.link.model_copy(update={"withheld": held}))
        return self._take(one, rules)

    def _take(self, one: Billed, rules: Rules) -> str:
        self.withdrawing.withdraw(one.account, one.id, rules)
        return "withheld"

    def _restore(self, case: Case, rules: Rules) -> str:
        """The refund failed, or the dispute was won. Clearing comes first and giving again looks
        by itself, so that a crash in between is healed by the next delivery."""
        link = case.link
        if link is None:
            return "nothing was withheld"
        if link.withheld is not None:
            if link.withheld.why == "person" or link.withheld.invoice != case.paid.invoice:
                return "it is withheld for something else"
            self._clear(link, link.pardoned)
        return self.providing.provide(case.one.account, case.one.id, rules)

    def _pardon(self, link: AccessLink, rules: Rules) -> str:
        """Give it whatever is there: a person knows that what is gone was no farewell."""
        if link.withheld is not None:
            self._clear(link, link.withheld.invoice)
        elif link.state is LinkState.GIVEN:
            self._clear(link, link.pardoned)
        return self.providing.provide(link.account, link.subscription, rules, again=True)

    def _clear(self, link: AccessLink, pardoned: str | None) -> None:
        cleared = {"withheld": None, "pardoned": pardoned, "state": LinkState.GIVING}
        self.memory.links.save(link.model_copy(update={**cleared, "changed_at": self.now()}))

    def _subscription(self, account: str, name: str) -> Billed:
        one = self.billing.subscription(account, name)
        if one is None:
            raise NeedsReview(f"subscription {account}/{name}", "Stripe does not know it.")
        return one


def _unclear(case: Case, rule: str, back: Return) -> str:
    """Say why a person has to decide; empty: it is clear."""
    what = f"The {back} of invoice {case.paid.invoice}"
    if case.one.mark in (Mark.MOVED, Mark.ARMED):
        return f"{what} is of a subscription that is being moved or was. Who keeps access?"
    if not case.paid.pays_a_period:
        return f"{what} gave back what was paid in between periods. Does the member keep access?"
    if rule == "review":
        return f"{what} gave back the latest period. Does the member keep access?"
    return ""


def _never_given(case: Case, held: Withheld) -> AccessLink:
    """Write down that nothing is to be given: the money went back before the access was there."""
    return AccessLink(
        account=case.one.account,
        subscription=case.one.id,
        site=case.name,
        email=case.one.email,
        offers=case.site.offers_for(case.one.plans),
        state=LinkState.TAKEN,
        withheld=held,
        changed_at=held.at,
    )
