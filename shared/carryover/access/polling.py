"""What no hook says, and what hooks lost: purchases deactivated, grants revoked, members tagged,
money returned (KAJ-3).

The clock sends one message a minute; it becomes one per site and list, and each reads on from where
the last one stopped, with an overlap, because a list may show a thing later than its time. Whatever
is found is told as a hint, the same as a hook's: it is confirmed like one, and what was told before
is not told again. Told first, written down after: a crash in between tells it twice, under the same
message id. After an outage of the site the same reading goes on where it stopped.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from carryover.access.messages import AccessEnvelope, Poll, PollList
from carryover.access.model import LinkState, Reached
from carryover.access.noticing import Found, ended, missed, returned
from carryover.access.reminding import Reminding
from carryover.access.rules import Rules, SiteRules
from carryover.access.store import Memory
from carryover.access.sweeping import Sweeping
from carryover.access.tags import Tags
from carryover.kernel.clock import Clock, Seconds, seconds
from carryover.kernel.errors import Retryable
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Kajabi
from carryover.ports.outbox import Outbox, Queue

OVERLAP: Final = int(timedelta(minutes=10).total_seconds())
"""Read again each time. Kajabi promises nothing about when a change shows (unverified)."""

A_DAY: Final = int(timedelta(days=1).total_seconds())
"""Overlap of the reversals, which Kajabi filters by day (``start_date``)."""

A_MINUTE: Final = timedelta(minutes=1)
"""The clock's pace."""

NOT_NOW: Final = "not now"
"""What becomes of a reading that the next one does instead."""

PAGES: Final = 5
"""Of a list per message: at two requests a second a message ends within seconds."""

QUIET: Final = 2 * A_DAY
"""How far back a list is read at most that was read to its end: longer than reading it takes."""

KEPT: Final = 5_000
"""Names of what was told, at most: to tell one twice costs a look."""


@dataclass(frozen=True, slots=True)
class Polling:
    """Reads the site's lists."""

    memory: Memory
    kajabi: Kajabi
    outbox: Outbox
    now: Clock

    def begin(self, letter: AccessEnvelope, rules: Rules) -> str:
        """Send one message per site and list."""
        orders = [
            order
            for name, site in rules.sites.items()
            if site.route == "api"
            for order in _lists(name, site)
        ]
        self._send(
            letter, [(f"{letter.id}:{o.site}:{o.what}:{o.offer or o.tag}", o) for o in orders]
        )
        return f"{len(orders)} lists"

    def read(self, letter: AccessEnvelope, order: PollList, rules: Rules) -> str:
        """Read on in one list. An order that is older than a minute is not tried again: the next
        one was sent, and a day without the site would leave ten thousand of them as dead letters.
        """
        try:
            return self._read(letter, order, rules)
        except Retryable as failure:
            if self.now() - letter.occurred_at < A_MINUTE:
                raise
            return f"{NOT_NOW}: {failure.reason}"

    def _read(self, letter: AccessEnvelope, order: PollList, rules: Rules) -> str:
        site = rules.sites.get(order.site)
        if site is None:
            return "no rules for this site"
        if order.offer is not None:
            return self._revoked(letter, order.site, order.offer)
        if order.tag is not None:
            return self._tagged(letter, order.site, order.tag)
        if order.again:
            return self._remind(letter, order)
        return self._on(letter, order)

    def _on(self, letter: AccessEnvelope, order: PollList) -> str:
        held = self.memory.progress.find(order.site, order.what) or self._first(order)
        found, more = self._pages(order, held)
        news = [each for each in found if each.name not in held.seen]
        self._send(letter, [(f"poll:{order.site}:{each.name}", each.hint) for each in news])
        if order.what == "deactivated" and held.looked_at.date() != self.now().date():
            again = order.model_copy(update={"again": 1})
            self._send(letter, [(f"again:{order.site}:{self.now():%Y-%m-%d}", again)])
        after = self._after(held, found, order, more=more)
        self.memory.progress.save(after)
        if more and after.until > held.until:
            self._send(letter, [(f"{letter.id}+", order)])
        return f"{len(news)} found"

    def _remind(self, letter: AccessEnvelope, order: PollList) -> str:
        hints, onwards = Reminding(self.memory, self.kajabi, self.now).deactivated(order)
        self._send(letter, hints)
        if onwards is not None:
            self._send(letter, [(f"{letter.id}+", onwards)])
        return f"{len(hints)} told again"

    def _first(self, order: PollList) -> Reached:
        """Begin now: what happened before belongs to the audit."""
        now = self.now()
        return Reached(site=order.site, what=order.what, until=seconds(now), looked_at=now)

    def _pages(self, order: PollList, held: Reached) -> tuple[list[Found], bool]:
        read = self._reader(order)
        found: list[Found] = []
        for page in range(held.page + 1, held.page + PAGES + 1):
            items, more = read(held.until - _overlap(order), page)
            found.extend(items)
            if not more:
                return found, False
        return found, True

    def _reader(self, order: PollList) -> Callable[[Seconds, int], tuple[list[Found], bool]]:
        def read(since: Seconds, page: int) -> tuple[list[Found], bool]:
            if order.what == "deactivated":
                purchases = self.kajabi.deactivated(order.site, since, page)
                return list(ended(order.site, purchases)), purchases.more
            reversals = self.kajabi.reversals(order.site, since, page)
            return list(returned(order.site, reversals)), reversals.more

        return read

    def _after(
        self, held: Reached, found: Sequence[Found], order: PollList, *, more: bool
    ) -> Reached:
        """Never go back, and remember what the next reading will see again. Where that would see
        the same pages, because more happened at once than one reads, it goes on after them. What
        was read to its end is not read from that far back again: on a quiet site the stretch would
        grow with every day."""
        now = self.now()
        until = _until(held, found, order, more=more)
        page = held.page + PAGES if more and until == held.until else 0
        again = until - _overlap(order)
        before = held.seen if more or held.page else ()
        seen = dict.fromkeys((*before, *(each.name for each in found if each.at >= again)))
        if not more:
            until = max(until, seconds(now) - QUIET)
        reached = {"until": until, "seen": tuple(seen)[-KEPT:], "page": page, "looked_at": now}
        return held.model_copy(update=reached)

    def _revoked(self, letter: AccessEnvelope, site: str, offer: str) -> str:
        """Miss, among those who have an offer, somebody whom we gave it. Who was told of today is
        not told again: until the period ends they stay missed, and each hint costs a dozen
        requests. Tomorrow it is told once more, in case the hint was given up."""
        sweeping = Sweeping(self.memory, self.now)
        swept = sweeping.on(site, offer, partial(self.kajabi.holders, site, offer))
        if swept is None:
            return "read on in a minute"
        gone = {
            f"{link.payer}:{link.version}:{self.now():%Y-%m-%d}": link.contact
            for link in self.memory.links.all(site)
            if link.state is LinkState.GIVEN and link.verified and offer in link.offers
            if link.contact is not None and link.contact not in swept.people
            if link.changed_at <= swept.began
        }
        held = self.memory.progress.find(site, f"revoked:{offer}") or self._new(site, offer)
        news = [(name, who) for name, who in sorted(gone.items()) if name not in held.seen]
        since = seconds(held.looked_at) if held.version else None
        hints = [
            (f"poll:{site}:{offer}:{name}", missed(site, who, offer, since)) for name, who in news
        ]
        self._send(letter, hints)
        now = {"seen": tuple(sorted(gone)), "looked_at": swept.began}
        self.memory.progress.save(held.model_copy(update=now))
        sweeping.done(swept)
        return f"{len(news)} missed"

    def _new(self, site: str, offer: str) -> Reached:
        now = self.now()
        return Reached(site=site, what=f"revoked:{offer}", until=seconds(now), looked_at=now)

    def _tagged(self, letter: AccessEnvelope, site: str, tag: str) -> str:
        """Tell who was tagged, or untagged, since the last reading."""
        noticed = Tags(self.memory, self.kajabi, self.now).notice(site, tag)
        if noticed is None:
            return "read on in a minute"
        self._send(letter, noticed.hints)
        self.memory.progress.save(noticed.reached)
        Sweeping(self.memory, self.now).done(noticed.swept)
        return f"{len(noticed.hints)} found"

    def _send(
        self, letter: AccessEnvelope, bodies: Sequence[tuple[str, MemberHinted | PollList | Poll]]
    ) -> None:
        """Orders to read on can wait; whom something was found of, cannot."""
        letters = [letter.answer(body, message_id=name) for name, body in bodies]
        for queue, waits in ((Queue.ACCESS, False), (Queue.ACCESS_POLL, True)):
            these = [each for each in letters if isinstance(each.body, PollList) is waits]
            if these:
                self.outbox.send(queue, *these)


def _lists(name: str, site: SiteRules) -> Iterator[PollList]:
    yield PollList(site=name, what="deactivated")
    yield PollList(site=name, what="reversals")
    for offer in sorted(site.offers):
        yield PollList(site=name, what="revoked", offer=offer)
    for tag in sorted(site.cancel_tags):
        yield PollList(site=name, what="tagged", tag=tag)


def _until(held: Reached, found: Sequence[Found], order: PollList, *, more: bool) -> Seconds:
    """Say up to where everything was passed on. Kajabi promises no order of transactions: of those
    that is known at their list's end only."""
    if more and order.what == "reversals":
        return held.until
    return max([held.until, *(each.at for each in found)])


def _overlap(order: PollList) -> int:
    return OVERLAP if order.what == "deactivated" else A_DAY
