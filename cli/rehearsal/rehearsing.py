"""One rehearsal from beginning to end: two worlds from the same snapshots, one of them moved."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.kernel.identity import AccountAlias
from carryover.migration.model import Move, Old, Run
from carryover.migration.planning.building import build
from carryover.migration.planning.entry import Entry
from carryover.migration.planning.plan import Plan
from carryover.migration.planning.rules import Catalogue, Rules
from carryover.migration.snapshot.archive import Archive
from carryover.migration.store import Chosen
from cli.rehearsal.cards import copied, whose
from cli.rehearsal.driving import DAY, Cohort, Drive, Work, the_mover
from cli.rehearsal.mischief import Mischief
from cli.rehearsal.money import Booking, bookings
from cli.rehearsal.stage import Remembered
from cli.rehearsal.worlds import Theatre, opened, read
from sandbox.stripe.core.account import Account

MONTH: Final = 30.4375
"""Days, on average."""
SHARES: Final = ((0.05, "pilot, 5 %"), (0.3, "a quarter"), (1.0, "the rest"))
"""Up to which part of all each wave goes."""
APART: Final = 3 * DAY
"""Seconds between two waves: some of the second then find themselves within the guard window."""

type Told = Callable[[str, float], None]
"""Hears what is going on, and which part of the whole is done."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be rehearsed."""

    name: str
    target: AccountAlias
    archives: Mapping[str, Archive]
    rules: Rules
    months: int = 13
    seed: int = 1
    faults: bool = True
    covered: Collection[Old] | None = None
    """Old ids in the project's own card mapping; ``None``: there is none yet."""
    work: Work = the_mover
    left_out: tuple[str, ...] = ()
    """Sources that are no Stripe account: there is nothing of theirs to play."""


@dataclass(slots=True)
class Played:
    """Both worlds at the end, and everything that was written down on the way."""

    script: Script
    plan: Plan
    without: Theatre
    moved: Theatre
    kept: Remembered
    drive: Drive
    since: Seconds
    until: Seconds
    pairs: Mapping[Old, str]
    asked_before: Mapping[str, int] = field(default_factory=dict)
    """Requests of each account before the move began."""

    @property
    def sources(self) -> tuple[str, ...]:
        """Name the sources."""
        return tuple(self.script.archives)

    @property
    def target(self) -> Account:
        """The account that was moved to."""
        return self.moved.world.accounts[self.script.target]

    def moves(self) -> list[Move]:
        """List what the mover remembers."""
        return list(self.kept.moves.all(self.script.name))

    def books(self) -> tuple[list[Booking], list[Booking]]:
        """Read the books of both worlds: never migrated, and migrated."""
        here, there = self.without.world.accounts, self.moved.world.accounts
        before = [one for alias in self.sources for one in bookings(here[alias], self.since)]
        after = [one for alias in self.sources for one in bookings(there[alias], self.since)]
        return before, [*after, *bookings(self.target, self.since, whose(self.pairs))]


def rehearse(script: Script, told: Told = lambda _what, _share: None) -> Played:
    """Play it."""
    told("taking the snapshots in", 0.0)
    papers = read(script.archives)
    without = opened(script.archives, papers, script.target, seed=script.seed)
    moved = opened(script.archives, papers, script.target, seed=script.seed)
    since = without.world.clock
    until = since + int(script.months * MONTH * DAY)
    told("as if nobody moved", 0.1)
    without.advance(until)
    told("copying the cards", 0.35)
    pairs = copied(moved, tuple(script.archives), script.target, script.covered)
    rules = script.rules.model_copy(update={"catalogue": Catalogue()})
    plan = build(script.archives.values(), pairs.keys(), rules)
    drive = Drive(moved, Remembered(), Mischief(script.seed, script.faults), script.work)
    played = Played(
        script=script,
        plan=plan,
        without=without,
        moved=moved,
        kept=drive.kept,
        drive=drive,
        since=since,
        until=until,
        pairs=pairs,
        asked_before=_asked(moved),
    )
    _move(played, rules, told)
    return played


def _move(played: Played, rules: Rules, told: Told) -> None:
    script, drive = played.script, played.drive
    run = Run(
        name=script.name,
        target=script.target,
        sources=played.sources,
        plan=played.plan.hash,
        rules=rules.model_dump_json(),
        approved_by="rehearsal",
        why="to see what happens",
        approved_at=moment(drive.now),
    )
    drive.kept.ids.remember(run.name, played.pairs)
    drive.begin(run, [need.old for need in played.plan.head.needs])
    begun, length = drive.now, max(played.until - drive.now, 1)
    drive.go(
        run,
        cohorts(played.plan, played.moved),
        played.until,
        lambda now: told("moving, and thirteen months on", 0.4 + 0.6 * (now - begun) / length),
    )


def cohorts(plan: Plan, theatre: Theatre) -> list[Cohort]:
    """Cut what the plan moves into waves: a pilot, some, the rest."""
    refused = {
        (alias, each.id)
        for alias, report in theatre.reports.items()
        for each in report.of_kind("subscription")
    }
    chosen = [
        _chosen(entry)
        for entry in plan.entries()
        if entry.spec is not None and (entry.account, entry.subscription) not in refused
    ]
    cuts = [0, *(max(round(len(chosen) * share), 1) for share, _ in SHARES)]
    return [
        Cohort(title, tuple(chosen[start:end]), APART * number)
        for number, ((_, title), start, end) in enumerate(
            zip(SHARES, cuts[:-1], cuts[1:], strict=True)
        )
        if chosen[start:end]
    ]


def _chosen(entry: Entry) -> Chosen:
    return Chosen(
        account=entry.account,
        subscription=entry.subscription,
        customer=entry.customer,
        planned=entry.spec.model_dump_json() if entry.spec else "",
    )


def _asked(theatre: Theatre) -> dict[str, int]:
    return {alias: sum(each.requests.values()) for alias, each in theatre.world.accounts.items()}
