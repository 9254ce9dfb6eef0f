"""Puts ``carryover migrate`` together, in the order of the work."""

from collections.abc import Mapping
from typing import Final

import typer

from cli.migrate import (
    accounts,
    approve,
    audit,
    beginning,
    cards,
    catalogue,
    checklist,
    cutover,
    elsewhere,
    execute,
    ids,
    left,
    plan,
    report,
    rollback,
    show,
    snapshot,
    status,
    steering,
    verify,
    watch,
)
from cli.rehearsal import command as rehearsal

PARTS: Final[Mapping[str, tuple[typer.Typer, ...]]] = {
    "Look and plan": (beginning.app, snapshot.app, audit.app, plan.app, rehearsal.app),
    "Apply": (approve.app, catalogue.app, execute.app, status.app, show.app, steering.app),
    "Prove": (verify.app, watch.app, report.app),
    "Go back": (rollback.app,),
    "Afterwards": (left.app, checklist.app),
}

app = typer.Typer(no_args_is_help=True)
for panel, parts in PARTS.items():
    for part in parts:
        for each in part.registered_commands:
            each.rich_help_panel = panel
            app.registered_commands.append(each)
app.add_typer(
    accounts.app,
    name="accounts",
    help="The accounts' keys: whose, and what they may.",
    rich_help_panel="Look and plan",
)
app.add_typer(
    cards.app,
    name="cards",
    help="Stripe's mapping of customers and cards: import, coverage.",
    rich_help_panel="Look and plan",
)
app.add_typer(
    elsewhere.app,
    name="elsewhere",
    help="Sources that are no Stripe account: their subscriptions as CSV.",
    rich_help_panel="Look and plan",
)
app.add_typer(
    cutover.app,
    name="cutover",
    help="Webhooks and keys: the target speaks to the stage.",
    rich_help_panel="Apply",
)
app.add_typer(
    ids.app,
    name="ids",
    help="Old id to new: export, look up.",
    rich_help_panel="Afterwards",
)
