"""Reads Stripe's mapping file, as CSV or JSON, and refuses what is not beyond doubt.

A wrong row charges the wrong person's card: all faults of all rows are told at once, each with its
line, and a file with one fault is not used at all.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from carryover.migration.cards.cells import doubts_of
from carryover.migration.cards.contradictions import contradictions
from carryover.migration.cards.model import COLUMNS, Fault, Row

MOST_FAULTS = 50
"""More would be noise: it is the wrong file then."""


type Found = tuple[list[Row], list[Fault]]
"""Rows as they stand there, and lines that are none."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says, or why it cannot be used."""

    rows: tuple[Row, ...] = ()
    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = field(default=())
    """What was tolerated."""


def read(content: bytes, *, foreign: bool = False) -> Reading:
    """Read a mapping; line numbers are those an editor shows. ``foreign``: of the import from
    another processor, whose ids look like anything and may lack sources."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return _refused("It is not UTF-8 text: take the file as Stripe gave it, not saved again.")
    if not text.strip():
        return _refused("It is empty.")
    if text.lstrip()[0] in "[{":
        rows, faults = _from_json(text)
    else:
        rows, faults = _from_csv(text)
    return _judged(rows, faults, foreign=foreign)


def as_csv(rows: Iterable[Row]) -> Iterator[str]:
    """Write a mapping as Stripe would, in a fixed order, line by line."""
    yield ",".join(COLUMNS) + "\n"
    for row in sorted(rows, key=lambda each: each.said):
        yield ",".join(row.said) + "\n"


def _from_csv(text: str) -> Found:
    lines = csv.reader(text.splitlines(), strict=True)
    try:
        header = [cell.strip() for cell in next(lines)]
        if wrong := _header(header):
            return _nothing(wrong)
        numbered = [(lines.line_num, cells) for cells in lines if any(map(str.strip, cells))]
    except csv.Error as error:
        return _nothing(f"It is no CSV after line {lines.line_num}: {error}.")
    rows, faults = _lines(header, numbered)
    return rows, [*faults, *_cut_off(text, rows)]


def _lines(header: Sequence[str], numbered: Sequence[tuple[int, list[str]]]) -> Found:
    places = [header.index(name) for name in COLUMNS]
    whole = [each for each in numbered if len(each[1]) == len(header)]
    short = [each for each in numbered if len(each[1]) != len(header)]
    rows = [_row(line, [cells[place].strip() for place in places]) for line, cells in whole]
    return rows, [Fault(line, _short(len(cells), len(header))) for line, cells in short]


def _header(header: Sequence[str]) -> str:
    missing = [name for name in COLUMNS if name not in header]
    if not missing:
        twice = [name for name in COLUMNS if header.count(name) > 1]
        return f"Its first line names {twice[0]} twice." if twice else ""
    if len(header) == 1 and any(mark in header[0] for mark in ";\t"):
        return "Its columns are not separated by commas: take the file as Stripe gave it."
    return f"Its first line lacks {', '.join(missing)}: is it Stripe's mapping of a data copy?"


def _short(found: int, wanted: int) -> str:
    what = f"it has {found} of {wanted} columns"
    return f"{what}: the file was cut off; fetch it again." if found < wanted else f"{what}."


def _cut_off(text: str, rows: Sequence[Row]) -> Iterator[Fault]:
    """Notice a last id that breaks off: the file ends without an end of line, and the id is shorter
    than every other of its kind."""
    if text.endswith(("\n", "\r")) or len(rows) < 2:
        return
    *others, last = rows
    kind = last.source_new.partition("_")[0]
    lengths = [len(row.source_new) for row in others if row.source_new.startswith(f"{kind}_")]
    if lengths and last.source_new and len(last.source_new) < min(lengths):
        yield Fault(last.line, f"{last.source_new} breaks off: the file was cut off there.")


def _from_json(text: str) -> Found:
    try:
        found = json.loads(text)
    except json.JSONDecodeError as error:
        return _nothing(f"It is no JSON after line {error.lineno}: {error.msg}.")
    listed = found.get("mapping") if isinstance(found, dict) else found
    if not isinstance(listed, list):
        return _nothing('It is no list of rows, nor {"mapping": [rows]}.')
    return _objects(listed)


def _objects(listed: Sequence[object]) -> Found:
    rows, faults = [], []
    for number, each in enumerate(listed, start=1):
        if isinstance(each, dict) and all(_is_cell(each.get(name)) for name in COLUMNS):
            rows.append(_row(number, [(each.get(name) or "").strip() for name in COLUMNS]))
        else:
            faults.append(Fault(number, f"It is no row with {', '.join(COLUMNS)}."))
    return rows, faults


def _is_cell(value: object) -> bool:
    return value is None or isinstance(value, str)


def _row(line: int, cells: Sequence[str]) -> Row:
    customer_old, source_old, customer_new, source_new = cells
    return Row(
        line=line,
        customer_old=customer_old,
        source_old=source_old,
        customer_new=customer_new,
        source_new=source_new,
    )


def _judged(rows: Sequence[Row], faults: Sequence[Fault], *, foreign: bool) -> Reading:
    """Keep the rows only if nothing is wrong with any of them."""
    if not rows and not faults:
        return _refused("It has no rows.")
    doubts = [fault for row in rows for fault in doubts_of(row, foreign=foreign)]
    wrong = [*faults, *doubts, *contradictions(rows)]
    if wrong:
        ordered = sorted(wrong, key=lambda each: each.line)
        return Reading(faults=(*ordered[:MOST_FAULTS], *_more(len(ordered) - MOST_FAULTS)))
    return _unique(rows)


def _unique(rows: Sequence[Row]) -> Reading:
    """Keep the first of rows that say the same."""
    unique = {row.said: row for row in reversed(rows)}
    again = len(rows) - len(unique)
    kept = tuple(sorted(unique.values(), key=lambda row: row.line))
    return Reading(kept, notes=(f"Rows that say what another says: {again}.",) if again else ())


def _more(count: int) -> list[Fault]:
    return [Fault(0, f"And {count} more.")] if count > 0 else []


def _nothing(sentence: str) -> Found:
    return [], [Fault(0, sentence)]


def _refused(sentence: str) -> Reading:
    return Reading(faults=(Fault(0, sentence),))
