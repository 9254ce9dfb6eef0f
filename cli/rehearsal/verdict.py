"""What a rehearsal has shown, as one document: for finance, for engineers, for programs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import State
from cli.rehearsal import comparing
from cli.rehearsal.comparing import Difference, Kind
from cli.rehearsal.money import DAY, Booking, What
from cli.rehearsal.rehearsing import Played

type Document = dict[str, Any]

SETTLED: Final = frozenset({State.RENEWED, State.MOVED, State.HELD, State.WAITING})
"""States a move may be left in: the others are between two steps."""


def concluded(played: Played, command: str, took: float) -> Document:
    """Put everything together."""
    before, after = played.books()
    found = comparing.differences(before, after)
    document: Document = {
        "run": played.script.name,
        "command": command,
        "seed": played.script.seed,
        "months": played.script.months,
        "faults_on": played.script.faults,
        "plan": played.plan.hash,
        "target": played.script.target,
        "snapshots": _snapshots(played),
        "since": _written(played.since),
        "until": _written(played.until),
        "counts": _counts(played),
        "money": _money(before, after),
        "bookings": {"without": len(before), "moved": len(after)},
        "differences": [_told(each) for each in found],
        **_safety(played, found, after),
        "held": _held(played),
        "refused": _refused(played),
        "supposed": _supposed(played),
        "left_out": list(played.script.left_out),
        "asked": sorted(each.sentence for each in played.kept.reviews.kept.values()),
        "survived": _survived(played),
        "calls": _calls(played),
        "waves": _waves(played),
        "seconds": round(took, 1),
    }
    return {**document, "verdict": judged(document)}


def judged(document: Mapping[str, Any]) -> Document:
    """Say in a sentence whether this may be done for real."""
    faults = list(_faults(document))
    if faults:
        return {"good": False, "sentence": "Not ready: " + "; ".join(faults) + "."}
    moved, held = document["counts"]["moved"], document["counts"]["held"]
    told = f"{moved:,} subscriptions moved"
    told += f", {held:,} stayed where they are with a reason" if held else ""
    ending = "every customer was billed and paid the same, to the cent and the day."
    return {"good": True, "sentence": f"{told}; over {document['months']} months {ending}"}


def _faults(document: Mapping[str, Any]) -> Iterator[str]:
    named = {
        "differences": "amounts differ from never having moved",
        "double_charged": "charged in both accounts",
        "duplicates": "have two living copies",
        "lost": "bill nowhere any more",
        "outlived": "live on although they would have ended",
        "unfinished": "moves are between two steps",
        "unseen": "first renewals were never seen",
        "troubles": "things the local Stripe could not play",
    }
    for name, words in named.items():
        count = len(document[name])
        if count:
            yield f"{count:,} {words}"
    if not document["counts"]["moved"]:
        yield "nothing was moved"


def _snapshots(played: Played) -> list[Document]:
    return [
        {
            "account": alias,
            "account_id": archive.manifest.account_id,
            "taken_at": _written(archive.manifest.taken_at),
            "digest": archive.manifest.digest,
            "subscriptions": archive.count("subscription"),
        }
        for alias, archive in played.script.archives.items()
    ]


def _counts(played: Played) -> Document:
    states = Counter(move.state for move in played.moves())
    planned = played.plan.head.outcomes
    stopped = planned.get("held", 0)
    return {
        "subscriptions": played.plan.head.count,
        "moved": states[State.RENEWED] + states[State.MOVED],
        "renewed": states[State.RENEWED],
        "held": states[State.HELD] + stopped,
        "waiting": states[State.WAITING],
        "stays": planned.get("stays", 0),
        "refused": sum(1 for _ in _refused_subscriptions(played)),
    }


def _refused_subscriptions(played: Played) -> Iterator[tuple[str, str]]:
    for alias, report in played.moved.reports.items():
        yield from ((alias, each.id) for each in report.of_kind("subscription"))


def _money(before: Iterable[Booking], after: Iterable[Booking]) -> list[Document]:
    """Sum up by currency and month, billed and paid, in both worlds."""
    sums: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for world, books in (("without", before), ("moved", after)):
        for each in books:
            sums[each.currency, each.what][_month(each.at)][world] += each.amount
    return [
        {
            "currency": currency,
            "what": what,
            "months": [
                {"month": month, "without": sums[currency, what][month]["without"],
                 "moved": sums[currency, what][month]["moved"]}
                for month in sorted(sums[currency, what])
            ],
            "without": sum(each["without"] for each in sums[currency, what].values()),
            "moved": sum(each["moved"] for each in sums[currency, what].values()),
        }
        for currency, what in sorted(sums)
    ]  # fmt: skip


def _told(difference: Difference) -> Document:
    cell = difference.cell
    return {
        "what": cell.what,
        "customer": str(cell.who),
        "currency": cell.currency,
        "day": _day(cell.day),
        "without": difference.without,
        "moved": difference.moved,
        "kind": difference.kind,
        "subscriptions": list(difference.subscriptions),
        "sentence": difference.sentence,
        "explanation": None,
    }


def _safety(played: Played, found: list[Difference], after: list[Booking]) -> Document:
    without = [played.without.world.accounts[alias] for alias in played.sources]
    sources = [played.moved.world.accounts[alias] for alias in played.sources]
    paid = [each for each in found if each.cell.what is What.PAID]
    return {
        "double_charged": sorted(comparing.doubled_periods(after)),
        "missed": sum(each.kind is Kind.MISSED for each in paid),
        "duplicates": comparing.duplicates(played.target),
        "lost": comparing.lost(without, sources, played.target),
        "outlived": comparing.outlived(without, played.target),
        "unfinished": [
            {"subscription": str(move.old), "state": move.state, "sentence": move.sentence}
            for move in played.moves()
            if move.state not in SETTLED
        ],
        "unseen": [
            str(move.old)
            for move in played.moves()
            if move.state is State.MOVED and (move.boundary or 0) + DAY < played.until
        ],
        "troubles": sorted({*played.without.troubles, *played.moved.troubles}),
    }


def _held(played: Played) -> list[Document]:
    """List what stays at its source, by the plan or by what the mover found, with the reason."""
    planned = [
        {
            "subscription": entry.name,
            "codes": [reason.code for reason in entry.reasons],
            "sentence": entry.sentence,
            "status": entry.status,
            "by": "plan",
        }
        for entry in played.plan.entries()
        if entry.outcome == "held"
    ]
    later = [
        {
            "subscription": str(move.old),
            "codes": [],
            "sentence": move.sentence,
            "status": str(move.state),
            "by": "move",
        }
        for move in played.moves()
        if move.state in (State.HELD, State.WAITING)
    ]
    return sorted(planned + later, key=lambda each: str(each["subscription"]))


def _refused(played: Played) -> list[Document]:
    return [
        {"account": alias, "kind": each.kind, "id": each.id, "sentence": each.sentence}
        for alias, report in played.moved.reports.items()
        for each in report.refused.values()
    ]


def _supposed(played: Played) -> list[Document]:
    found: Counter[str] = Counter()
    for report in played.moved.reports.values():
        found.update(report.supposed)
    return [{"sentence": sentence, "times": times} for sentence, times in found.most_common()]


def _survived(played: Played) -> Document:
    drive, mischief = played.drive, played.drive.mischief
    return {
        "faults": dict(sorted(mischief.struck.items())),
        "deaths": mischief.deaths,
        "duplicates": drive.post.doubled,
        "messages": drive.handled,
        "put_back": drive.retried,
        "dead_letters": len(drive.post.dead),
    }


def _calls(played: Played) -> Document:
    accounts = played.moved.world.accounts
    asked = {
        alias: sum(account.requests.values()) - played.asked_before[alias]
        for alias, account in accounts.items()
    }
    begun = max(len(played.moves()), 1)
    return {"by_account": asked, "per_subscription": round(sum(asked.values()) / begun, 1)}


def _waves(played: Played) -> list[Document]:
    states: dict[int, Counter[State]] = defaultdict(Counter)
    for move in played.moves():
        states[move.wave][move.state] += 1
    return [
        {
            "number": wave.number,
            "title": wave.title,
            "size": wave.size,
            "opened_at": wave.opened_at.isoformat(),
            "states": {str(state): count for state, count in sorted(states[wave.number].items())},
        }
        for wave in played.kept.waves.all(played.script.name)
    ]


def _written(at: Seconds) -> str:
    return moment(at).isoformat()


def _day(since_1970: int) -> str:
    return moment(since_1970 * DAY).strftime("%Y-%m-%d")


def _month(at: Seconds) -> str:
    return moment(at).strftime("%Y-%m")
