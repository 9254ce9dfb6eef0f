"""Puts ``carryover migrate`` together, in the order of the work."""

from typing import Final

import typer

from cli.migrate import (
    accounts,
    approve,
    audit,
    beginning,
    catalogue,
    cutover,
    execute,
    plan,
    report,
    rollback,
    show,
    snapshot,
    status,
    steering,
    watch,
)

PARTS: Final = (
    beginning.app,
    snapshot.app,
    audit.app,
    plan.app,
    approve.app,
    catalogue.app,
    execute.app,
    status.app,
    show.app,
    steering.app,
    watch.app,
    rollback.app,
    report.app,
)

app = typer.Typer(no_args_is_help=True)
for part in PARTS:
    app.registered_commands.extend(part.registered_commands)
app.add_typer(accounts.app, name="accounts", help="The accounts' keys: whose, and what they may.")
app.add_typer(
    cutover.app, name="cutover", help="Webhooks and keys: the target speaks to the stage."
)
