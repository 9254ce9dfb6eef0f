"""What access changes is written over the version that was read, or not at all."""

from carryover.access.model import Versioned
from carryover.access.store import Changed
from carryover.adapters.dynamodb import bodies, keys
from carryover.adapters.dynamodb.table import IS_NEW, Refused, Row, Table, unchanged


def saved[Kept: Versioned](table: Table, key: keys.Key, kept: Kept, index: Row) -> Kept:
    """Write the next version; raises ``Changed`` if the one read is not there any more."""
    following = kept.model_copy(update={"version": kept.version + 1})
    row: Row = {"version": following.version, **index, **bodies.written(following)}
    try:
        table.put(key, row, unchanged(kept.version) if kept.version else IS_NEW)
    except Refused as error:
        raise Changed(f"{key.pk} was written by somebody else") from error
    return following
