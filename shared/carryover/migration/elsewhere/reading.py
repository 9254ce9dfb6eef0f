"""Reads the file. All faults of all rows are told at once; a file with one is not used at all."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from carryover.migration.elsewhere.cells import Cells
from carryover.migration.elsewhere.columns import ITEM, known, needed
from carryover.migration.elsewhere.contradictions import of_row, of_rows
from carryover.migration.elsewhere.rows import START, Row, row_of


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where."""

    line: int
    """0: the file as a whole."""
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, or why it cannot be used."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()


def read(content: bytes) -> Reading:
    """Read the file; line numbers are those an editor shows."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return Reading(faults=(Fault(0, "It is not UTF-8 text."),))
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        header = [cell.strip() for cell in next(lines, [])]
        if wrong := tuple(_header(header)):
            return Reading(faults=wrong)
        numbered = [(lines.line_num, cells) for cells in lines if any(map(str.strip, cells))]
    except csv.Error as error:
        return Reading(faults=(Fault(0, f"It is no CSV after line {lines.line_num}: {error}."),))
    return _judged(header, numbered)


def _header(header: Sequence[str]) -> Iterator[Fault]:
    if not any(header):
        yield Fault(0, "It is empty.")
        return
    yield from (Fault(1, f"there is no column {name}.") for name in _lacking(header))
    for place, name in enumerate(header):
        if not known(name):
            yield Fault(1, f"{name!r} is no column we know: carryover migrate elsewhere columns.")
        elif name in header[:place]:
            yield Fault(1, f"the column {name} is there twice.")


def _lacking(header: Sequence[str]) -> Iterator[str]:
    yield from (name for name in needed() if name not in header)
    if not set(START) & set(header):
        yield START[0]
    if "price" not in header and not any(ITEM.fullmatch(name) for name in header):
        yield "price"


def _judged(header: Sequence[str], numbered: Sequence[tuple[int, list[str]]]) -> Reading:
    if not numbered:
        return Reading(faults=(Fault(0, "It has no rows."),))
    rows: list[Row] = []
    faults: list[Fault] = []
    for line, cells in numbered:
        row, wrong = _line(line, header, cells)
        faults += [Fault(line, sentence) for sentence in wrong]
        rows += [row] if row is not None else []
    faults += [Fault(line, sentence) for line, sentence in of_rows(rows)]
    if faults:
        return Reading(faults=tuple(sorted(faults, key=lambda each: each.line)))
    return Reading(tuple(rows))


def _line(line: int, header: Sequence[str], cells: list[str]) -> tuple[Row | None, list[str]]:
    if len(cells) != len(header):
        return None, [f"it has {len(cells)} of {len(header)} columns."]
    read_as = Cells(dict(zip(header, cells, strict=True)))
    row = row_of(line, read_as)
    return row, [*read_as.faults, *(() if row is None else of_row(row))]
