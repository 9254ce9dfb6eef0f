"""``carryover migrate plan``: judge the snapshots, write the plan, print what a person must see."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.kernel.clock import seconds
from carryover.migration.planning.entry import Outcome
from carryover.migration.planning.plan import Head, Sum, Totals
from carryover.migration.planning.telling import heading
from cli.command import command
from cli.migrate import planned
from cli.migrate.faces import written
from cli.migrate.project import DEFAULT, Folder, Project
from cli.migrate.wording import told
from cli.options import AsJson, DryRun
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer()

OUTCOMES: Final[dict[Outcome, tuple[str, str]]] = {
    "moves": ("move", "green"),
    "later": ("move later", "cyan"),
    "held": ("held, each with its reason", "yellow"),
    "stays": ("stay: over, or ending at the source", "dim"),
}
COUNTS: Final = (
    Column("what becomes of them", lambda row: Text(row["told"], row["style"])),
    Column("subscriptions", plain("count"), number=True),
    Column("a period, by the price list", plain("money"), number=True),
)
REASONS: Final = (
    Column("why not, or not yet", plain("title", "yellow")),
    Column("code", plain("code", "dim")),
    Column("subscriptions", plain("count"), number=True),
)


@command(app, "plan", "migrate plan", "migrate plan --strict --json", "migrate plan --dry-run")
def plan(
    context: typer.Context,
    project: Folder = DEFAULT,
    *,
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit with 1 when anything is held.")
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Judge every subscription of the snapshots: an exact recreation, or a sentence why not.

    Writes plan/plan.html, .md, .csv, .json and .jsonl into the project folder and prints the hash
    that has to be approved. Needs no stage and asks Stripe nothing. What is held is part of a good
    plan, so it is no failure unless --strict says so.
    """
    screen, at, place = Screen(as_json=as_json), session(context), Project.open(project)
    cards = planned.cards(place)
    with screen.counting("judging"):
        made = planned.made(place, cards, seconds(at.now()), lambda: at.stripe)
    files = [] if dry_run else _written(screen, place, made)
    head = made.head
    document = {"dry_run": dry_run, "files": files, **head.model_dump(mode="json")}
    screen.answer(document, *_drawn(screen, head))
    if not cards:
        screen.note("no card mapping was imported yet: carryover migrate cards import", "yellow")
    screen.note(f"look at it, then: carryover migrate approve {head.hash[:12]} --why …", "dim")
    if strict and head.outcomes.get("held"):
        raise typer.Exit(1)


def _written(screen: Screen, project: Project, made: planned.Plan) -> list[str]:
    with screen.counting("writing"):
        files: Sequence[Path] = written(project, made)
    return [str(path) for path in files]


def _drawn(screen: Screen, head: Head) -> Iterator[RenderableType]:
    rows: list[dict[str, Any]] = [
        {
            "told": words,
            "style": style,
            "count": head.outcomes.get(outcome, 0),
            "money": _money(head.totals, outcome),
        }
        for outcome, (words, style) in OUTCOMES.items()
    ]
    total = {"told": "all", "style": "", "count": head.count, "money": ""}
    yield screen.listing("Plan", COUNTS, rows, empty="", total=total)
    if head.reasons:
        found = sorted(head.reasons.items(), key=lambda pair: (-pair[1], pair[0]))
        lines = [{"title": heading(code), "code": code, "count": n} for code, n in found]
        yield screen.listing("Reasons", REASONS, lines, empty="")
    yield Text.assemble("plan ", (head.hash, "bold"))


def _money(totals: Sequence[Totals], outcome: Outcome) -> str:
    found = {each.currency: each.outcomes.get(outcome, Sum()).amount for each in totals}
    return told({currency: minor for currency, minor in found.items() if minor})
