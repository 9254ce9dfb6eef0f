"""Puts ``carryover migrate`` together, in the order of the work.

A part is imported only when one of its words was typed: a rehearsal's local Stripe or the charts of
a page would otherwise make everybody wait.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import typer

LOOK: Final = "Look and plan"
APPLY: Final = "Apply"
PROVE: Final = "Prove"
BACK: Final = "Go back"
AFTER: Final = "Afterwards"


@dataclass(frozen=True, slots=True)
class Part:
    """One module's commands."""

    panel: str
    """Under which heading the help lists them."""
    module: str
    words: tuple[str, ...]
    """The names of its commands; of a group its own name."""
    group: str = ""
    """What a group is for; empty: its commands stand for themselves."""


PARTS: Final = (
    Part(LOOK, "cli.migrate.beginning", ("init",)),
    Part(LOOK, "cli.migrate.accounts", ("accounts",), "Keys: whose, and what they may."),
    Part(LOOK, "cli.migrate.snapshot", ("snapshot",)),
    Part(LOOK, "cli.migrate.audit", ("audit",)),
    Part(LOOK, "cli.migrate.cards", ("cards",), "Stripe's mapping of customers and cards."),
    Part(LOOK, "cli.migrate.elsewhere", ("elsewhere",), "Sources that are no Stripe account."),
    Part(LOOK, "cli.migrate.plan", ("plan",)),
    Part(LOOK, "cli.rehearsal.command", ("rehearse",)),
    Part(APPLY, "cli.migrate.approve", ("approve",)),
    Part(APPLY, "cli.migrate.catalogue", ("catalogue",)),
    Part(APPLY, "cli.migrate.cutover", ("cutover",), "Webhooks and keys of the target."),
    Part(APPLY, "cli.migrate.execute", ("execute",)),
    Part(APPLY, "cli.migrate.status", ("status", "held")),
    Part(APPLY, "cli.migrate.show", ("show",)),
    Part(APPLY, "cli.migrate.steering", ("pause", "resume", "throttle", "retry")),
    Part(PROVE, "cli.migrate.verify", ("verify",)),
    Part(PROVE, "cli.migrate.watch", ("watch",)),
    Part(PROVE, "cli.migrate.report", ("report",)),
    Part(BACK, "cli.migrate.rollback", ("rollback",)),
    Part(AFTER, "cli.migrate.left", ("owners", "tail")),
    Part(AFTER, "cli.migrate.checklist", ("checklist", "confirm")),
    Part(AFTER, "cli.migrate.ids", ("ids",), "Old id to new: export, look up."),
)


def build(wanted: Container[str] | None = None) -> typer.Typer:
    """Put it together; ``wanted`` are the words that were typed. Help needs all of it."""
    app = typer.Typer(no_args_is_help=True)
    for part in list(_chosen(wanted)) or PARTS:
        found: typer.Typer = import_module(part.module).app
        if part.group:
            (name,) = part.words
            app.add_typer(found, name=name, help=part.group, rich_help_panel=part.panel)
            continue
        for each in found.registered_commands:
            each.rich_help_panel = part.panel
            app.registered_commands.append(each)
    return app


def _chosen(wanted: Container[str] | None) -> Iterator[Part]:
    if wanted is not None:
        yield from (part for part in PARTS if any(word in wanted for word in part.words))
