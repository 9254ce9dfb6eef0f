"""``carryover migrate rehearse``."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Annotated, Any, Final

import typer
from rich.console import RenderableType
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.text import Text

from carryover.migration.snapshot.archive import Archive
from carryover.migration.snapshot.files import Folder as Files
from cli.command import Refusal, command
from cli.migrate.mapping import known
from cli.migrate.project import DEFAULT, Folder, Project
from cli.money import amount
from cli.options import AsJson
from cli.rehearsal.rehearsing import Script, rehearse
from cli.rehearsal.report import written
from cli.rehearsal.verdict import concluded
from cli.render import Column, Screen, plain, tally

app = typer.Typer()

Months = Annotated[int, typer.Option(min=1, max=36, help="How far ahead the clock is moved.")]
Seed = Annotated[int, typer.Option(min=0, help="The same seed brings the same misfortunes.")]
Faults = Annotated[
    bool,
    typer.Option("--faults/--no-faults", help="Let connections break and workers die on the way."),
]

MONEY: Final = (
    Column("currency", plain("currency")),
    Column("", plain("what")),
    Column("never moved", plain("without"), number=True),
    Column("moved", plain("moved"), number=True),
    Column("differences", tally("differences"), number=True),
)


@command(app, "rehearse", "migrate rehearse", "migrate rehearse --months 13 --seed 7 --no-faults")
def run(
    project: Folder = DEFAULT,
    months: Months = 13,
    seed: Seed = 1,
    *,
    faults: Faults = True,
    as_json: AsJson = False,
) -> None:
    """Play the whole move on a local copy of your accounts, thirteen months ahead.

    The snapshots are taken over by a local Stripe twice. One copy is left alone; the other is moved
    by the program that will do it for real, while connections break, answers get lost, messages
    come twice and workers die. Then the money of every customer is compared, to the cent and the
    day. Nothing real is touched. Writes rehearsal/report.html, .md and .json. Exit code 1 when
    anything differs.
    """
    screen, found = Screen(as_json=as_json), Project.open(project)
    script = Script(
        name=found.name,
        target=found.settings.target,
        archives=_archives(found),
        rules=found.settings.plan_rules(),
        months=months,
        seed=seed,
        faults=faults,
        covered=known(found).keys() or None,
        left_out=tuple(found.settings.elsewhere),
    )
    begun = monotonic()
    with _telling(screen) as told:
        played = rehearse(script, told)
        document = concluded(played, _again(project, script), monotonic() - begun)
    paths = written(found, document)
    screen.answer({"files": paths, **document}, *_drawn(screen, document), *map(Text, paths))
    if not document["verdict"]["good"]:
        raise typer.Exit(1)


def _archives(found: Project) -> dict[str, Archive]:
    """Open every source's snapshot. Raises ``NeedsReview`` when one is missing or broken."""
    sources = found.settings.sources
    if not sources:
        raise Refusal("there is no Stripe account among the sources: nothing can be rehearsed")
    return {alias: Archive.open(Files(found.snapshot(alias)), account=alias) for alias in sources}


def _again(project: Path, script: Script) -> str:
    """Say how to see the same again."""
    parts = ["carryover migrate rehearse", f"--months {script.months}", f"--seed {script.seed}"]
    parts += [] if script.faults else ["--no-faults"]
    parts += [] if project == DEFAULT else [f"--project {project.name}"]
    return " ".join(parts)


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    verdict = document["verdict"]
    yield Text(verdict["sentence"], "green" if verdict["good"] else "bold red")
    yield screen.listing("Money", MONEY, list(_money(document)), empty="nobody paid anything")
    survived = document["survived"]
    yield Text(
        f"{survived['messages']:,} messages, {sum(survived['faults'].values()):,} faults, "
        f"{survived['deaths']:,} deaths and {survived['duplicates']:,} duplicates survived; "
        f"{document['calls']['per_subscription']} requests per subscription; "
        f"{document['seconds']} s.",
        "dim",
    )


def _money(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for each in document["money"]:
        same = [
            one
            for one in document["differences"]
            if (one["currency"], one["what"]) == (each["currency"], each["what"])
        ]
        yield {
            "currency": each["currency"].upper(),
            "what": each["what"],
            "without": amount(each["without"], each["currency"]),
            "moved": amount(each["moved"], each["currency"]),
            "differences": len(same),
        }


@contextmanager
def _telling(screen: Screen) -> Iterator[Callable[[str, float], None]]:
    """Show what is going on, and how far."""
    bar = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(
        *bar, console=screen.err, transient=True, disable=not screen.err.is_terminal
    ) as progress:
        task = progress.add_task("rehearsing", total=1.0)
        yield lambda what, share: progress.update(task, description=what, completed=share)
