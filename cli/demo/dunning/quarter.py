"""A quarter, hour by hour: trials end, cards fail, people act, and our workers collect.

It is played in this process with the workers' real code, the adapters and the local providers; on
AWS the same messages go over queues (the small cohort of ``deployed``).
"""

import heapq
import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from carryover.crm.messages import Sweep as CrmSweep
from carryover.crm.messages import SyncAll
from carryover.dunning.messages import CloseByHand, Discover, Sweep
from carryover.kernel.clock import Seconds
from carryover.ports.outbox import Queue
from cli.demo.dunning.customers import Customer, Streets
from cli.demo.dunning.lives import DAY, HOUR, Life
from cli.demo.dunning.river import River
from cli.demo.dunning.town import ACCOUNTS, Town
from cli.demo.quiet import Advance
from cli.rehearsal.mischief import Mischief
from sandbox.ground.outage import Outage
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event

DAYS: Final = 91
DOWN_ON: Final = 33
"""The day HighLevel is down, from its first to its last hour."""
WALK: Final = 45
"""Days between two walks through all contacts. On AWS every day; here whatever was lost is found
later, and a demo is not spent on looking at who is in step."""
SEARCH_AT: Final = 6
"""The hour of the day at which invoices are looked for whose news were lost."""


@dataclass
class Quarter:
    """One performance."""

    town: Town
    lives: Sequence[Life]
    mischief: Mischief
    tell: Advance
    customers: dict[str, Customer] = field(default_factory=dict)
    by_email: dict[str, Customer] = field(default_factory=dict)
    plans: list[tuple[Seconds, int, Callable[[], None]]] = field(default_factory=list)
    heard: int = 0
    """Letters and messages that were looked at."""
    texted: int = 0
    asked: int = 0
    """Questions that somebody has taken up."""

    def __post_init__(self) -> None:
        self.serial: Iterator[int] = itertools.count()
        self.streets = Streets(self.town)
        self.river = River(self.town, self.mischief)
        self.town.stripe.listeners.append(self._hear)

    def play(self) -> None:
        """Everybody moves in, and 91 days go by; then everybody is shown once more."""
        for number, life in enumerate(self.lives, 1):
            one = self.streets.moves_in(life)
            self.customers[one.id] = self.by_email[life.email] = one
            self.tell("people begin a trial", number, len(self.lives))
        for hour in range(1, DAYS * 24 + 1):
            self._hour(hour)
            if hour % 24 == 0:
                self.tell("a quarter goes by (in this process)", hour // 24, DAYS)
        self._is_shown()

    def _hour(self, hour: int) -> None:
        self.town.it_is(self.town.stripe.clock + HOUR)
        now = self.town.stripe.clock
        while self.plans and self.plans[0][0] <= now:
            heapq.heappop(self.plans)[2]()
        self.town.it_is(now)
        self._clocks(hour)
        self.river.flows()
        self._people_read()
        self._somebody_answers()

    def _clocks(self, hour: int) -> None:
        """Send what the schedules send; a sweep that would wake nobody is left out."""
        now, river = self.town.stripe.clock, self.river
        if river.cases.rings(now):
            river.tells(Queue.DUNNING, Sweep(), "sweep")
        if river.overdue.kept:
            river.tells(Queue.CRM, CrmSweep(), "crm-sweep")
        if hour % 24 == SEARCH_AT:
            river.tells(Queue.DUNNING, Discover(), "discover")
        if hour % (24 * WALK) == 0:
            river.tells(Queue.CRM, SyncAll(), "walk")
        if hour == DOWN_ON * 24:
            self.town.highlevel.order_outage(Outage(now + DAY))

    def _is_shown(self) -> None:
        """The last walk; whoever comes back to a queue is waited for."""
        self.river.tells(Queue.CRM, SyncAll(), "walk")
        for hour in range(24):
            self._hour(DAYS * 24 + hour + 1)

    def _hear(self, account: Account, event: Event) -> None:
        """Notice who fails for the first time; from then on their life counts."""
        if event.type not in FAILURES:
            return
        invoice = event.render()["data"]["object"]
        one = self.customers.get(invoice["customer"])
        if one is None or one.invoice:
            return
        one.invoice, one.failed_at = invoice["id"], self.town.stripe.clock
        self._plan(account.alias, one)

    def _plan(self, account: str, one: Customer) -> None:
        life, at = one.life, one.failed_at
        for begin, end in life.works:
            self._at(at + begin, partial(self.town.bank_says, account, one.card, None))
            self._at(at + end, partial(self.town.bank_says, account, one.card, life.word))
        if life.act and life.act.after == 0:
            self._at(at + life.act.delay, partial(self.streets.acts, one))
        if life.twist:
            self._at(at + life.twist.at, partial(self.streets.fate, one))

    def _somebody_answers(self) -> None:
        """Whoever sits at the desk closes a case that waits for them, two days later."""
        for doubt in list(self.river.reviews.kept.values())[self.asked :]:
            self.asked += 1
            account, slash, invoice = doubt.subject.removeprefix("invoice ").partition("/")
            if slash and account in ACCOUNTS:
                said = {"account": account, "invoice": invoice, "by": "demo", "why": "looked at"}
                order = CloseByHand(**said)
                self._at(
                    self.town.stripe.clock + 2 * DAY,
                    partial(self.river.tells, Queue.DUNNING, order, f"desk:{invoice}"),
                )

    def _people_read(self) -> None:
        """Whoever is moved by this message acts some hours later."""
        letters = list(self.town.mailbox.state.letters.values())[self.heard :]
        texts = list(self.town.highlevel.world.state.messages.values())[self.texted :]
        self.heard, self.texted = self.heard + len(letters), self.texted + len(texts)
        contacts = self.town.highlevel.world.state.contacts
        reached = [letter.to[0] for letter in letters]
        reached += [contacts[each.contact].email for each in texts if each.status == "delivered"]
        for email in reached:
            self._reads(self.by_email[email])

    def _reads(self, one: Customer) -> None:
        one.messages += 1
        act = one.life.act
        if act and act.after == one.messages:
            self._at(self.town.stripe.clock + act.delay, partial(self.streets.acts, one))

    def _at(self, when: Seconds, deed: Callable[[], None]) -> None:
        heapq.heappush(self.plans, (when, next(self.serial), deed))


FAILURES: Final = frozenset({"invoice.payment_failed", "invoice.payment_action_required"})
