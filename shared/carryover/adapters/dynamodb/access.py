"""What access remembers (``access.store``).

A link's pointer under its member is written before the link itself: dying in between leaves a
pointer to a link that is not there yet, which is passed over.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import batched, chain
from typing import Final

from carryover.access.findings import AuditPart, Findings, summed
from carryover.access.model import (
    AccessLink,
    CancelRequest,
    Reached,
    ReadPage,
    RefundWish,
    RequestState,
)
from carryover.access.rules import Rules
from carryover.access.store import Memory
from carryover.adapters.dynamodb import access_keys, bodies, keys
from carryover.adapters.dynamodb.access_brakes import DynamoBrakes
from carryover.adapters.dynamodb.table import BATCH, Range, Row, Table
from carryover.adapters.dynamodb.versions import saved
from carryover.kernel.clock import Clock, seconds

AUDITS_KEPT_FOR: Final = timedelta(days=400)
"""So that this month's audit can be held against last year's."""

READINGS_KEPT_FOR: Final = timedelta(days=2)
"""Longer than the longest reading takes: a million people at 100 a request, 2 requests a second,
are an hour and a half per offer."""


@dataclass(frozen=True, slots=True)
class DynamoRules:
    """Keeps the rules in force in one item."""

    table: Table

    def read(self) -> Rules:
        """Read them consistently; nobody has decided yet: there are none."""
        row = self.table.get(access_keys.ACCESS_RULES)
        return Rules() if row is None else bodies.read(Rules, row)

    def put(self, rules: Rules) -> None:
        """Put them in force, over the ones before."""
        self.table.put(access_keys.ACCESS_RULES, bodies.written(rules))


@dataclass(frozen=True, slots=True)
class DynamoLinks:
    """Keeps one item per link, and one pointer per member and link."""

    table: Table

    def find(self, account: str, subscription: str) -> AccessLink | None:
        """Read it consistently."""
        row = self.table.get(access_keys.access_link(account, subscription))
        return None if row is None else bodies.read(AccessLink, row)

    def of_contact(self, site: str, contact: str) -> Sequence[AccessLink]:
        """Follow the pointers; both reads are consistent."""
        pointers = self.table.query(Range(access_keys.member(site, contact)), ("sk",))
        payers = [str(row["sk"]).partition("#") for row in pointers]
        found = (self.find(account, subscription) for account, _, subscription in payers)
        return [link for link in found if link is not None and link.contact == contact]

    def save(self, link: AccessLink) -> AccessLink:
        """Write the pointer, then the next version of the link if the one read is still there."""
        if link.contact is not None:
            place = access_keys.member_link(
                link.site, link.contact, link.account, link.subscription
            )
            self.table.put(place, {})
        key = access_keys.access_link(link.account, link.subscription)
        index: Row = {
            "gsi2pk": access_keys.access_of(link.site),
            "gsi2sk": f"{link.account}#{link.subscription}",
        }
        return saved(self.table, key, link, index)

    def all(self, site: str) -> Iterator[AccessLink]:
        """Ask the index, then read each batch; the index lags behind by moments."""
        stretch = Range(access_keys.access_of(site), index=keys.BY_CREATED)
        places = (keys.Key(str(row["pk"]), str(row["sk"])) for row in self.table.query(stretch))
        for some in batched(places, BATCH, strict=False):
            for row in self.table.batch(some, bodies.BODY):
                yield bodies.read(AccessLink, row)


@dataclass(frozen=True, slots=True)
class DynamoRequests:
    """Keeps one item per confirmed cancellation, and one pointer per subscription and wish."""

    table: Table

    def find(self, name: str) -> CancelRequest | None:
        """Read it consistently."""
        row = self.table.get(access_keys.cancel_request(name))
        return None if row is None else bodies.read(CancelRequest, row)

    def of(self, account: str, subscription: str) -> Sequence[CancelRequest]:
        """Follow the pointers; both reads are consistent."""
        place = access_keys.access_wishes(account, subscription)
        pointers = self.table.query(
            Range(place, first=access_keys.WISHES, last=access_keys.LAST_WISH), ("sk",)
        )
        names = (str(row["sk"]).removeprefix(access_keys.WISHES) for row in pointers)
        found = [request for name in names if (request := self.find(name))]
        return [
            each for each in found if (each.account, each.subscription) == (account, subscription)
        ]

    def save(self, request: CancelRequest) -> CancelRequest:
        """Write the pointer when it begins, then the next version if the one read is still there:
        dying in between leaves a pointer to nothing, or to the wish before, which is passed
        over."""
        if request.state is RequestState.INTENDED:
            self.table.put(
                access_keys.access_wish(request.account, request.subscription, request.id), {}
            )
        return saved(self.table, access_keys.cancel_request(request.id), request, {})


@dataclass(frozen=True, slots=True)
class DynamoRefunds:
    """Keeps one item per invoice of which something is to go back."""

    table: Table

    def find(self, account: str, invoice: str) -> RefundWish | None:
        """Read it consistently."""
        row = self.table.get(access_keys.access_refund(account, invoice))
        return None if row is None else bodies.read(RefundWish, row)

    def save(self, wish: RefundWish) -> RefundWish:
        """Write the next version if the one read is still there."""
        return saved(self.table, access_keys.access_refund(wish.account, wish.invoice), wish, {})


@dataclass(frozen=True, slots=True)
class DynamoProgress:
    """Keeps one item per site and list."""

    table: Table

    def find(self, site: str, what: str) -> Reached | None:
        """Read it consistently."""
        row = self.table.get(access_keys.access_reached(site, what))
        return None if row is None else bodies.read(Reached, row)

    def save(self, reached: Reached) -> Reached:
        """Write the next version if the one read is still there."""
        return saved(
            self.table, access_keys.access_reached(reached.site, reached.what), reached, {}
        )


@dataclass(frozen=True, slots=True)
class DynamoAudits:
    """Keeps one item per part, all of an audit in one partition."""

    table: Table

    def find(self, audit: str) -> Findings | None:
        """Read all its parts consistently, and add them up."""
        stretch = Range(access_keys.audited(audit), first=access_keys.AUDIT_PARTS)
        return summed([bodies.read(AuditPart, row) for row in self.table.query(stretch)])

    def has(self, audit: str, number: int) -> bool:
        """Look for the part's item."""
        return self.table.get(access_keys.audit_part(audit, number)) is not None

    def save(self, part: AuditPart) -> None:
        """Write it over itself: the same message finds the same, or what is true by now."""
        expires_at = seconds(part.at + AUDITS_KEPT_FOR)
        row: Row = {**bodies.written(part), keys.EXPIRES_AT: expires_at}
        self.table.put(access_keys.audit_part(part.audit, part.number), row)


@dataclass(frozen=True, slots=True)
class DynamoReadings:
    """Keeps one item per page."""

    table: Table
    now: Clock

    def keep(self, look: str, page: int, people: Sequence[str]) -> None:
        """Write it packed: a hundred ids are some 700 bytes."""
        expires_at = seconds(self.now() + READINGS_KEPT_FOR)
        row: Row = {**bodies.written(ReadPage(people=tuple(people))), keys.EXPIRES_AT: expires_at}
        self.table.put(access_keys.read_page(look, page), row)

    def people(self, look: str) -> frozenset[str]:
        """Read them in one stretch: a million people are some 7 MB."""
        rows = self.table.query(Range(access_keys.reading(look)))
        pages = (bodies.read(ReadPage, row).people for row in rows)
        return frozenset(chain.from_iterable(pages))


def remembered(table: Table, now: Clock) -> Memory:
    """Everything access remembers, in the table."""
    return Memory(
        rules=DynamoRules(table),
        links=DynamoLinks(table),
        requests=DynamoRequests(table),
        progress=DynamoProgress(table),
        refunds=DynamoRefunds(table),
        audits=DynamoAudits(table),
        readings=DynamoReadings(table, now),
        brakes=DynamoBrakes(table),
    )
