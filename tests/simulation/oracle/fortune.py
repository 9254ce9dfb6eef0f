"""Tells the fortune of a subscription: what happens when, in order."""

import heapq
from collections.abc import Callable
from fractions import Fraction

from tests.simulation.life import (
    AnchorDay,
    Cancel,
    Card,
    Coupon,
    Deed,
    EndFlag,
    Life,
    Pause,
    Recount,
    Swap,
)
from tests.simulation.oracle import changing, collecting
from tests.simulation.oracle.dates import anchored, months_after, rhythm
from tests.simulation.oracle.invoicing import HOUR, draft, finalize, void
from tests.simulation.oracle.state import Held, Invoice, Line, Standing, holding
from tests.simulation.oracle.sums import Bargain, pieces, whole

UNPAID_FOR = 23 * HOUR
"""docs.stripe.com/billing/subscriptions/overview: an incomplete subscription expires then."""


def foretell(life: Life) -> Standing:
    """Say how it stands at the end, with every invoice on the way."""
    return _Fortune(life).told()


class _Fortune:
    def __init__(self, life: Life) -> None:
        self.life = life
        self.now = life.start
        self.ahead: list[tuple[int, int, Callable[[], None]]] = []
        self.asked = 0
        bargains = [_redeemed(each, life.start) for each in life.coupons]
        self.standing = Standing(
            bargains=bargains,
            balance=life.balance,
            card_works=life.card_works,
            cancel_at=life.cancel_at,
        )
        for number, item in enumerate(life.items):
            own = [_redeemed(each, life.start) for each in item.coupons]
            self.standing.items.append(holding(number, item, own, life.taxes))
        self.anchor = self._anchor()

    def told(self) -> Standing:
        self._begin()
        for deed in self.life.deeds:
            self._run(deed.at)
            self.now = deed.at
            if not self.standing.over:
                self._do(deed)
        self._run(self.life.until)
        return self.standing

    def at(self, when: int, work: Callable[[], None]) -> None:
        """Remember what is to happen; what was asked for first happens first."""
        self.asked += 1
        heapq.heappush(self.ahead, (when, self.asked, work))

    def _run(self, until: int) -> None:
        while self.ahead and self.ahead[0][0] <= until:
            self.now, _, work = heapq.heappop(self.ahead)
            work()

    def _anchor(self) -> int:
        begin = self.life.trial_end or self.life.start
        if isinstance(self.life.anchor, AnchorDay):
            return anchored(self.life.anchor, begin)
        return self.life.anchor or begin

    def _begin(self) -> None:
        if self.life.trial_end is not None:
            lines = self._trial(self.life.trial_end)
        else:
            lines = [line for item in self.standing.items for line in self._open(item)]
        if lines:
            invoice = self._draft("subscription_create", lines)
            self._finalize(invoice)
            self._first_payment(invoice)
        self.at(self.standing.period_end(), self._boundary)
        if self.life.cancel_at is not None:
            self.at(self.life.cancel_at, self._end_as_agreed)

    def _trial(self, until: int) -> list[Line]:
        self.standing.status = "trialing"
        for item in self.standing.items:
            item.start, item.end = self.now, until
            item.natural = (self.now, until)
        return [Line(item, self.now, until, 0) for item in self.standing.items]

    def _first_payment(self, invoice: Invoice) -> None:
        if invoice.due and not self.standing.card_works:
            self.standing.status = "incomplete"
            self.at(self.now + UNPAID_FOR, lambda: self._expire(invoice))
        collecting.collect(self, invoice, scheduled=False)

    def _expire(self, invoice: Invoice) -> None:
        void(self.standing, invoice)
        self.standing.status, self.standing.ended_at = "incomplete_expired", self.now

    def _open(self, item: Held) -> list[Line]:
        """The next period, whole, or cut at its beginning by the anchor or at its end."""
        day = self.life.anchor.day if isinstance(self.life.anchor, AnchorDay) else None
        item.natural = rhythm(item.price, self.anchor, day).around(self.now)
        item.start, item.end = self.now, item.natural[1]
        end = self.standing.cancel_at
        if end is not None and item.start < end < item.end:
            item.end = end
        return [
            Line(item, item.start, item.end, whole(piece * self._share(item)))
            for piece in pieces(item.price, item.quantity)
            if self._share(item)
        ]

    def _share(self, item: Held) -> Fraction:
        """What of a whole period is charged. An end inside the first period prorates it only if
        prorations are enabled, one inside a later period always (api/subscriptions/create,
        ``cancel_at``); the time before a later anchor is then free."""
        begin, finish = item.natural
        if self.now == self.life.start and not self.life.prorated:
            return Fraction(self.anchor == self.now)
        if item.start > begin and not self.life.prorated:
            return Fraction(0)
        return Fraction(item.end - item.start, finish - begin)

    def _boundary(self) -> None:
        standing = self.standing
        if standing.over or standing.status == "incomplete":
            return
        if standing.cancel_at is not None and standing.cancel_at <= self.now:
            self._end_as_agreed()
        elif standing.period_end() == self.now:
            self._renew()

    def _renew(self) -> None:
        standing = self.standing
        due = [item for item in standing.items if item.end == self.now]
        lines = [line for item in due for line in self._open(item)]
        if standing.status == "trialing":
            standing.status = "active"
        if lines:
            self._renewal_invoice(lines)
        self.at(standing.period_end(), self._boundary)

    def _renewal_invoice(self, lines: list[Line]) -> None:
        standing = self.standing
        automatic = standing.status != "unpaid" and standing.pause is None
        invoice = self._draft("subscription_cycle", lines, automatic=automatic)
        if automatic:
            self.at(self.now + HOUR, lambda: self._advance(invoice))
        elif standing.pause in {"void", "mark_uncollectible"}:
            self._write_off(invoice)

    def _write_off(self, invoice: Invoice) -> None:
        """docs.stripe.com/billing/subscriptions/pause-payment."""
        self._finalize(invoice)
        if self.standing.pause == "void":
            void(self.standing, invoice)
        else:
            invoice.status = "uncollectible"
        if self.standing.status in {"past_due", "unpaid"}:
            self.standing.status = "active"

    def _advance(self, invoice: Invoice) -> None:
        self._finalize(invoice)
        collecting.collect(self, invoice, scheduled=True)

    def _draft(self, reason: str, lines: list[Line], *, automatic: bool = True) -> Invoice:
        return draft(self.standing, self.now, reason, lines, automatic=automatic)

    def _finalize(self, invoice: Invoice) -> None:
        finalize(self.life, self.standing, invoice, self.now)

    def _end_as_agreed(self) -> None:
        """What still waits is invoiced: docs.stripe.com/billing/subscriptions/cancel."""
        end = self.standing.cancel_at
        if self.standing.over or end is None or end > self.now:
            return
        if self.standing.pending:
            invoice = self._draft("subscription_cycle", [])
            self.at(self.now + HOUR, lambda: self._advance(invoice))
        self.end()

    def end(self) -> None:
        """Over; what was finalised is collected no more."""
        self.standing.status, self.standing.ended_at = "canceled", self.now
        for invoice in self.standing.invoices:
            if invoice.status == "open":
                invoice.automatic = False

    def _do(self, deed: Deed) -> None:
        standing = self.standing
        match deed:
            case Card():
                standing.card_works = deed.works
            case Cancel():
                self.end()
            case _ if standing.status == "incomplete":
                return
            case Recount() | Swap():
                if changing.change(self.life, standing, deed):
                    invoice = self._draft("subscription_update", [])
                    self._finalize(invoice)
                    collecting.collect(self, invoice, scheduled=False)
            case Pause() | EndFlag():
                changing.forget(self.life, standing)
                self._agree(deed)

    def _agree(self, deed: Pause | EndFlag) -> None:
        if isinstance(deed, Pause):
            self.standing.pause = deed.behavior
            return
        if deed.on:
            self.standing.cancel_at = self.standing.period_end()
            self.at(self.standing.cancel_at, self._end_as_agreed)
            changing.cut_short(self.life, self.standing, self.standing.cancel_at)
        elif self.standing.flagged:
            self.standing.cancel_at = None
            changing.uncut(self.standing)
        self.standing.flagged = deed.on


def _redeemed(coupon: Coupon, now: int) -> Bargain:
    """Months count from the moment it was redeemed (docs: coupons, duration)."""
    return Bargain(coupon, None if coupon.months is None else months_after(now, coupon.months))
