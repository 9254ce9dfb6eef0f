"""A lease: who may do what only one may do at a time. The table's condition decides, not a clock
that runs ahead; who has it gives it back, or it ends by itself after a minute."""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final

from carryover.adapters.dynamodb import crm_keys as keys
from carryover.adapters.dynamodb.table import Condition, Refused, Table
from carryover.kernel.clock import Seconds

LASTS: Final = 60
"""Seconds: several times what a request and two writes may take."""


@dataclass(frozen=True, slots=True)
class DynamoLease:
    """One lease by name. Raises ``Retryable`` when the table cannot be reached."""

    table: Table
    name: str

    def take(self, now: Seconds) -> int | None:
        """Take it if it is free or over; the version tells this turn from the next."""
        free = Condition("attribute_not_exists(pk) OR taken_until <= :now", {":now": now})
        change = "SET taken_until = :until, version = if_not_exists(version, :none) + :one"
        counting = {**free.values, ":until": now + LASTS, ":none": 0, ":one": 1}
        try:
            row = self.table.reckon(
                keys.lease(self.name), change, Condition(free.expression, counting)
            )
        except Refused:
            return None
        return int(row["version"])

    def give_back(self, version: int) -> None:
        """Free it, unless it is another's by now."""
        mine = Condition("version = :version", {":version": version, ":none": 0})
        with suppress(Refused):
            self.table.reckon(keys.lease(self.name), "SET taken_until = :none", mine)
