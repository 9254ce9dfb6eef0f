"""What access remembers, in memory, refusing a stale version as DynamoDB's condition does."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from carryover.access.brake import Brake
from carryover.access.findings import AuditPart, Findings, summed
from carryover.access.model import AccessLink, CancelRequest, Reached, RefundWish, Versioned
from carryover.access.rules import Rules
from carryover.access.store import Changed, Memory


@dataclass
class MemoryRules:
    """The rules in force."""

    rules: Rules = field(default_factory=Rules)

    def read(self) -> Rules:
        return self.rules

    def put(self, rules: Rules) -> None:
        self.rules = rules


@dataclass
class MemoryLinks:
    """Links by subscription."""

    rows: dict[tuple[str, str], AccessLink] = field(default_factory=dict)

    def find(self, account: str, subscription: str) -> AccessLink | None:
        return self.rows.get((account, subscription))

    def of_contact(self, site: str, contact: str) -> Sequence[AccessLink]:
        return [e for e in self.rows.values() if (e.site, e.contact) == (site, contact)]

    def save(self, link: AccessLink) -> AccessLink:
        place = (link.account, link.subscription)
        self.rows[place] = saved = _next(link, self.rows.get(place))
        return saved

    def all(self, site: str) -> Iterator[AccessLink]:
        yield from [each for each in self.rows.values() if each.site == site]


@dataclass
class MemoryRequests:
    """Wishes by their meaning."""

    rows: dict[str, CancelRequest] = field(default_factory=dict)

    def find(self, name: str) -> CancelRequest | None:
        return self.rows.get(name)

    def of(self, account: str, subscription: str) -> Sequence[CancelRequest]:
        place = (account, subscription)
        return [each for each in self.rows.values() if (each.account, each.subscription) == place]

    def save(self, request: CancelRequest) -> CancelRequest:
        self.rows[request.id] = saved = _next(request, self.rows.get(request.id))
        return saved


@dataclass
class MemoryBrakes:
    """Brakes by site, and the wishes they hold."""

    rows: dict[str, Brake] = field(default_factory=dict)
    waiting: dict[str, dict[str, None]] = field(default_factory=dict)

    def find(self, site: str) -> Brake | None:
        return self.rows.get(site)

    def save(self, brake: Brake) -> Brake:
        self.rows[brake.site] = saved = _next(brake, self.rows.get(brake.site))
        return saved

    def hold(self, site: str, wish: str) -> None:
        self.waiting.setdefault(site, {})[wish] = None

    def let_go(self, site: str, wish: str) -> None:
        self.waiting.get(site, {}).pop(wish, None)

    def held(self, site: str, most: int) -> Sequence[str]:
        return sorted(self.waiting.get(site, {}))[:most]


@dataclass
class MemoryRefunds:
    """Money to go back, by invoice."""

    rows: dict[tuple[str, str], RefundWish] = field(default_factory=dict)

    def find(self, account: str, invoice: str) -> RefundWish | None:
        return self.rows.get((account, invoice))

    def save(self, wish: RefundWish) -> RefundWish:
        place = (wish.account, wish.invoice)
        self.rows[place] = saved = _next(wish, self.rows.get(place))
        return saved


@dataclass
class MemoryProgress:
    """How far lists were read."""

    rows: dict[tuple[str, str], Reached] = field(default_factory=dict)

    def find(self, site: str, what: str) -> Reached | None:
        return self.rows.get((site, what))

    def save(self, reached: Reached) -> Reached:
        place = (reached.site, reached.what)
        self.rows[place] = saved = _next(reached, self.rows.get(place))
        return saved


@dataclass
class MemoryAudits:
    """What audits found, by audit and place."""

    rows: dict[tuple[str, int], AuditPart] = field(default_factory=dict)

    def find(self, audit: str) -> Findings | None:
        return summed([part for (name, _), part in self.rows.items() if name == audit])

    def has(self, audit: str, number: int) -> bool:
        return (audit, number) in self.rows

    def save(self, part: AuditPart) -> None:
        self.rows[part.audit, part.number] = part


@dataclass
class MemoryReadings:
    """Pages by list and number."""

    pages: dict[tuple[str, int], tuple[str, ...]] = field(default_factory=dict)

    def keep(self, look: str, page: int, people: Sequence[str]) -> None:
        self.pages[look, page] = tuple(people)

    def people(self, look: str) -> frozenset[str]:
        found = [people for (name, _), people in self.pages.items() if name == look]
        return frozenset(who for some in found for who in some)


@dataclass
class Remembered:
    """All of it, to be looked into."""

    rules: MemoryRules = field(default_factory=MemoryRules)
    links: MemoryLinks = field(default_factory=MemoryLinks)
    requests: MemoryRequests = field(default_factory=MemoryRequests)
    progress: MemoryProgress = field(default_factory=MemoryProgress)
    refunds: MemoryRefunds = field(default_factory=MemoryRefunds)
    audits: MemoryAudits = field(default_factory=MemoryAudits)
    readings: MemoryReadings = field(default_factory=MemoryReadings)
    brakes: MemoryBrakes = field(default_factory=MemoryBrakes)

    def behind(self, guard: Callable[[Any], Any] = lambda port: port) -> Memory:
        """Show it as the worker sees it, each store behind a guard."""
        return Memory(
            self.rules,
            guard(self.links),
            guard(self.requests),
            guard(self.progress),
            guard(self.refunds),
            guard(self.audits),
            guard(self.readings),
            guard(self.brakes),
        )


def _next[Kept: Versioned](kept: Kept, held: Kept | None) -> Kept:
    if kept.version != (held.version if held else 0):
        raise Changed("written by somebody else")
    return kept.model_copy(update={"version": kept.version + 1})
