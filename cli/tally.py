"""What an import came to: every piece of the file stands in exactly one column."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import RenderableType

from carryover.replay.importing import Accounted, Fate, Imported
from carryover.replay.recordings import Rejected
from cli.render import Column, Screen, coloured, plain, tally

SENT: Final = "sent"
"""Instead of a fate, when nobody waited for one."""

TOLD: Final = 20
"""Pieces named one by one on a screen; ``--json`` names all."""


@dataclass(frozen=True, slots=True)
class Line:
    """One event and what it came to."""

    place: str
    id: str
    type: str
    fate: str
    note: str


@dataclass(frozen=True, slots=True)
class Result:
    """The whole file."""

    lines: Sequence[Line]
    rejected: Sequence[Rejected]
    cause: str

    @classmethod
    def of(
        cls, accounted: Sequence[Accounted], rejected: Sequence[Rejected], cause: str
    ) -> "Result":
        """Take what the journal answered."""
        lines = [_line(each.imported, each.fate.value, each.note) for each in accounted]
        return cls(lines, rejected, cause)

    @classmethod
    def expected(cls, seen: Sequence[Imported], rejected: Sequence[Rejected]) -> "Result":
        """Take what the channel would do, were the journal empty."""
        lines = [
            _line(one, Fate.DUPLICATE.value, f"the same as {one.repeats}")
            if one.repeats
            else _line(one, one.seen.expected.value, one.seen.note)
            for one in seen
        ]
        return cls(lines, rejected, "")

    @classmethod
    def unasked(
        cls, sent: Sequence[Imported], rejected: Sequence[Rejected], cause: str
    ) -> "Result":
        """Take only what was sent."""
        return cls([_line(one, SENT, "") for one in sent], rejected, cause)

    @property
    def missing(self) -> Sequence[Line]:
        """What the journal has not answered for."""
        return [line for line in self.lines if line.fate == Fate.MISSING]

    @property
    def fates(self) -> list[str]:
        """Name the fates that occur, in their usual order."""
        met = {line.fate for line in self.lines}
        return [fate for fate in (*Fate, SENT) if fate in met]

    def by_type(self) -> list[dict[str, Any]]:
        """Count events by type and fate."""
        counts = Counter((line.type, line.fate) for line in self.lines)
        return [
            {"type": name, **{fate: counts[name, fate] for fate in self.fates}}
            for name in sorted({line.type for line in self.lines})
        ]

    def totals(self) -> dict[str, int]:
        """Count events by fate."""
        counts = Counter(line.fate for line in self.lines)
        return {fate: counts[fate] for fate in self.fates}

    def document(self) -> dict[str, Any]:
        """Put it into its machine shape (cli/README.md)."""
        return {
            "cause": self.cause,
            "read": len(self.lines) + len(self.rejected),
            "totals": {**self.totals(), "rejected": len(self.rejected)},
            "by_type": self.by_type(),
            "events": [
                {"place": e.place, "id": e.id, "type": e.type, "outcome": e.fate, "note": e.note}
                for e in self.lines
            ],
            "rejected": [{"place": each.place, "reason": each.reason} for each in self.rejected],
        }

    def complaint(self) -> str:
        """Say in a sentence what is left for a person."""
        parts = []
        if self.rejected:
            parts.append(f"{len(self.rejected)} pieces are no events and were not sent")
        if self.missing:
            parts.append(
                f"{len(self.missing)} events are not in the journal yet: they wait on the queue, "
                "or see carryover dead-letters list"
            )
        return "; ".join(parts)


def _line(one: Imported, fate: str, note: str) -> Line:
    return Line(one.place, one.seen.event.id, one.seen.type or "(no type)", fate, note)


def drawn(screen: Screen, result: Result) -> list[RenderableType]:
    """Draw it: the table, then what somebody has to look at."""
    counts = (Column(fate, tally(fate), number=True) for fate in result.fates)
    columns = (Column("type", plain("type", "cyan"), fold=True), *counts)
    total = {"type": "all", **result.totals()}
    read = len(result.lines) + len(result.rejected)
    title = f"{read} pieces read: {len(result.lines)} events, {len(result.rejected)} rejected"
    parts = [screen.listing(title, columns, result.by_type(), empty="No events.", total=total)]
    if odd := [e for e in result.lines if e.fate in {Fate.REVIEW, Fate.MISSING}]:
        parts.append(_odd(screen, odd))
    if result.rejected:
        parts.append(_rejected(screen, result.rejected))
    return parts


def _odd(screen: Screen, lines: Sequence[Line]) -> RenderableType:
    rows = [
        {"place": e.place, "event": e.id, "type": e.type, "fate": e.fate, "note": e.note}
        for e in lines[:TOLD]
    ]
    columns = (
        Column("place", plain("place")),
        Column("event", plain("event"), room=130),
        Column("type", plain("type", "cyan")),
        Column("", coloured("fate")),
        Column("note", plain("note"), fold=True),
    )
    return screen.listing(_some("For a person", lines), columns, rows, empty="")


def _rejected(screen: Screen, pieces: Sequence[Rejected]) -> RenderableType:
    rows = [{"place": each.place, "reason": each.reason} for each in pieces[:TOLD]]
    columns = (Column("place", plain("place")), Column("why", plain("reason", "red"), fold=True))
    return screen.listing(_some("Rejected", pieces), columns, rows, empty="")


def _some(title: str, found: Sequence[object]) -> str:
    return title if len(found) <= TOLD else f"{title} (the first {TOLD} of {len(found)})"
