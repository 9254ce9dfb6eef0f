"""``carryover dunning report``: what failed, what came back and by what, and what is at stake
(DUN-5)."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.dunning.counting import Cell, Count, Counted, week_of
from carryover.kernel.clock import seconds
from carryover.kernel.money import major
from cli.command import Refusal, command
from cli.dunning import figures, risk
from cli.dunning.cases import opened
from cli.dunning.figures import Figures
from cli.dunning.names import Names
from cli.dunning.report_drawn import drawn
from cli.options import AsJson, Since, SomeAccount, Until
from cli.render import Screen
from cli.session import Session, session

app = typer.Typer()

USUAL: Final = timedelta(weeks=26)
COLUMNS: Final = (
    *("account", "week", "currency", "cause", "plan", "plan_name", "outcome", "step"),
    *("cases", "owed", "recovered", "attempts", "days"),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which failures, and where the report goes."""

    account: SomeAccount = None
    since: Since = None
    until: Until = None
    html: Annotated[
        Path | None, typer.Option("--html", metavar="FILE", help="A page with charts, to hand on.")
    ] = None
    csv: Annotated[
        Path | None, typer.Option("--csv", metavar="FILE", help="Every sum the report is made of.")
    ] = None


@command(
    app,
    "report",
    "dunning report",
    "--stage prod dunning report --since 2026-07-01 --html recovered.html",
    "dunning report --account us --csv recovered.csv --json",
)
def report(context: typer.Context, asked: Asked, *, as_json: AsJson = False) -> None:
    """Report what failed and what came back, by cause, step, plan and week of the first failure.

    By default of the last 26 weeks, whole weeks from Monday, UTC. Currencies are never added up.
    """
    screen, at = Screen(as_json=as_json), session(context)
    first, last = _weeks(at, asked)
    accounts = [asked.account] if asked.account else list(at.console.accounts())
    with screen.counting("reading sums"):
        counts = _counts(at, accounts, first, last)
    risks = list(screen.counted("reading open cases", opened(at, asked.account)))
    found = figures.figures(counts)
    names = _names(screen, at, counts)
    document = {
        "stage": at.stage,
        "accounts": accounts,
        "since": first,
        "until": last,
        "made_at": at.console.now().isoformat(),
        "currencies": figures.document(found),
        "open_now": risk.document(risk.risks(risks, at.dunning.rules.read(), at.console.now())),
        "plans": names.known,
        "files": [],
    }
    document["files"] = list(_written(asked, document, found, counts, names))
    screen.answer(document, *_shown(screen, document, found, names))


def _weeks(at: Session, asked: Asked) -> tuple[str, str]:
    now = at.console.now()
    start = asked.since.start(now) if asked.since else now - USUAL
    end = asked.until.end(now) if asked.until else now
    if start > end:
        raise Refusal("--since is later than --until")
    return week_of(seconds(start)), week_of(seconds(end))


def _counts(at: Session, accounts: Iterable[str], first: str, last: str) -> Counted:
    found: Counted = {}
    for account in accounts:
        found |= at.dunning.cases.counts(account, first, last)
    return found


def _names(screen: Screen, at: Session, counts: Counted) -> Names:
    """Look up what plans are called; a report without names is better than none."""
    names = Names(at.stripe)
    plans = sorted({(cell.account, cell.plan) for cell in counts if cell.plan})
    for account, plan in screen.counted("asking what plans are called", plans, len(plans)):
        names.look_up(account, plan)
    if names.trouble:
        screen.note(f"plans are shown by their ids: {names.trouble}", "yellow")
    return names


def _written(
    asked: Asked,
    document: dict[str, Any],
    found: Sequence[Figures],
    counts: Counted,
    names: Names,
) -> Iterator[str]:
    try:
        if asked.csv is not None:
            _export(asked.csv, counts, names)
            yield str(asked.csv)
        if asked.html is not None:
            page = import_module("cli.dunning.pages.report")
            asked.html.write_text(page.rendered(document, found, names), encoding="utf-8")
            yield str(asked.html)
    except OSError as error:
        raise Refusal(f"{error.filename} cannot be written: {error.strerror}") from None


def _export(path: Path, counts: Counted, names: Names) -> None:
    """Write every cell. Amounts in major units, as accountants count; a spreadsheet must not take a
    plan's name for a formula."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(COLUMNS)
        for cell, count in sorted(counts.items()):
            table.writerow(_row(cell, count, names.of(cell.plan)))


def _row(cell: Cell, count: Count, name: str) -> tuple[object, ...]:
    owed = major(count.owed, cell.currency)
    recovered = owed if cell.outcome in figures.RECOVERED else 0
    safe = f"'{name}" if name.startswith(("=", "+", "-", "@")) else name
    where = cell.account, cell.week, cell.currency, cell.cause, cell.plan, safe
    days = round(count.seconds / figures.DAY, 1)
    return (*where, cell.outcome, cell.step, count.cases, owed, recovered, count.attempts, days)


def _shown(
    screen: Screen, document: dict[str, Any], found: Sequence[Figures], names: Names
) -> Iterator[RenderableType]:
    since = datetime.fromisoformat(document["since"]).replace(tzinfo=UTC)
    yield Text(f"Failed since Monday, {since:%Y-%m-%d}, on {document['stage']}", "bold")
    if not found:
        yield Text("Nothing failed.", "dim")
    yield from drawn(screen, found, document["open_now"], names)
    yield from (Text(f"written: {path}", "green") for path in document["files"])
