"""Puts ``carryover migrate`` together, in the order of the work."""

from typing import Final

import typer

from cli.migrate import beginning, show, status, steering

PARTS: Final = (beginning.app, status.app, show.app, steering.app)

app = typer.Typer(no_args_is_help=True)
for part in PARTS:
    app.registered_commands.extend(part.registered_commands)
