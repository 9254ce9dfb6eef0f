"""Several files, one mapping: a second copy adds whom the first did not have yet.

Stripe maps nobody twice: a file that says otherwise than what is in force is another copy's, or
another account's, and a person has to say which one holds.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.migration.cards.contradictions import contradictions
from carryover.migration.cards.model import Fault, Row


@dataclass(frozen=True, slots=True)
class Merged:
    """What a late file does to the mapping in force."""

    rows: tuple[Row, ...]
    """All of them, old and new, if there is no conflict; else those in force."""
    added: int
    same: int
    conflicts: tuple[Fault, ...]
    """Numbered as in the late file."""


def merge(in_force: Sequence[Row], late: Sequence[Row]) -> Merged:
    """Add the rows of a file that was read without a fault."""
    known = {row.said for row in in_force}
    new = [row for row in late if row.said not in known]
    renamed = [row.model_copy(update={"line": 0}) for row in in_force]
    conflicts = tuple(
        Fault(fault.line, fault.sentence.replace("(line 0)", "(in force)"))
        for fault in contradictions([*renamed, *new])
    )
    rows = tuple(renamed) if conflicts else (*renamed, *new)
    return Merged(rows, 0 if conflicts else len(new), len(late) - len(new), conflicts)
