"""Makes the plan from snapshots and the card mapping, one subscription in memory at a time."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from carryover.kernel.clock import Seconds
from carryover.migration.model import Old
from carryover.migration.planning.catalogue_needs import (
    Need,
    instead_of,
    of_catalogue,
    open_codes,
    redeemed,
)
from carryover.migration.planning.entry import Entry, Outcome, entry, mapped
from carryover.migration.planning.judging import judge
from carryover.migration.planning.plan import Head, Origin, Plan, Sum, Totals, canonical, hashed
from carryover.migration.planning.rules import Rules
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.spool import Spool
from carryover.migration.stripe_json import id_of


class Taken(Protocol):
    """What a snapshot says of itself."""

    @property
    def account(self) -> str:
        """The source's alias."""

    @property
    def digest(self) -> str:
        """Equal content, equal digest."""

    @property
    def taken_at(self) -> Seconds:
        """When, by Stripe's clock; everything is judged as of then."""


class Snapshot(Protocol):
    """A source, written down."""

    @property
    def manifest(self) -> Taken:
        """Say which, and when."""

    def each(self, kind: str) -> Iterator[dict[str, Any]]:
        """Go through a kind of object."""

    def by(self, kind: str, field: str) -> Mapping[str, Sequence[dict[str, Any]]]:
        """Gather a kind by one of its fields."""


@dataclass(slots=True)
class Tally:
    """What is added up on the way."""

    needs: Counter[Old] = field(default_factory=Counter)
    codes: set[Old] = field(default_factory=set)
    """Promotion codes that are open: needed whether or not anybody has redeemed them."""
    redeemed: Counter[Old] = field(default_factory=Counter)
    outcomes: Counter[Outcome] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    sums: dict[str, dict[Outcome, Sum]] = field(default_factory=lambda: defaultdict(dict))

    def add(self, found: Entry) -> None:
        """Count one."""
        self.outcomes[found.outcome] += 1
        self.reasons.update({reason.code for reason in found.reasons})
        if found.spec is not None:
            self.needs.update(set(of_catalogue(found.spec)))
            self.redeemed.update(set(redeemed(found.spec)))
        of_currency = self.sums[found.currency]
        old = of_currency.get(found.outcome, Sum())
        of_currency[found.outcome] = Sum(
            count=old.count + 1,
            amount=old.amount + (found.amount or 0),
            unpriced=old.unpriced + (found.amount is None),
        )

    def needed(self, rules: Rules) -> tuple[Need, ...]:
        """List what the catalogue has to make, by source, kind and id."""
        needs = {**self.needs, **{code: self.redeemed[code] for code in self.codes}}
        olds = sorted(needs, key=lambda old: (old.account, old.kind, old.id))
        return tuple(
            Need(
                account=old.account,
                kind=old.kind,
                id=old.id,
                uses=needs[old],
                instead=instead_of(old, rules),
            )
            for old in olds
        )

    def totals(self) -> tuple[Totals, ...]:
        """Sum up by currency."""
        return tuple(
            Totals(currency=currency, outcomes=dict(sorted(of.items())))
            for currency, of in sorted(self.sums.items())
        )


def build(
    snapshots: Iterable[Snapshot],
    cards: Container[Old],
    rules: Rules,
    *,
    others: Iterable[Entry] = (),
) -> Plan:
    """Judge everything. ``cards`` knows what Stripe's data copy has mapped; ``others`` come from
    sources that are no Stripe account, specified but not yet looked up in the mapping."""
    taken = sorted(snapshots, key=lambda each: each.manifest.account)
    spool, tally = Spool(), Tally()
    for snapshot in taken:
        account = snapshot.manifest.account
        tally.codes.update(open_codes(account, snapshot.each("promotion_code")))
        _keep(entries(snapshot, cards, rules), spool, tally)
    _keep((mapped(other, cards) for other in others), spool, tally)
    return _plan(tuple(_origin(each) for each in taken), rules, spool, tally)


def entries(snapshot: Snapshot, cards: Container[Old], rules: Rules) -> Iterator[Entry]:
    """Judge one source's subscriptions, in the snapshot's order."""
    now = snapshot.manifest.taken_at
    for seen in looks(snapshot):
        yield entry(seen, judge(seen, rules, now=now), cards)


def looks(snapshot: Snapshot) -> Iterator[Seen]:
    """Put a snapshot's subscriptions before the judgement, with what they hang on."""
    coupons = {each["id"]: each for each in snapshot.each("coupon")}
    pending = snapshot.by("invoiceitem", "customer")
    for raw in snapshot.each("subscription"):
        payer = id_of(raw["customer"])
        yield Seen(
            account=snapshot.manifest.account,
            subscription=raw,
            read_at=snapshot.manifest.taken_at,
            coupons=coupons,
            pending_items=tuple(pending.get(payer, ())),
        )


def _keep(found: Iterable[Entry], spool: Spool, tally: Tally) -> None:
    for one in found:
        if spool.put((one.account, one.subscription), canonical(one)):
            tally.add(one)


def _origin(snapshot: Snapshot) -> Origin:
    taken = snapshot.manifest
    return Origin(account=taken.account, digest=taken.digest, taken_at=taken.taken_at)


def _plan(origins: tuple[Origin, ...], rules: Rules, spool: Spool, tally: Tally) -> Plan:
    needs = tally.needed(rules)
    head = Head(
        hash=hashed(rules, origins, needs, spool()),
        rules=rules,
        origins=origins,
        needs=needs,
        totals=tally.totals(),
        outcomes=dict(sorted(tally.outcomes.items())),
        reasons=dict(sorted(tally.reasons.items())),
    )
    return Plan(head, spool)
