"""``carryover migrate ids``: old id to new, for every other system that knows the old ones."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final

import typer

from carryover.migration.aftercare.idmap import FORMATS, as_sql, look_up
from carryover.migration.elsewhere.confirming import is_confirmation
from cli.command import Refusal, command
from cli.migrate.project import DEFAULT, Folder, Project, writing
from cli.migrate.run import Running
from cli.options import AsJson
from cli.render import Column, Screen, plain
from cli.session import session

app = typer.Typer(no_args_is_help=True)

PAIRS: Final = (
    Column("kind", plain("kind")),
    Column("at the source", plain("old", "cyan")),
    Column("in the target", plain("new")),
)


class Format(StrEnum):
    """How to write it."""

    CSV = "csv"
    JSON = "json"
    SQL = "sql"


@command(
    app,
    "export",
    "migrate ids export --format csv --out ids.csv",
    "migrate ids export --format sql --table billing_ids > ids.sql",
)
def export(
    context: typer.Context,
    format_: Annotated[Format, typer.Option("--format", "-f", help="What to write.")] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="A file; default standard output.")
    ] = None,
    table: Annotated[str, typer.Option("--table", help="Of SQL.")] = "carryover_ids",
    project: Folder = DEFAULT,
) -> None:
    """Write the whole map of old ids to new ones: customers, cards, catalogue, subscriptions."""
    running = Running.find(Project.open(project), session(context).migration)
    every = running.desk.ids.all(running.run.name)
    pairs = (pair for pair in every if not is_confirmation(pair[0]))
    counted = Screen(as_json=True).counted("writing", pairs)
    try:
        text = as_sql(counted, table) if format_ is Format.SQL else FORMATS[format_](counted)
        if out is None:
            sys.stdout.writelines(text)
        else:
            with writing(out) as file:
                file.writelines(text)
    except ValueError as error:
        raise Refusal(str(error)) from None
    except OSError as error:
        raise Refusal(f"{out} cannot be written: {error.strerror or error}") from None


@command(app, "find", "migrate ids find sub_123", "migrate ids find us/cus_9 --json")
def find(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="ID", help="Old or new; us/… for one account.")],
    project: Folder = DEFAULT,
    *,
    as_json: AsJson = False,
) -> None:
    """Find what an id became, or what it was. Exit code 1 when nobody knows it."""
    screen, at = Screen(as_json=as_json), session(context)
    running = Running.find(Project.open(project), at.migration)
    with screen.counting("looking"):
        found = look_up(running.desk.ids, running.run, name)
    rows = [
        {"kind": old.kind.value, "account": old.account, "old_id": old.id, "new_id": new}
        for old, new in found
    ]
    target = running.run.target
    drawn = [
        {"kind": row["kind"], "old": f"{row['account']}/{row['old_id']}", "new": row["new_id"]}
        for row in rows
    ]
    listing = screen.listing(f"Ids in {target}", PAIRS, drawn, empty=f"Nobody knows {name}.")
    screen.answer({"stage": at.stage, "target": target, "ids": rows}, listing)
    if not rows:
        raise typer.Exit(1)
