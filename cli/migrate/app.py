"""Puts ``carryover migrate`` together, in the order of the work.

A part is imported only when one of its words was typed: a rehearsal's local Stripe or the charts of
a page would otherwise make everybody wait.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import typer
from typer.models import Default

LOOK: Final = "Look and plan"
APPLY: Final = "Apply"
PROVE: Final = "Prove"
BACK: Final = "Go back"
AFTER: Final = "Afterwards"

HELP: Final = ("--help", "-h")


@dataclass(frozen=True, slots=True)
class Part:
    """One module's commands."""

    panel: str
    """Under which heading the help lists them."""
    module: str
    words: Mapping[str, str]
    """The names of its commands, of a group its own name, and each one's sentence in the help: the
    first of its docstring, which a test holds it to."""
    group: bool = False


PARTS: Final = (
    Part(
        LOOK,
        "cli.migrate.beginning",
        {"init": "Begin a migration: write a commented migration.yaml into the project folder."},
    ),
    Part(LOOK, "cli.migrate.accounts", {"accounts": "Keys: whose, and what they may."}, group=True),
    Part(
        LOOK,
        "cli.migrate.snapshot",
        {
            "snapshot": "Write the source accounts down, read-only, into snapshots/ of the "
            "project folder."
        },
    ),
    Part(
        LOOK,
        "cli.migrate.audit",
        {"audit": "Look through the snapshots for everything that does not simply carry over."},
    ),
    Part(
        LOOK, "cli.migrate.cards", {"cards": "Stripe's mapping of customers and cards."}, group=True
    ),
    Part(
        LOOK,
        "cli.migrate.elsewhere",
        {"elsewhere": "Sources that are no Stripe account."},
        group=True,
    ),
    Part(
        LOOK,
        "cli.migrate.plan",
        {
            "plan": "Judge every subscription of the snapshots: an exact recreation, or a "
            "sentence why not."
        },
    ),
    Part(
        LOOK,
        "cli.rehearsal.command",
        {
            "rehearse": "Play the whole move on a local copy of your accounts, thirteen months "
            "ahead."
        },
    ),
    Part(
        APPLY,
        "cli.migrate.approve",
        {
            "approve": "Put the plan in force on a stage: only this plan can be executed "
            "there, by its hash."
        },
    ),
    Part(
        APPLY,
        "cli.migrate.catalogue",
        {
            "catalogue": "Have everything the plan needs made in the target, then compare it "
            "with the source."
        },
        group=True,
    ),
    Part(APPLY, "cli.migrate.cutover", {"cutover": "Webhooks and keys of the target."}, group=True),
    Part(
        APPLY,
        "cli.migrate.execute",
        {
            "execute": "Open the next wave: the worker moves its subscriptions, one by one, "
            "each read again first."
        },
    ),
    Part(
        APPLY,
        "cli.migrate.status",
        {
            "status": "Show where the run stands: by wave and state, money, first renewals, "
            "what is held and why.",
            "held": "List what was left where it was, with the sentence why. Exit code 1 "
            "when there is any.",
        },
    ),
    Part(
        APPLY,
        "cli.migrate.show",
        {
            "show": "Show one subscription: where its move stands, both sides live, and "
            "every write about it."
        },
    ),
    Part(
        APPLY,
        "cli.migrate.steering",
        {
            "pause": "Begin no more moves of a wave, or of any; what was begun is finished.",
            "resume": "Let a paused wave go on; the worker takes it up within some 15 minutes.",
            "throttle": "Begin no more than so many moves per second. Stripe's own limits are "
            "kept in any case.",
            "retry": "Have held subscriptions looked at again: what was in the way may be gone.",
        },
    ),
    Part(
        PROVE,
        "cli.migrate.verify",
        {
            "verify": "Compare old and new next invoice and every term of all that was moved; "
            "changes nothing."
        },
    ),
    Part(
        PROVE,
        "cli.migrate.watch",
        {
            "watch": "Show first renewals in the new account, day by day, and whatever was "
            "wrong about them."
        },
    ),
    Part(
        PROVE,
        "cli.migrate.report",
        {
            "report": "Write report/report.html, .md and .json: what moved, what did not and "
            "why, and the proof."
        },
    ),
    Part(
        BACK,
        "cli.migrate.rollback",
        {
            "rollback": "Let the source bill again and take the target away, until the first "
            "renewal."
        },
    ),
    Part(
        AFTER,
        "cli.migrate.left",
        {
            "owners": "Check that every subscription has exactly one billing owner, reading "
            "all accounts live.",
            "tail": "Show what is not over at the sources: open invoices, payments, "
            "refunds, disputes.",
        },
    ),
    Part(
        AFTER,
        "cli.migrate.checklist",
        {
            "checklist": "Go through the cutover and decommission checklist; reads all accounts, "
            "writes nothing.",
            "confirm": "Confirm a line no machine can check: who looked, and what was seen "
            "(--why).",
        },
    ),
    Part(AFTER, "cli.migrate.ids", {"ids": "Old id to new: export, look up."}, group=True),
)


def build(wanted: Container[str] | None = None) -> typer.Typer:
    """Put it together; ``wanted`` are the words that were typed. If they ask for help and name none
    of our commands, names and sentences are enough, and nothing is imported."""
    app = typer.Typer(no_args_is_help=True)
    chosen = list(_chosen(wanted or ()))
    if not chosen and wanted and any(each in wanted for each in HELP):
        for part in PARTS:
            _mention(app, part)
        return app
    for part in chosen or PARTS:
        _grow(app, part)
    return app


def _chosen(wanted: Container[str]) -> Iterator[Part]:
    yield from (part for part in PARTS if any(word in wanted for word in part.words))


def _mention(app: typer.Typer, part: Part) -> None:
    for word, sentence in part.words.items():
        stub = typer.Typer(callback=_nothing)
        app.add_typer(stub, name=word, help=sentence, rich_help_panel=part.panel)


def _grow(app: typer.Typer, part: Part) -> None:
    found: typer.Typer = import_module(part.module).app
    if part.group:
        own = found.registered_callback
        for name, sentence in part.words.items():
            told = Default(sentence) if own and own.callback else sentence
            app.add_typer(found, name=name, help=told, rich_help_panel=part.panel)
        return
    for each in found.registered_commands:
        each.rich_help_panel = part.panel
        app.registered_commands.append(each)


def _nothing() -> None:
    """Stand in for a command that was not asked for."""
