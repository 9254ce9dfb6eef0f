"""What a run came to, gathered for the final report: money, waves, renewals, what is held and why.

One pass over the moves; only those a person has to read about are kept.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from carryover.kernel.clock import moment
from carryover.migration.model import Move, State, Wave
from carryover.migration.store import Deed
from carryover.ports.reviews import Case
from carryover.replay.model import Act
from cli.migrate.run import Running
from cli.migrate.standing import Standing, worth

TROUBLE: Final = "migration-renewal:{run}:"
"""How the doubts about first renewals of a run are named (``verifying.watching``)."""

MOVED: Final = frozenset({State.MOVED, State.RENEWED})


@dataclass(slots=True)
class Weeks:
    """First renewals by the week they fall into, counted and in money."""

    counted: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    money: dict[str, dict[str, Counter[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(Counter))
    )

    def add(self, move: Move) -> None:
        """File a moved one under the Monday of its boundary's week."""
        if move.state not in MOVED or move.boundary is None:
            return
        at = moment(move.boundary)
        week = f"{at - timedelta(days=at.weekday()):%Y-%m-%d}"
        seen = "renewed" if move.state is State.RENEWED else "awaited"
        self.counted[week][seen] += 1
        currency, minor = worth(move)
        if currency:
            self.money[currency][week][seen] += minor

    def document(self) -> dict[str, Any]:
        """Put it into its machine shape."""
        return {
            "counted": {week: dict(each) for week, each in sorted(self.counted.items())},
            "money": {
                currency: {week: dict(each) for week, each in sorted(weeks.items())}
                for currency, weeks in sorted(self.money.items())
            },
        }


def reckoned(running: Running, now: datetime) -> dict[str, Any]:
    """Gather everything the stage knows about a run."""
    run, desk = running.run, running.desk
    weeks, kept = Weeks(), Kept()
    standing = Standing.count(
        desk.waves.all(run.name), _through(desk.moves.all(run.name), weeks, kept)
    )
    return {
        "run": run.name,
        "target": run.target,
        "sources": list(run.sources),
        "plan": run.plan,
        "approved_by": run.approved_by,
        "approved_at": run.approved_at.isoformat(),
        "why": run.why,
        "made_at": now.isoformat(timespec="seconds"),
        **standing.document(),
        "authorisation": [_authorised(kept, wave) for wave in standing.waves],
        "rolled_back": kept.rolled_back,
        "changed": kept.changed,
        "weeks": weeks.document(),
        "troubles": list(troubles(desk.reviews.all(), run.name)),
        "writes": writes(desk.trail.of(run.name)),
        "ids": dict(Counter(old.kind.value for old, _ in desk.ids.all(run.name))),
        "orders": list(orders(desk.audit.between(run.approved_at, now), run.name)),
    }


@dataclass(slots=True)
class Kept:
    """The few a person reads about one by one."""

    rolled_back: list[str] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)
    paid: Counter[tuple[int, bool | None]] = field(default_factory=Counter)

    def add(self, move: Move) -> None:
        """Keep it if it is one of them."""
        if move.state is State.ROLLED_BACK:
            self.rolled_back.append(str(move.old))
        if move.state in MOVED and move.changed:
            self.changed.append({"subscription": str(move.old), "changed": list(move.changed)})
        if move.state is State.RENEWED:
            self.paid[move.wave, move.paid] += 1


def _through(moves: Iterable[Move], weeks: Weeks, kept: Kept) -> Iterator[Move]:
    for move in moves:
        weeks.add(move)
        kept.add(move)
        yield move


def _authorised(kept: Kept, wave: Wave) -> dict[str, Any]:
    """Say how many first charges of a wave succeeded at once."""
    paid, declined = kept.paid[wave.number, True], kept.paid[wave.number, False]
    return {"wave": wave.number, "title": wave.title, "paid": paid, "declined": declined}


def troubles(cases: Iterable[Case], run: str) -> Iterator[dict[str, Any]]:
    """Name what was wrong about first renewals: missed, doubled, wrong …, open ones first."""
    beginning = TROUBLE.format(run=run)
    mine = [case for case in cases if case.doubt.id.startswith(beginning)]
    for case in sorted(mine, key=lambda case: (case.closed_at is not None, case.doubt.id)):
        _, _, account, subscription, kind = case.doubt.id.split(":")
        yield {
            "subscription": f"{account}/{subscription}",
            "kind": kind,
            "sentence": case.doubt.sentence,
            "opened_at": case.doubt.opened_at.isoformat(),
            "closed_at": case.closed_at.isoformat() if case.closed_at else None,
            "closed_why": case.closed_why or "",
        }


def writes(deeds: Iterable[Deed]) -> Mapping[str, int]:
    """Count what was written to Stripe, by what came of it."""
    counts = Counter(
        "done" if deed.outcome == "done" else "refused" if deed.outcome else "unanswered"
        for deed in deeds
    )
    return {outcome: counts[outcome] for outcome in ("done", "refused", "unanswered")}


def orders(acts: Iterable[Act], run: str) -> Iterator[dict[str, Any]]:
    """Name who ordered what of this run, oldest first; repeated ones of one order once."""
    seen: dict[tuple[str, str], dict[str, Any]] = {}
    for act in acts:
        if not act.what.startswith(f"{run}: "):
            continue
        row = seen.setdefault(
            (act.order.cause, act.deed.value),
            {
                "at": act.order.at.isoformat(timespec="seconds"),
                "by": act.order.by,
                "deed": act.deed.value.removeprefix("migration_").replace("_", " "),
                "what": act.what.removeprefix(f"{run}: "),
                "why": act.order.why,
                "times": 0,
            },
        )
        row["times"] += 1
    return iter(sorted(seen.values(), key=lambda row: str(row["at"])))
