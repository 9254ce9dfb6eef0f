"""Puts ``carryover dunning`` together."""

import typer

from cli.dunning import listing, orders, preview, report, rules, show

app = typer.Typer(no_args_is_help=True)
app.add_typer(rules.app, name="rules", help="When to try again, what to say, how it ends.")
for part in (listing, show, orders, preview, report):
    app.registered_commands.extend(part.app.registered_commands)
