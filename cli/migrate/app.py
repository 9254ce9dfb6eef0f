"""Puts ``carryover migrate`` together, in the order of the work."""

import typer

from cli.migrate import beginning

app = typer.Typer(no_args_is_help=True)
for part in (beginning,):
    app.registered_commands.extend(part.app.registered_commands)
