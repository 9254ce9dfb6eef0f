"""The options that mean the same in every command."""

import getpass
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from carryover.kernel.alias import is_alias
from carryover.kernel.messages import Source
from carryover.ports.journal import Outcome

UNITS: Final = {"m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


@dataclass(frozen=True, slots=True)
class When:
    """A moment as somebody typed it: a date, a time, or how long ago."""

    at: datetime | None = None
    ago: timedelta = timedelta()
    whole_day: bool = False

    @classmethod
    def parse(cls, text: str) -> "When":
        """Read ``2026-11-20``, ``2026-11-20T09:30`` (UTC unless it says otherwise) or ``36h``."""
        if ago := re.fullmatch(r"(\d{1,5})([mhdw])", text):
            return cls(ago=timedelta(**{UNITS[ago[2]]: int(ago[1])}))
        try:
            at = datetime.fromisoformat(text)
        except ValueError:
            raise typer.BadParameter(
                f"{text!r} is no date (2026-11-20), time (2026-11-20T09:30) or age (90m, 36h, 7d)"
            ) from None
        aware = at if at.tzinfo else at.replace(tzinfo=UTC)
        return cls(at=aware, whole_day=len(text) == len("2026-11-20"))

    def start(self, now: datetime) -> datetime:
        """Take it as the first moment of a stretch."""
        return self.at or now - self.ago

    def end(self, now: datetime) -> datetime:
        """Take it as the last moment of a stretch: a date means all of that day."""
        begin = self.start(now)
        return begin + timedelta(days=1, seconds=-1) if self.whole_day else begin


def _alias(value: str | None) -> str | None:
    if value is not None and not is_alias(value):
        raise typer.BadParameter(f"{value!r} is no account alias (like us or intl-test)")
    return value


def _aliases(values: Sequence[str]) -> Sequence[str]:
    return [value for value in values if _alias(value)]


def _reason(value: str) -> str:
    if not value.strip():
        raise typer.BadParameter("say why: it is kept in the audit trail")
    return value


AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document (shapes: cli/README.md).")
]
Account = Annotated[
    str, typer.Option("--account", "-a", callback=_alias, help="The account's alias.")
]
SomeAccount = Annotated[
    str | None,
    typer.Option("--account", "-a", callback=_alias, help="The account's alias; default all."),
]
SomeAccounts = Annotated[
    list[str],
    typer.Option("--account", "-a", callback=_aliases, help="Alias; repeatable; default all."),
]
Why = Annotated[
    str, typer.Option("--why", callback=_reason, help="The reason, kept in the audit trail.")
]
By = Annotated[str, typer.Option("--by", help="Who is responsible.", show_default="you")]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be done, do nothing.")]
Limit = Annotated[int, typer.Option("--limit", "-n", min=1, help="Show at most so many.")]
Since = Annotated[
    When | None,
    typer.Option(
        "--since",
        parser=When.parse,
        metavar="WHEN",
        help="From: a date, a time (UTC) or an age: 2026-11-20, 36h, 7d.",
    ),
]
Until = Annotated[
    When | None,
    typer.Option("--until", parser=When.parse, metavar="WHEN", help="To, included; like --since."),
]
Day = Annotated[
    When | None,
    typer.Option("--day", parser=When.parse, metavar="DATE", help="The UTC day of its creation."),
]


@dataclass(frozen=True, slots=True)
class Intent:
    """Who wants something done, and why."""

    why: Why
    by: By = field(default_factory=getpass.getuser)


@dataclass(frozen=True, slots=True)
class Caution:
    """How careful to be."""

    dry_run: DryRun = False
    yes: Yes = False


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks, and whether at personal data too."""

    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show personal data; that you did is kept in the audit."),
    ] = False
    by: By = field(default_factory=getpass.getuser)


@dataclass(frozen=True, slots=True)
class Where:
    """Where to look for an event that is known by its id."""

    account: SomeAccounts = field(default_factory=list)
    day: Day = None


@dataclass(frozen=True, slots=True)
class Asked:
    """Which journalled events are meant. Nothing said lets everything pass."""

    account: SomeAccounts = field(default_factory=list)
    since: Since = None
    until: Until = None
    day: Day = None
    type: Annotated[
        list[str], typer.Option("--type", "-t", help="Stripe's name, * allowed; repeatable.")
    ] = field(default_factory=list)
    outcome: Annotated[
        list[Outcome], typer.Option("--outcome", help="What became of it; repeatable.")
    ] = field(default_factory=list)
    source: Annotated[list[Source], typer.Option("--source", help="How it came; repeatable.")] = (
        field(default_factory=list)
    )
    subject: Annotated[str, typer.Option("--subject", help="Part of what it is about: cus_1.")] = ""
