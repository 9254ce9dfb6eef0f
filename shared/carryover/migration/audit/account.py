"""The passes over one source's snapshot: one per kind of object, one object in memory at a time."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.migration.audit.between import CHOSEN, Crossing
from carryover.migration.audit.findings.catalogue import CODES, COUPONS, LINKS, PRICES
from carryover.migration.audit.findings.charging import CHARGING
from carryover.migration.audit.findings.debts import (
    DISPUTES,
    INVOICES,
    ITEMS,
    REFUNDS,
    amount,
    remaining,
)
from carryover.migration.audit.findings.listening import LISTENING
from carryover.migration.audit.findings.people import PEOPLE, Customer
from carryover.migration.audit.findings.reductions import REDUCTIONS
from carryover.migration.audit.findings.standing import STANDING
from carryover.migration.audit.findings.terms import TERMS
from carryover.migration.audit.findings.times import TIMES
from carryover.migration.audit.held import Held
from carryover.migration.audit.integrations import listener
from carryover.migration.audit.model import Finding, Listener, Money, Picture, Renewals
from carryover.migration.audit.monthly import PriceList, monthly
from carryover.migration.audit.picture import Counting, renewed
from carryover.migration.audit.reading import text
from carryover.migration.audit.rule import Looking, Rule, worthless
from carryover.migration.audit.subscription import Subscription
from carryover.migration.planning.building import looks
from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.kinds import DAY, RECENT
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import Json

type Told = Callable[[int], None]
"""Hears how many objects more were read."""

type Worth = Callable[[Json], Money]

TABLES: Final[Mapping[str, tuple[str, tuple[Rule[Json], ...], Worth]]] = {
    "invoiceitem": ("items", ITEMS, amount),
    "invoice": ("invoices", INVOICES, remaining),
    "dispute": ("disputes", DISPUTES, amount),
    "refund": ("refunds", REFUNDS, amount),
    "coupon": ("coupons", COUPONS, worthless),
    "promotion_code": ("codes", CODES, worthless),
    "price": ("prices", PRICES, worthless),
    "payment_link": ("links", LINKS, worthless),
}
"""Kinds whose objects are looked at one by one: what they are called, and what they are worth."""

LEFT: Final = ("product", "tax_rate", "tax_id", "subscription_schedule")
"""Kinds that are only counted."""

TOLD_EVERY: Final = 500


@dataclass(slots=True)
class Pass:
    """One source."""

    archive: Archive
    crossing: Crossing
    told: Told
    counting: Counting = field(default_factory=Counting)
    prices: PriceList = field(default_factory=PriceList)
    terms: Looking[Subscription] = field(
        default_factory=lambda: Looking(
            "subscriptions", "a month", (*TERMS, *TIMES, *CHARGING, *STANDING, *REDUCTIONS)
        )
    )
    held: Held = field(default_factory=Held)
    people: Looking[Customer] = field(
        default_factory=lambda: Looking("customers", "in all", PEOPLE)
    )
    endpoints: Looking[Listener] = field(
        default_factory=lambda: Looking("endpoints", "", LISTENING)
    )
    others: dict[str, Looking[Json]] = field(
        default_factory=lambda: {
            kind: Looking(of, "in all", rules) for kind, (of, rules, _) in TABLES.items()
        }
    )

    @property
    def account(self) -> str:
        """Its alias."""
        return self.archive.manifest.account

    def picture(self) -> Picture:
        """Go through everything; prices before subscriptions, subscriptions before customers."""
        renewals = Renewals(since=self.archive.manifest.taken_at - RECENT * DAY)
        for kind in (*LEFT, *(name for name in TABLES if name != "invoice")):
            self._others(kind)
        self._subscriptions()
        self._customers()
        for invoice in self._each("invoice"):
            self._look("invoice", invoice)
            renewals = renewed(renewals, invoice)
        listeners = tuple(self._listeners())
        return self._drawn(renewals, listeners)

    def findings(self) -> Iterator[Finding]:
        """Say what was found in the passes."""
        yield from self.terms.findings(self.account)
        yield from self.held.findings(self.account)
        yield from self.people.findings(self.account)
        yield from self.endpoints.findings(self.account)
        for looking in self.others.values():
            yield from looking.findings(self.account)

    def _others(self, kind: str) -> None:
        for one in self._each(kind):
            self._look(kind, one)
            if kind == "price":
                self.prices.learn(one)
            if kind in CHOSEN:
                self.crossing.named(self.account, kind, one)

    def _look(self, kind: str, one: Json) -> None:
        self.counting.other(kind, one)
        if kind in TABLES:
            _, _, worth = TABLES[kind]
            self.others[kind].at(one, text(one, "id"), worth(one))

    def _subscriptions(self) -> None:
        idle = frozenset(
            text(each, "id") for each in self.archive.each("product") if not each.get("active")
        )
        for seen in self._counted(looks(self.archive)):
            json = seen.subscription
            one = Subscription(json, monthly(json, self.prices), seen.read_at, idle)
            self.counting.subscription(one)
            if one.live:
                worth = {one.currency: one.monthly or 0}
                self.crossing.billed(self.account, id_of(one.customer), one.currency)
                if not self.terms.at(one, one.id, worth):
                    self.held.at(seen, one.id, worth)

    def _customers(self) -> None:
        for json in self._each("customer"):
            one = Customer(json, self.crossing.currencies(self.account, text(json, "id")))
            self.counting.other("customer", json)
            self.crossing.person(self.account, json, billed=one.currencies > 0)
            self.people.at(one, text(json, "id"), one.money())

    def _listeners(self) -> Iterator[Listener]:
        for endpoint in self._each("webhook_endpoint"):
            one = listener(endpoint)
            self.counting.other("webhook_endpoint", endpoint)
            self.endpoints.at(one, f"{one.integration} ({one.id})", {})
            yield one

    def _each(self, kind: str) -> Iterator[Json]:
        return self._counted(self.archive.each(kind))

    def _counted[One](self, some: Iterator[One]) -> Iterator[One]:
        number = 0
        for number, one in enumerate(some, start=1):
            if number % TOLD_EVERY == 0:
                self.told(TOLD_EVERY)
            yield one
        self.told(number % TOLD_EVERY)

    def _drawn(self, renewals: Renewals, listeners: tuple[Listener, ...]) -> Picture:
        said = self.archive.manifest
        return Picture(
            account=said.account,
            account_id=said.account_id,
            livemode=said.livemode,
            api_version=said.api_version,
            taken_at=said.taken_at,
            digest=said.digest,
            counts=dict(sorted(said.counts().items())),
            live=self.counting.live,
            monthly=dict(sorted(self.counting.monthly.items())),
            unpriced=self.counting.unpriced,
            shares=tuple(self.counting.shares()),
            stocks=tuple(self.counting.states()),
            listeners=listeners,
            renewals=renewals,
            withheld=dict(self.archive.withheld()),
        )
