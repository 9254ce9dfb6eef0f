"""``carryover migrate verify``: everything that was moved, compared line by line in both accounts
(MIG-8)."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType

from carryover.kernel.clock import Seconds
from carryover.migration.model import Move, State
from carryover.migration.verifying.service import Verdict, Verified, Verifier
from cli.command import command
from cli.migrate.project import DEFAULT, Folder, Project, writing
from cli.migrate.run import Running, SomeSubscriptions
from cli.migrate.wording import many, told
from cli.options import AsJson
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer()

THREADS: Final = 8
"""Comparisons under way at once: Stripe's answers take a tenth of a second, and the pace is kept
for all of them together."""

MOVED: Final = frozenset({State.MOVED, State.RENEWED})
WRONG: Final = frozenset({Verdict.DIFFERENT, Verdict.UNKNOWN})

COUNTS: Final = (
    Column("what the comparison came to", plain("told")),
    Column("subscriptions", plain("count"), number=True),
)
DIFFERENCES: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("", plain("verdict")),
    Column("what differs", plain("sentence", "yellow"), fold=True),
)
TOLD: Final[dict[Verdict, str]] = {
    Verdict.EQUAL: "the same in both accounts, line by line",
    Verdict.DIFFERENT: "different",
    Verdict.RENEWED: "renewed already, compared with the invoice itself",
    Verdict.WATCHED: "past the boundary, the renewal is being watched",
    Verdict.UNKNOWN: "could not be compared",
}


@command(app, "verify", "migrate verify", "migrate verify us/sub_123", "migrate verify --json")
def verify(
    context: typer.Context,
    subscriptions: SomeSubscriptions = None,
    wave: Annotated[int | None, typer.Option("--wave", min=1, help="Only this wave.")] = None,
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Compare old and new next invoice and every term of all that was moved; changes nothing.

    Keeps the result of a whole run in verify/verify.json for the report. Exit code 1 on any
    difference, and on what could not be compared.
    """
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    moves = _chosen(screen, running, subscriptions or [], wave)
    verifier = Verifier(at.stripe, running.desk.ids)
    now = at.stripe.now(running.run.target) if moves else 0
    found = list(screen.counted("comparing", _all(verifier, running, moves, now), len(moves)))
    document = _document(running, found)
    if not subscriptions and wave is None:
        _keep(running.project, document)
    screen.answer({"stage": at.stage, **document}, *_drawn(screen, document))
    if document["differences"]:
        raise typer.Exit(1)


def _chosen(
    screen: Screen, running: Running, named: Sequence[str], wave: int | None
) -> Sequence[Move]:
    if named:
        return [running.move(name) for name in named]
    with screen.counting("reading moves"):
        return [
            move
            for move in running.desk.moves.all(running.run.name)
            if move.state in MOVED and wave in {None, move.wave}
        ]


def _all(
    verifier: Verifier, running: Running, moves: Sequence[Move], now: Seconds
) -> Iterator[Verified]:
    """Compare several at once, and tell them in order. A Ctrl-C lets those under way finish."""
    pool = ThreadPoolExecutor(THREADS)
    try:
        yield from pool.map(lambda move: verifier.one(running.run, move, now), moves)
    finally:
        pool.shutdown(cancel_futures=True)


def _document(running: Running, found: Sequence[Verified]) -> dict[str, Any]:
    counts = Counter(each.verdict for each in found)
    money: Counter[str] = Counter()
    for each in found:
        if each.expected is not None:
            money[each.expected.currency] += each.expected.amount
    return {
        "run": running.run.name,
        "made_at": running.desk.now().isoformat(timespec="seconds"),
        "compared": len(found),
        "verdicts": {verdict.value: counts[verdict] for verdict in Verdict},
        "money": dict(sorted(money.items())),
        "differences": [_row(each) for each in found if each.verdict in WRONG],
    }


def _row(each: Verified) -> dict[str, Any]:
    return {
        "subscription": str(each.move.old),
        "target": each.move.target,
        "verdict": each.verdict.value,
        "sentence": each.sentence,
        "differences": [
            {"where": one.where, "source": one.source, "target": one.target}
            for one in each.differences
        ],
    }


def _keep(project: Project, document: dict[str, Any]) -> None:
    with writing(project.folder("verify") / "verify.json") as file:
        file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    rows = [
        {"told": words, "count": document["verdicts"][verdict.value]}
        for verdict, words in TOLD.items()
        if document["verdicts"][verdict.value]
    ]
    title = f"{many(document['compared'])} compared, next invoices of {told(document['money'])}"
    yield screen.listing(title, COUNTS, rows, empty="Nothing has moved yet.")
    if document["differences"]:
        yield screen.listing("Differences", DIFFERENCES, document["differences"], empty="")
