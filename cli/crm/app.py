"""Puts ``carryover crm`` together."""

import typer

from cli.crm import comparing, rules, syncing

app = typer.Typer(no_args_is_help=True)
app.add_typer(rules.app, name="rules", help="What contacts show, and where: check, put, show.")
for part in (syncing, comparing):
    app.registered_commands.extend(part.app.registered_commands)
