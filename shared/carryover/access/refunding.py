"""A member who left gets money back, if the owner wants that: at most once per invoice (KAJ-2).

It begins once the end is certain, as a message of its own. What is due is decided once and written
down before Stripe is asked; a retry looks for the refund at Stripe, under the same mark and key, so
a crash anywhere costs a look. Anything unclear goes to a person.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.access.messages import Refund
from carryover.access.model import Billed, CancelRequest, RefundWish
from carryover.access.paid import Charged, Dispute, Paid, latest_period
from carryover.access.policy import OVER
from carryover.access.providing import site_of
from carryover.access.rules import LastPayment, RefundRule, Rules
from carryover.access.store import Billing, Memory, Refused
from carryover.kernel.clock import Clock, Seconds, moment, seconds
from carryover.kernel.errors import NeedsReview

STEPS: Final = {
    **dict.fromkeys(("bhd", "jod", "kwd", "omr", "tnd"), 10),
    **dict.fromkeys(("isk", "ugx"), 100),
}
"""Minor units an amount has to be a multiple of, where that is not 1: of three decimals the last is
always 0, and two currencies without decimals are written with two
(docs.stripe.com/currencies#three-decimal and #special-cases)."""


@dataclass(frozen=True, slots=True)
class Give:
    """This much of this charge."""

    invoice: str
    charge: str
    amount: int
    """Minor units of ``currency``."""
    currency: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing is due."""

    why: str


@dataclass(frozen=True, slots=True)
class Unclear:
    """A person has to say."""

    why: str


type Due = Give | Nothing | Unclear

NO_RULE: Final = Nothing("no rule of the owner's applies")


def due(
    rule: RefundRule, paid: Sequence[Paid], charges: Sequence[Charged], at: Seconds, *, over: bool
) -> Due:
    """Say what a member gets back who left ``at`` this second. ``over``: the subscription ended at
    once; else it goes on until the end of what was paid, so that nothing stays unused. ``charges``
    are those of the latest period."""
    latest = latest_period(paid)
    if rule == "none" or latest is None:
        return Nothing("the owner refunds nothing" if latest else "nothing was paid")
    if why := _not_due(rule, latest, at, over=over):
        return Nothing(why)
    if why := _unclear(latest, paid, charges):
        return Unclear(why)
    (charge,) = charges
    if charge.refunded >= charge.amount:
        return Nothing("it was refunded already")
    if charge.refunded:
        return Unclear("a part of it was refunded already")
    return _share(rule, latest, charge, at)


def unused(amount: int, currency: str, period: tuple[Seconds, Seconds], at: Seconds) -> int:
    """Reckon the unused part of an amount by the second, rounded half up to what the currency can
    pay; minor units."""
    start, end = period
    left, span = end - max(at, start), end - start
    step = STEPS.get(currency.casefold(), 1)
    rounded = (2 * amount * left + step * span) // (2 * step * span) * step
    return min(rounded, amount)


@dataclass(frozen=True, slots=True)
class Refunding:
    """Gives money back."""

    memory: Memory
    billing: Billing
    now: Clock

    def refund(self, order: Refund, rules: Rules) -> str:
        """Do what the owner's rule says about a cancellation; answer what became of it."""
        wish, one = self._asked(order)
        latest = latest_period(self.billing.paid(one))
        if latest is None:
            return _nothing(one, wish, "nothing was paid")
        if held := self.memory.refunds.find(latest.account, latest.invoice):
            return self._pay(held)
        over = one.status in OVER
        match self._due(one, rules, seconds(wish.at), over=over) if wish.refund else NO_RULE:
            case Nothing(why):
                return _nothing(one, wish, why)
            case Unclear(why):
                subject = f"subscription {one.account}/{one.id}"
                raise NeedsReview(subject, f"Its member left. Is money to be refunded? {why}")
            case Give() as given:
                return self._pay(self._intend(one, given, order.request))

    def preview(self, one: Billed, rules: Rules, *, at_once: bool) -> Due:
        """Say what would be due if the member left now."""
        return self._due(one, rules, seconds(self.now()), over=at_once)

    def _asked(self, order: Refund) -> tuple[CancelRequest, Billed]:
        wish = self.memory.requests.find(order.request)
        one = None if wish is None else self.billing.subscription(wish.account, wish.subscription)
        if wish is None or one is None:
            raise NeedsReview(f"refund of {order.request}", "Its subscription is unknown.")
        return wish, one

    def _due(self, one: Billed, rules: Rules, at: Seconds, *, over: bool) -> Due:
        paid = self.billing.paid(one)
        latest = latest_period(paid)
        charges = () if latest is None else self.billing.charges(latest)
        return due(_rule(one, rules), paid, charges, at, over=over)

    def _intend(self, one: Billed, given: Give, request: str) -> RefundWish:
        wish = RefundWish(
            account=one.account,
            subscription=one.id,
            invoice=given.invoice,
            charge=given.charge,
            amount=given.amount,
            currency=given.currency,
            request=request,
            at=self.now(),
        )
        return self.memory.refunds.save(wish)

    def _pay(self, wish: RefundWish) -> str:
        """Look whether it was made, make it, write down that it is."""
        if wish.made is not None:
            return "refunded before"
        made = self.billing.refund_of(wish) or self.billing.refund(wish)
        if isinstance(made, Refused):
            subject = f"subscription {wish.account}/{wish.subscription}"
            sentence = f"Stripe refuses to refund {wish.amount} {wish.currency}: {made.sentence}"
            raise NeedsReview(subject, sentence)
        self.memory.refunds.save(wish.model_copy(update={"made": made}))
        return "refunded"


def _nothing(one: Billed, wish: CancelRequest, why: str) -> str:
    if _began_late(one, wish):
        raise _charged_late(one, wish, why)
    return why


def _began_late(one: Billed, wish: CancelRequest) -> bool:
    """Tell a period that began after they left, as far as anybody can know, and before we heard.
    Nobody leaves before their first."""
    if wish.since is None or one.begun is None or one.begun == one.created:
        return False
    return wish.since < one.begun <= seconds(wish.at)


def _charged_late(one: Billed, wish: CancelRequest, why: str) -> NeedsReview:
    """Ask: it happens while the site is down, say. No rule of the owner's speaks of it, and nobody
    guesses about money."""
    left = moment(wish.since or 0)
    return NeedsReview(
        f"subscription {one.account}/{one.id}",
        f"Its member left at some time after {left:%Y-%m-%d %H:%M} UTC. A period of it began on "
        f"{moment(one.begun or 0):%Y-%m-%d %H:%M}, before we could know, and is or will be charged."
        f" Is that to be refunded, and the end to be at once? By the rules it is not: {why}.",
    )


def _rule(one: Billed, rules: Rules) -> RefundRule:
    """Find the rule of the site the subscription opens something at."""
    name = site_of(one, rules)
    return "none" if name is None else rules.sites[name].refund


def _not_due(rule: RefundRule, latest: Paid, at: Seconds, *, over: bool) -> str:
    if isinstance(rule, LastPayment):
        days = timedelta(days=rule.last_payment_within_days).total_seconds()
        return "the last payment is older than that" if at - latest.paid_at > days else ""
    if not over:
        return "they have what they paid for until the period ends"
    ended = latest.period is not None and latest.period[1] <= at
    return "the period that was paid has ended" if ended else ""


def _unclear(latest: Paid, paid: Sequence[Paid], charges: Sequence[Charged]) -> str:
    """Say what is not as simple as one period paid by one charge; empty: all is."""
    if any(each.created > latest.created for each in paid):
        return "There are several payments for the running period."
    if len(charges) != 1:
        return f"Invoice {latest.invoice} was paid by {len(charges)} charges."
    (charge,) = charges
    if charge.dispute is not Dispute.NONE:
        return f"The charge of invoice {latest.invoice} is or was disputed."
    if (charge.currency, charge.amount) != (latest.currency, latest.amount):
        return f"Invoice {latest.invoice} and its charge tell different amounts."
    return ""


def _share(rule: RefundRule, latest: Paid, charge: Charged, at: Seconds) -> Due:
    if isinstance(rule, LastPayment):
        return Give(latest.invoice, charge.id, charge.amount, charge.currency)
    if latest.period is None:
        return Unclear(f"Invoice {latest.invoice} pays for several stretches of time.")
    amount = unused(charge.amount, charge.currency, latest.period, at)
    if amount <= 0:
        return Nothing("what is unused is less than the smallest amount")
    return Give(latest.invoice, charge.id, amount, charge.currency)
