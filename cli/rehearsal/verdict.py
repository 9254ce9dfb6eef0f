"""What a rehearsal has shown, as one document: for finance, for engineers, for programs."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import State
from cli.rehearsal import accounting, comparing
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
        "snapshots": accounting.snapshots(played),
        "since": _written(played.since),
        "until": _written(played.until),
        "counts": accounting.counts(played),
        "money": _money(before, after),
        "bookings": {"without": len(before), "moved": len(after)},
        "differences": [_told(each) for each in found],
        **_safety(played, found, after),
        "held": accounting.held(played),
        "refused": accounting.refused(played),
        "supposed": accounting.supposed(played),
        "left_out": list(played.script.left_out),
        "asked": sorted(each.sentence for each in played.kept.reviews.kept.values()),
        "survived": accounting.survived(played),
        "calls": accounting.calls(played),
        "waves": accounting.waves(played),
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
            if move.state is State.MOVED and move.expected is not None
            if move.expected.at + DAY < played.until
        ],
        "troubles": sorted({*played.without.troubles, *played.moved.troubles}),
    }


def _written(at: Seconds) -> str:
    return moment(at).isoformat()


def _day(since_1970: int) -> str:
    return moment(since_1970 * DAY).strftime("%Y-%m-%d")


def _month(at: Seconds) -> str:
    return moment(at).strftime("%Y-%m")
