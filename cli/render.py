"""Everything the command says: tables and colours for people, one JSON document for programs.

Answers go to standard output; progress, questions and errors to standard error.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.json import JSON
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Column as TableColumn
from rich.table import Table
from rich.text import Text

type Row = Mapping[str, Any]
"""One thing in its machine shape: what ``--json`` prints, and what the columns are filled from."""

type Cell = Callable[[Row], Text | str]

FOLDED: Final = 16
"""Characters that folded text always keeps; other columns are cut before it becomes a thread."""

STYLES: Final[Mapping[str, str]] = {
    "routed": "green",
    "ignored": "dim",
    "review": "yellow",
    "duplicate": "cyan",
    "variant": "magenta",
    "missing": "bold red",
    "active": "green",
    "paid": "green",
    "trialing": "cyan",
    "past_due": "yellow",
    "open": "yellow",
    "closed": "dim",
    "canceled": "dim",
    "void": "dim",
    "unpaid": "red",
    "uncollectible": "red",
}
"""Colours of words that mean the same wherever they stand."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a listing."""

    title: str
    cell: Cell
    room: int = 0
    """How wide a terminal has to be for this column to be shown: the rest matters more."""
    number: bool = False
    fold: bool = False
    """Long text goes on in the next line instead of being cut."""


def plain(key: str, style: str = "") -> Cell:
    """Show a field as it is, a dash where there is nothing."""
    return lambda row: Text(str(row[key]), style) if row.get(key) not in {None, ""} else DASH


def tally(key: str) -> Cell:
    """Show a count; nought is a dash, so that the others stand out."""
    return lambda row: str(row[key]) if row.get(key) else DASH


def coloured(key: str) -> Cell:
    """Show a word in its own colour."""
    return lambda row: word(str(row.get(key) or ""))


def time(key: str) -> Cell:
    """Show a moment to the second, in UTC."""
    return lambda row: short_time(row.get(key))


DASH: Final = Text("-", "dim")


def word(text: str) -> Text:
    """Colour a word by its meaning."""
    return Text(text, STYLES.get(text, "")) if text else DASH


def short_time(iso: str | None) -> Text | str:
    """Drop what nobody reads; every moment here is UTC."""
    if not iso:
        return DASH
    return datetime.fromisoformat(iso).strftime("%Y-%m-%d %H:%M:%S")


class Screen:
    """Where a command's words go."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json
        # Names of people, products and prices are anybody's words: "[/]" among them is no markup.
        self.out = Console(highlight=False, markup=False)
        self.err = Console(stderr=True, highlight=False, markup=False)

    def answer(self, document: Row, *parts: RenderableType) -> None:
        """Print the answer: the document for programs, the parts for people."""
        if self.as_json:
            self.out.file.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
        self.show(*parts)

    def raw(self, content: object) -> None:
        """Print text as it is, and anything else as JSON, for the next program in the pipe."""
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self.out.file.write(f"{text}\n")

    def show(self, *parts: RenderableType) -> None:
        """Print what only people want to see."""
        if not self.as_json:
            self.out.print(*parts, sep="\n")

    def note(self, sentence: str, style: str = "") -> None:
        """Say something beside the answer."""
        self.err.print(Text(sentence, style), soft_wrap=True)

    def listing(
        self,
        title: str,
        columns: Sequence[Column],
        rows: Sequence[Row],
        *,
        empty: str,
        total: Row | None = None,
    ) -> RenderableType:
        """Draw rows as a table, with a last line that sums them up, or say that there are none."""
        if not rows:
            return Text(empty, "dim")
        shown = [column for column in columns if self.out.width >= column.room]
        table = Table(*map(_head, shown), box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            table.add_row(*(column.cell(row) for column in shown))
        if total:
            table.add_section()
            table.add_row(*(column.cell(total) for column in shown), style="bold")
        return Group(heading(title), table)

    @contextmanager
    def counting(self, label: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
        """Show that work goes on, and how far; gone when it is done."""
        bar = (BarColumn(), MofNCompleteColumn()) if total else (TextColumn("{task.completed}"),)
        with Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            *bar,
            TimeElapsedColumn(),
            console=self.err,
            transient=True,
            disable=not self.err.is_terminal,
        ) as progress:
            task = progress.add_task(label, total=total)
            yield lambda steps: progress.advance(task, steps)

    def counted[Item](
        self, label: str, items: Iterable[Item], total: int | None = None
    ) -> Iterator[Item]:
        """Pass items on and count them for people to see."""
        with self.counting(label, total) as advance:
            for item in items:
                yield item
                advance(1)


def _head(column: Column) -> TableColumn:
    return TableColumn(
        column.title,
        justify="right" if column.number else "left",
        overflow="fold" if column.fold else "ellipsis",
        no_wrap=not column.fold,
        min_width=FOLDED if column.fold else None,
    )


def sheet(title: str, fields: Mapping[str, Text | str | None]) -> RenderableType:
    """Draw one thing: its fields under each other."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column(style="dim")
    table.add_column(overflow="fold")
    for name, value in fields.items():
        table.add_row(name, value or DASH)
    return Group(heading(title), table)


def heading(text: str) -> Text:
    """Draw what stands above a table; a table's own title would be as narrow as the table."""
    return Text(text, "bold")


def document(value: object) -> RenderableType:
    """Draw JSON in colours, its characters as they are."""
    return JSON.from_data(value, ensure_ascii=False)
