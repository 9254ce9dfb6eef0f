"""A little world: one site, two Stripe accounts, the access worker between them, a clock."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from carryover.access.announcing import Announcing
from carryover.access.auditing import Auditing
from carryover.access.braking import Braking
from carryover.access.cancelling import Cancelling
from carryover.access.confirming import Confirming
from carryover.access.finding import Finding
from carryover.access.messages import AccessEnvelope, AccessMessage
from carryover.access.model import Billed, Mark, RefundWish
from carryover.access.paid import Charged, Dispute, Paid
from carryover.access.polling import Polling
from carryover.access.providing import Providing
from carryover.access.refunding import Refunding
from carryover.access.returning import Returning
from carryover.access.rules import BrakeRule, Rules, SiteRules
from carryover.access.service import Access
from carryover.access.store import Refused
from carryover.access.withdrawing import Withdrawing
from carryover.kernel.clock import seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.facts import MemberHinted, StateSeen, SubscriptionState
from carryover.kernel.news import MoneyReturned
from carryover.ports.outbox import Queue
from tests.fakes.access import MemoryLinks, MemoryRequests, MemoryRules, Remembered
from tests.fakes.kajabi import MemoryKajabi
from tests.fakes.memory import Killed, MemoryOutbox, Mortal

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
SITE = "academy"
QUEUES = (Queue.ACCESS, Queue.ACCESS_POLL)
"""The worker's."""
LEFT = "77"
"""The tag by which an automation says that somebody cancelled."""
RULES = SiteRules(
    accounts=("us", "intl"),
    plans={"price_gold": ("gold",), "price_silver": ("silver",)},
    cancel_tags=frozenset({LEFT}),
    tags_are="members_only",
    brake=BrakeRule(most=1_000),
)
NOW = seconds(NOON)
INVISIBLE = timedelta(minutes=12)
"""Until the message of a worker that died is seen again: six times its life (tests/template)."""
MONTH = 30 * 86_400
EFFECTS = (
    "save",
    "hold",
    "let_go",
    "keep",
    "end",
    "refund",
    "grant",
    "revoke",
    "create",
    "send",
    "activate",
    "deactivate",
)


@dataclass
class MemoryBilling:
    """Stripe, as access sees it."""

    rows: dict[tuple[str, str], Billed] = field(default_factory=dict)
    ends: list[tuple[str, str]] = field(default_factory=list)
    """Subscription, and when: ``now`` or ``period_end``."""
    keys: list[str] = field(default_factory=list)
    asked: int = 0
    money: dict[str, tuple[Paid, list[Charged]]] = field(default_factory=dict)
    """What was paid, by invoice."""
    refunds: dict[str, str] = field(default_factory=dict)
    """What we refunded ourselves, by invoice."""
    wishes: dict[str, str] = field(default_factory=dict)

    def is_paid(
        self, name: str, invoice: str, at: int, account: str = "us", **more: object
    ) -> Paid:
        """A period of a subscription is paid, a month from ``at`` on, by one charge of 29.00."""
        said: dict[str, Any] = {"reason": "subscription_cycle", "amount": 2900, "currency": "usd"}
        said |= {"period": (at, at + MONTH), **more}
        paid = Paid(account, invoice, name, created=at, paid_at=at, **said)
        charge = Charged(f"ch_{invoice}", paid.amount, 0, paid.currency)
        self.money[invoice] = (paid, [charge])
        return paid

    def gives_back(self, invoice: str, amount: int | None = None) -> MoneyReturned:
        """The invoice's charge is refunded, in all or up to ``amount``; what Stripe tells of it."""
        paid, (charge, *others) = self.money[invoice]
        back = charge.amount if amount is None else amount
        self.money[invoice] = (paid, [replace(charge, refunded=back), *others])
        return money_of(charge.id, "refund")

    def is_disputed(self, invoice: str, standing: Dispute = Dispute.OPEN) -> MoneyReturned:
        """The invoice's charge is disputed, or its dispute stands so by now."""
        paid, (charge, *others) = self.money[invoice]
        self.money[invoice] = (paid, [replace(charge, dispute=standing), *others])
        return money_of(charge.id, "dispute")

    def behind(self, money: MoneyReturned) -> Paid | None:
        self.asked += 1
        found = [paid for paid, charges in self.money.values() if charges[0].id == money.charge]
        return found[0] if found else None

    def paid(self, one: Billed) -> Sequence[Paid]:
        self.asked += 1
        return [paid for paid, _ in self.money.values() if paid.subscription == one.id]

    def refund_of(self, wish: RefundWish) -> str | None:
        return self.refunds.get(wish.invoice)

    def refund(self, wish: RefundWish) -> str | Refused:
        """The same wish under its key is one refund; another is a second one."""
        assert self.wishes.setdefault(wish.invoice, wish.request) == wish.request, "refunded twice"
        if wish.invoice in self.refunds:
            return self.refunds[wish.invoice]
        self.refunds[wish.invoice] = f"re_{len(self.refunds) + 1}"
        _, (charge, *_) = self.money[wish.invoice]
        self.gives_back(wish.invoice, charge.refunded + wish.amount)
        return self.refunds[wish.invoice]

    def charges(self, paid: Paid) -> Sequence[Charged]:
        self.asked += 1
        return self.money[paid.invoice][1]

    def sells(
        self, name: str, email: str, plan: str = "price_gold", account: str = "us", **more: object
    ) -> Billed:
        one = Billed(
            account, name, f"cus_{email}", email, "", (plan,), "active", seconds(NOON), False
        )
        self.rows[account, name] = replace(one, **more)  # type: ignore[arg-type]  # a test's words
        return self.rows[account, name]

    def becomes(self, name: str, account: str = "us", **more: object) -> None:
        held = self.rows[account, name]
        self.rows[account, name] = replace(held, **more)  # type: ignore[arg-type]  # as above

    def subscription(self, account: str, name: str) -> Billed | None:
        self.asked += 1
        return self.rows.get((account, name))

    def of_email(self, account: str, email: str) -> Sequence[Billed]:
        self.asked += 1
        found = self.rows.values()
        return [e for e in found if e.account == account and e.email.casefold() == email.casefold()]

    def listed(self, account: str, after: str | None) -> tuple[Sequence[Billed], str | None]:
        """Two at a time, so that every account has a second page."""
        self.asked += 1
        every = [one for one in self.rows.values() if one.account == account]
        names = [one.id for one in every]
        start = 0 if after is None else names.index(after) + 1
        some = every[start : start + 2]
        return some, some[-1].id if len(every) > start + 2 else None

    def end(self, one: Billed, *, at_once: bool, request: str) -> Refused | None:
        self.keys.append(request)
        self.ends.append((one.id, "now" if at_once else "period_end"))
        status = "canceled" if at_once else one.status
        self.becomes(one.id, one.account, status=status, ends=True, mark=Mark.OURS)
        return None


@dataclass
class World:
    """Everything, and the worker over it."""

    rules: SiteRules = RULES
    mortal: Mortal = field(default_factory=lambda: Mortal(dies_at=-1))
    kajabi: MemoryKajabi = field(default_factory=MemoryKajabi)
    billing: MemoryBilling = field(default_factory=MemoryBilling)
    memory: Remembered = field(default_factory=Remembered)
    outbox: MemoryOutbox = field(default_factory=MemoryOutbox)
    doubts: list[str] = field(default_factory=list)
    outcomes: list[str] = field(default_factory=list)
    now: datetime = NOON
    deaths: int = 0

    @property
    def links(self) -> MemoryLinks:
        return self.memory.links

    @property
    def requests(self) -> MemoryRequests:
        return self.memory.requests

    @property
    def worker(self) -> Access:
        """A fresh process."""

        def guard[Port](port: Port) -> Port:
            return self.mortal.wrap(port, EFFECTS)

        book = MemoryRules(Rules(sites={SITE: self.rules}))
        memory = replace(self.memory, rules=book).behind(guard)
        kajabi, billing, outbox = guard(self.kajabi), guard(self.billing), guard(self.outbox)
        confirming = Confirming(kajabi, memory)
        providing = Providing(memory, billing, kajabi, kajabi, lambda: self.now)
        withdrawing = Withdrawing(memory, billing, kajabi, kajabi, lambda: self.now)
        braking = Braking(memory, outbox, lambda: self.now)
        told, finding = Announcing(outbox), Finding(billing)
        return Access(
            memory,
            Cancelling(memory, confirming, finding, billing, told, braking, lambda: self.now),
            providing,
            withdrawing,
            Returning(memory, billing, providing, withdrawing, lambda: self.now),
            Refunding(memory, billing, lambda: self.now),
            Polling(memory, kajabi, outbox, lambda: self.now),
            Auditing(memory, billing, kajabi, providing, withdrawing, outbox, lambda: self.now),
            braking,
        )

    def hears(self, *bodies: AccessMessage, name: str = "m", only: int = 0) -> "World":
        """Tell the worker something, and let it work until the queue is empty; ``only`` so many
        messages, and what they caused stays on the queue."""
        for number, body in enumerate(bodies):
            self._work(self._letter(body, f"{name}-{number}"))
        while not only and (letters := self.outbox.take(*QUEUES)):
            for letter in letters:
                read = AccessEnvelope.model_validate_json(letter.model_dump_json())
                self._work(read)
        return self

    def _letter(self, body: AccessMessage, name: str) -> AccessEnvelope:
        made = AccessEnvelope(id=name, cause="test", occurred_at=self.now, body=body)
        return AccessEnvelope.model_validate_json(made.model_dump_json())

    def _work(self, letter: AccessEnvelope) -> None:
        """Deliver it until it is done, a few times at most, as a queue does."""
        for _ in range(4):
            try:
                self.outcomes.append(self.worker.handle(letter).outcome)
            except NeedsReview as doubt:
                self.doubts.append(f"{doubt.subject}: {doubt.sentence}")
                return
            except Killed:
                self.deaths += 1
                self.now += INVISIBLE
            except Retryable:
                continue
            else:
                return

    def later(self, **passed: float) -> "World":
        self.now += timedelta(**passed)
        return self


def tagged(
    contact: str, email: str | None = None, *, tag: str = LEFT, gone: bool = False
) -> MemberHinted:
    """What a tag hook says."""
    event = "tag_removed" if gone else "tag_added"
    return MemberHinted(
        account=SITE, evidence="hook", event=event, contact=contact, email=email, tag=tag
    )


def purchased(purchase: str, email: str | None = None) -> MemberHinted:
    """What a purchase hook says."""
    return MemberHinted(
        account=SITE, evidence="hook", event="purchase", purchase=purchase, email=email
    )


def state_of(one: Billed) -> StateSeen:
    """What Stripe tells of a subscription that anything changed about."""
    state = SubscriptionState(
        id=one.id,
        created=one.created,
        livemode=False,
        customer=one.customer,
        status=one.status,
        currency="usd",
        items=(),
        collection_method="charge_automatically",
        billing_cycle_anchor=one.created,
    )
    return StateSeen(account=one.account, evidence="evt", earliest=NOW, latest=NOW, state=state)


def money_of(charge: str, kind: Literal["refund", "dispute"]) -> MoneyReturned:
    """What Stripe tells when money of a charge went back."""
    return MoneyReturned(
        account="us", evidence="evt", kind=kind, object="charge", id=charge, charge=charge
    )
