"""The `carryover` command: what there is, and the options all of it shares."""

import signal
import sys
from collections.abc import Container
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from types import TracebackType
from typing import Annotated, Final

import typer
from typer.main import get_command

from cli.command import epilog, say_error
from cli.session import Session


class Stage(StrEnum):
    """Where the system runs."""

    LOCAL = "local"
    DEV = "dev"
    STAGING = "staging"
    PROD = "prod"


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of the command, imported only when asked for: help does not wait for AWS."""

    name: str
    place: str
    """``module:attribute`` of a Typer app, or of a function that is a command by itself."""
    sentence: str
    built: bool = False
    """Whether it is a function that builds such an app, told which words were typed."""


BRANCHES: Final = (
    Branch("dead-letters", "cli.dead_letters:app", "What the workers gave up on: see, send back."),
    Branch("events", "cli.events:app", "Everything that ever entered: see, replay, import."),
    Branch("reviews", "cli.reviews:app", "What the system refused to guess: see, decide."),
    Branch("records", "cli.records:app", "What we believe of customers and subscriptions."),
    Branch("sync", "cli.sync:app", "Walk Stripe's lists for what was missed; see reports."),
    Branch(
        "migrate",
        "cli.migrate.app:build",
        "Move subscriptions: plan, apply, verify, go back.",
        built=True,
    ),
    Branch("access", "cli.access.app:build", "Kajabi: who may see what, and why.", built=True),
    Branch("replays", "cli.replays:app", "Who sent what again, when and why."),
    Branch("dunning", "cli.dunning.app:app", "Failed payments: what is open, what came back."),
    Branch("crm", "cli.crm.app:app", "HighLevel: do contacts show what is true?"),
    Branch("demo", "cli.demo.command:demo", "Run the main job on this machine, and prove it."),
    Branch("local", "cli.local:local", "Start the whole river on this machine, until Ctrl-C."),
    Branch("sandbox", "cli.sandbox:app", "The outside world on one machine."),
)

BARE: Final = len(("carryover", "migrate"))
"""So few words ask for help, as every branch understands them."""


def build(wanted: Container[str] | None = None) -> typer.Typer:
    """Put the command together; ``wanted`` names the branches that matter now, default all."""
    app = typer.Typer(
        no_args_is_help=True,
        rich_markup_mode="rich",
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        epilog=epilog(
            "--stage prod dead-letters list",
            "events list --day 2026-11-20 --type 'invoice.*'",
            "events import recorded.jsonl --account us --dry-run",
        ),
    )
    app.callback()(root)
    for branch in BRANCHES:
        _grow(app, branch, wanted)
    return app


def _grow(app: typer.Typer, branch: Branch, wanted: Container[str] | None) -> None:
    """Add a branch, or only its name and sentence."""
    if wanted is not None and branch.name not in wanted:
        app.add_typer(typer.Typer(help=branch.sentence, callback=_nothing), name=branch.name)
        return
    module, attribute = branch.place.split(":")
    found = getattr(import_module(module), attribute)
    if branch.built:
        found = found(wanted)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=branch.name, help=branch.sentence)
    else:
        app.command(branch.name)(found)


def _nothing() -> None:
    """Stand in for a branch that was not asked for."""


def root(
    context: typer.Context,
    stage: Annotated[
        Stage, typer.Option("--stage", envvar="CARRYOVER_STAGE", help="Which deployment.")
    ] = Stage.LOCAL,
    *,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of a bug.")] = False,
) -> None:
    """Look after a carryover deployment: see what is stuck, send it again, bring events in.

    It only reads and sends messages; whatever happens, happens in a worker.
    """
    if not debug:
        sys.excepthook = _bug
    context.obj = context.obj or Session(stage.value)


def main() -> None:
    """Run it as installed by pyproject.toml. Whatever ends it, it puts back what it holds."""
    for ending in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    typed = sys.argv if len(sys.argv) > BARE else [*sys.argv, "--help"]
    get_command(build(typed))()


def _bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Tell a bug in one line; the traceback is for whoever mends it."""
    del trace
    say_error(f"this is a bug: {kind.__name__}: {error} (--debug shows the traceback)")


if __name__ == "__main__":
    main()
