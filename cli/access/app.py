"""Puts ``carryover access`` together. A part is imported only when one of its words was typed."""

from collections.abc import Container
from dataclasses import dataclass
from importlib import import_module
from typing import Final

import typer
from typer.models import Default

HELP: Final = ("--help", "-h")


@dataclass(frozen=True, slots=True)
class Part:
    """One module's commands, or a group of them."""

    module: str
    words: dict[str, str]
    """The names of its commands, of a group its own name, and each one's sentence in the help: the
    first of its docstring, which a test holds it to."""
    group: bool = False


PARTS: Final = (
    Part("cli.access.rules", {"rules": "Which plan opens what: check, put, show."}, group=True),
    Part(
        "cli.access.show",
        {"show": "Show one person: what they pay, what they see, what was asked for, and why."},
    ),
    Part(
        "cli.access.cancel",
        {"cancel": "End one subscription, as if its member had left at the site."},
    ),
    Part(
        "cli.access.provision",
        {"provision": "Give everyone a migration moved what their new subscription opens."},
    ),
    Part(
        "cli.access.audit",
        {
            "audit": "Compare who pays with who has access. Exit code 1 when they differ.",
            "repair": "Compare, mend what can be mended, and compare again.",
        },
    ),
    Part(
        "cli.access.decide",
        {
            "decide": "Give access back after a refund or a dispute, or withhold it; the "
            "subscription goes on."
        },
    ),
    Part(
        "cli.access.brake",
        {
            "brake": "Show who is held by a site's brake; release or discard all of them, and let "
            "it go."
        },
    ),
)


def build(wanted: Container[str] | None = None) -> typer.Typer:
    """Put it together; ``wanted`` are the words that were typed."""
    app = typer.Typer(no_args_is_help=True)
    chosen = [part for part in PARTS if any(word in (wanted or ()) for word in part.words)]
    if not chosen and wanted and any(each in wanted for each in HELP):
        for part in PARTS:
            _mention(app, part)
        return app
    for part in chosen or PARTS:
        _grow(app, part)
    return app


def _mention(app: typer.Typer, part: Part) -> None:
    for word, sentence in part.words.items():
        app.add_typer(typer.Typer(callback=_nothing), name=word, help=sentence)


def _grow(app: typer.Typer, part: Part) -> None:
    found: typer.Typer = import_module(part.module).app
    if part.group:
        for name, sentence in part.words.items():
            app.add_typer(found, name=name, help=Default(sentence))
        return
    app.registered_commands.extend(found.registered_commands)


def _nothing() -> None:
    """Stand in for a command that was not asked for."""
