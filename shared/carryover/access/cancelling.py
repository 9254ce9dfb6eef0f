"""A member leaves at the site: the one matching subscription ends here (KAJ-2).

Confirm with the site, find who is meant, write the wish down, end, look again, write down that it
is done. A crash before the end costs a look, for the next delivery of the message goes on from the
written wish; one after it costs a second look, which finds the end. What follows from the end (the
news, a refund) is sent before the wish is called done, so that it is never lost.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from carryover.access.announcing import Announcing
from carryover.access.braking import Braking
from carryover.access.confirming import Confirming
from carryover.access.finding import Finding
from carryover.access.messages import Cancel
from carryover.access.model import AccessLink, Billed, CancelRequest, RequestState
from carryover.access.objecting import RETURNS, doubt, objection
from carryover.access.policy import (
    OVER,
    Ask,
    Confirmed,
    End,
    NotOurs,
    Over,
    is_given_anew,
    was_ours,
)
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Billing, Memory, Refused
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import MemberHinted
from carryover.kernel.messages import Envelope, Message


class Unmatched(NeedsReview):
    """A member left, and nobody can say which subscription is meant: until a person does, they may
    be charged. An alarm counts these."""


@dataclass(frozen=True, slots=True)
class Cancelling:
    """Ends what members end."""

    memory: Memory
    confirming: Confirming
    finding: Finding
    billing: Billing
    announcing: Announcing
    braking: Braking
    now: Clock

    def hinted(self, hint: MemberHinted, letter: Envelope[Message], rules: Rules) -> str:
        """Follow a hint as far as the site confirms it; answer what became of it."""
        site = rules.sites.get(hint.account)
        if site is None:
            raise NeedsReview(f"site {hint.account}", "A hook came from a site without rules.")
        if hint.event == "tag_removed":
            return self._untagged(hint)
        match self.confirming.confirm(hint, site):
            case NotOurs(why):
                return why
            case Confirmed() as confirmed:
                return self._leaves(hint, confirmed, site, letter)

    def ordered(self, order: Cancel, letter: Envelope[Message], rules: Rules) -> str:
        """Do what a person decided, by the same act. Works while the site is down."""
        one = self.billing.subscription(order.account, order.subscription)
        if one is None:
            subject = f"subscription {order.account}/{order.subscription}"
            raise NeedsReview(subject, "Stripe does not know the subscription to cancel.")
        at_once = order.ends == "now"
        before = self.memory.requests.find(f"person:{letter.id}")
        if before is not None and before.state is RequestState.INTENDED:
            return self._finish(before, one, at_once=at_once)
        if _ends(one) and (order.ends == "period_end" or one.status in OVER):
            return "ends already"
        wish = _wish(f"person:{letter.id}", one, letter.id, letter.cause, self.now())
        refunds = any(site.refund != "none" for site in rules.sites.values())
        wish = _over_what(wish.model_copy(update={"refund": refunds}), before)
        return self._end(wish, one, at_once=at_once)

    def _leaves(
        self,
        hint: MemberHinted,
        confirmed: Confirmed,
        site: SiteRules,
        letter: Envelope[Message],
    ) -> str:
        before = self.memory.requests.find(confirmed.request)
        if before is not None and before.state is RequestState.INTENDED:
            return self._go_on(before, at_once=site.ends == "now")
        if answer := self._decided(before, confirmed):
            return answer
        links = self.memory.links.of_contact(confirmed.site, confirmed.contact)
        if _took(confirmed, links):
            return "we took it ourselves"
        match self.finding.meant(confirmed, links, site):
            case Over():
                return "ends already"
            case NotOurs(why):
                return why
            case Ask(why):
                left = doubt(confirmed, f"A member left at the site. {why}")
                raise Unmatched(left.subject, left.sentence)
            case End(one):
                wish = self._wished(hint, confirmed, site, letter, before, one)
                return self._end(wish, one, at_once=site.ends == "now")

    def _wished(
        self,
        hint: MemberHinted,
        confirmed: Confirmed,
        site: SiteRules,
        letter: Envelope[Message],
        before: CancelRequest | None,
        one: Billed,
    ) -> CancelRequest:
        """Say what is to be carried out, unless a person has to decide about it first."""
        if sentence := objection(hint, confirmed, site, before, one):
            raise doubt(confirmed, sentence)
        wish = _wish(confirmed.request, one, hint.evidence, letter.cause, self.now())
        refunds = site.refund != "none" and hint.event not in RETURNS
        since = confirmed.at or hint.since or seconds(letter.occurred_at)
        there = {"site": confirmed.site, "refund": refunds, "since": since}
        wish = _over_what(wish.model_copy(update=there), before)
        released = before is not None and before.state is RequestState.RELEASED
        if not released and not self.braking.lets_through(wish, confirmed.site, site.brake):
            self.braking.hold(wish, confirmed.site, hint)
        return wish

    def _decided(self, before: CancelRequest | None, confirmed: Confirmed) -> str:
        """Say what stands in the way of a wish that was held; empty: nothing does."""
        if before is None:
            return ""
        if before.state is RequestState.HELD:
            self.braking.ask(confirmed.site)
        if before.state is not RequestState.DISCARDED:
            return ""
        if confirmed.offer is None:
            raise doubt(
                confirmed,
                f"Somebody discarded this wish of {before.at:%Y-%m-%d}, and the tag is there. Take "
                "it off at the site, so that the next one counts; or cancel by hand.",
            )
        return "a person discarded it"

    def _untagged(self, hint: MemberHinted) -> str:
        """A tag that was taken off makes room for the next wish; one that is there again does
        not."""
        if self.confirming.still_tagged(hint):
            return "the tag is there"
        request = self.memory.requests.find(f"{hint.account}:{hint.contact}:tag:{hint.tag}")
        if request is None or request.state in (RequestState.INTENDED, RequestState.CLEARED):
            return "nothing was asked by that tag"
        self.memory.requests.save(request.model_copy(update={"state": RequestState.CLEARED}))
        return "cleared"

    def _go_on(self, request: CancelRequest, *, at_once: bool) -> str:
        """Finish what a worker began that died: the same subscription, whoever is found by now."""
        one = self.billing.subscription(request.account, request.subscription)
        if one is None:
            subject = f"subscription {request.account}/{request.subscription}"
            raise NeedsReview(subject, "It vanished from Stripe while it was being cancelled.")
        return self._finish(request, one, at_once=at_once)

    def _end(self, wish: CancelRequest, one: Billed, *, at_once: bool) -> str:
        return self._finish(self.memory.requests.save(wish), one, at_once=at_once)

    def _finish(self, wish: CancelRequest, one: Billed, *, at_once: bool) -> str:
        """End it, look, and only then call it done. The version makes a wish that was cleared and
        came again another write at Stripe; a retry has the same one."""
        if not _over(one, at_once=at_once):
            key = f"{wish.id}:{wish.version}"
            answer = self.billing.end(one, at_once=at_once, request=key)
            if isinstance(answer, Refused):
                subject = f"subscription {one.account}/{one.id}"
                raise NeedsReview(subject, f"Stripe refuses to cancel it: {answer.sentence}")
        after = self.billing.subscription(one.account, one.id)
        if after is None or not _over(after, at_once=at_once):
            raise Retryable(f"{one.account}/{one.id} does not show its end yet")
        self.announcing.left(wish, after)
        self.memory.requests.save(wish.model_copy(update={"state": RequestState.DONE}))
        return "cancelled"


def _took(confirmed: Confirmed, links: Sequence[AccessLink]) -> bool:
    if is_given_anew(confirmed, links):
        raise Retryable("what ended with one subscription is being given for another")
    return was_ours(confirmed, links)


def _wish(name: str, one: Billed, evidence: str, cause: str, at: datetime) -> CancelRequest:
    return CancelRequest(
        id=name, account=one.account, subscription=one.id, evidence=evidence, cause=cause, at=at
    )


def _over_what(wish: CancelRequest, before: CancelRequest | None) -> CancelRequest:
    """Write the wish over what was read before anything else was looked at: whoever wrote it
    meanwhile has the same wish, and what was seen since may be their doing."""
    return wish.model_copy(update={"version": before.version if before else 0})


def _ends(one: Billed) -> bool:
    return one.ends or one.status in OVER


def _over(one: Billed, *, at_once: bool) -> bool:
    """Tell whether a wish is fulfilled: the end of a period is no end at once."""
    return one.status in OVER if at_once else _ends(one)
