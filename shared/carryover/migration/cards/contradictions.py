"""What rows say against one another. Nothing here is decided; everything is told."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from carryover.migration.cards.model import Fault, Row

type Cell = Callable[[Row], str]

_RULES: Final[Sequence[tuple[Cell, Cell, str]]] = (
    (lambda row: row.customer_old, lambda row: row.customer_new, "{0} became {1} and {2}"),
    (lambda row: row.customer_new, lambda row: row.customer_old, "{1} and {2} both became {0}"),
    (lambda row: row.source_old, lambda row: row.source_new, "{0} became {1} and {2}"),
    (lambda row: row.source_new, lambda row: row.source_old, "{1} and {2} both became {0}"),
    (lambda row: row.source_old, lambda row: row.customer_old, "{0} belongs to {1} and {2}"),
    (lambda row: row.source_new, lambda row: row.customer_new, "{0} belongs to {1} and {2}"),
    (
        lambda row: "" if row.source_old else row.customer_old,
        lambda row: row.source_new,
        "{0} has {1} and {2}, and no source_id_old tells one from the other",
    ),
)
"""One thing of the first kind has one of the second: of one source, by one copy."""


def contradictions(rows: Iterable[Row]) -> Iterator[Fault]:
    """Name every row that says otherwise than one before it."""
    listed = list(rows)
    for one, other, sentence in _RULES:
        first: dict[str, Row] = {}
        for row in listed:
            if not (one(row) and other(row)):
                continue
            before = first.setdefault(one(row), row)
            if other(before) != other(row):
                told = sentence.format(one(row), other(before), other(row))
                yield Fault(row.line, f"{told} (line {before.line}).")
