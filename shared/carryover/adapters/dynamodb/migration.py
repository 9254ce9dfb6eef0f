"""What is remembered of a migration: runs, waves, and where every subscription stands
(``migration.store``)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from carryover.adapters.dynamodb import bodies, keys
from carryover.adapters.dynamodb.table import IS_NEW, Condition, Range, Refused, Row, Table
from carryover.adapters.dynamodb.table import unchanged as still
from carryover.kernel.clock import Seconds
from carryover.migration.model import Move, Run, State, Wave
from carryover.migration.store import Changed, Due

PAGE: Final = 100
"""Moves per answer of ``due``: one BatchGetItem."""


@dataclass(frozen=True, slots=True)
class DynamoRuns:
    """Keeps approved migrations, all in one partition."""

    table: Table

    def find(self, name: str) -> Run | None:
        """Read it consistently: a worker must not move by a plan that was replaced."""
        row = self.table.get(keys.run(name))
        return None if row is None else bodies.read(Run, row)

    def approve(self, run: Run) -> None:
        """Write it over the one before."""
        self.table.put(keys.run(run.name), bodies.written(run))

    def names(self) -> Sequence[str]:
        """List the partition."""
        return [str(row["sk"]) for row in self.table.query(Range(keys.MIGRATIONS))]


@dataclass(frozen=True, slots=True)
class DynamoWaves:
    """Keeps cohorts, one partition per run."""

    table: Table

    def find(self, run: str, number: int) -> Wave | None:
        """Read it consistently: a pause counts from the moment it was written."""
        row = self.table.get(keys.wave(run, number))
        return None if row is None else bodies.read(Wave, row)

    def save(self, wave: Wave) -> None:
        """Write the next version, on condition that the one read is still there."""
        saved = wave.model_copy(update={"version": wave.version + 1})
        row: Row = {"version": saved.version, **bodies.written(saved)}
        try:
            self.table.put(keys.wave(wave.run, wave.number), row, _unchanged(wave.version))
        except Refused as error:
            raise Changed(f"wave {wave.number} of {wave.run} was written by another") from error

    def all(self, run: str) -> Sequence[Wave]:
        """Query the partition."""
        rows = self.table.query(Range(keys.waves_of(run)))
        return [bodies.read(Wave, row) for row in rows]


@dataclass(frozen=True, slots=True)
class DynamoMoves:
    """Keeps one item per move, and the time to look at it again in the index ``by-created``.

    A crash after a write costs nothing: index and item are one write.
    """

    table: Table

    def find(self, run: str, account: str, subscription: str) -> Move | None:
        """Read it consistently."""
        row = self.table.get(keys.move(run, account, subscription))
        return None if row is None else bodies.read(Move, row)

    def save(self, move: Move) -> Move:
        """Write the next version, on condition that the one read is still there."""
        return self.exchange(move)[0]

    def exchange(self, move: Move) -> tuple[Move, State | None]:
        """Save it, and tell the state it was in before (``None``: it is new)."""
        saved = move.model_copy(update={"version": move.version + 1})
        place = keys.move(move.run, move.account, move.subscription)
        try:
            before = self.table.replace(place, _row(saved), _unchanged(move.version))
        except Refused as error:
            raise Changed(f"the move of {move.old} was written by another") from error
        return saved, None if before is None else State(str(before["state"]))

    def due(self, run: str, until: Seconds, *, after: str | None = None) -> Due:
        """Ask the index, then believe only the items: the index lags behind them."""
        stretch = Range(
            keys.moves_of(run),
            first=" " if after is None else f"{after} ",
            last=keys.created_at(until, "\U0010ffff"),
            index=keys.BY_CREATED,
        )
        found = list(islice(self.table.query(stretch, page_size=PAGE + 1), PAGE + 1))
        places = [keys.Key(str(row["pk"]), str(row["sk"])) for row in found[:PAGE]]
        rows = self.table.batch(places, bodies.BODY)
        moves = (bodies.read(Move, row) for row in rows)
        ready = [move for move in moves if move.next_look is not None and move.next_look <= until]
        return Due(
            sorted(ready, key=_earliest_first),
            str(found[PAGE - 1]["gsi2sk"]) if len(found) > PAGE else None,
        )

    def all(self, run: str) -> Iterator[Move]:
        """Query the partition, page by page."""
        for row in self.table.query(Range(keys.moves_of(run)), bodies.BODY):
            yield bodies.read(Move, row)


def _row(move: Move) -> Row:
    """Write a move; it is in the index only while it has to be looked at."""
    row: Row = {"version": move.version, "state": move.state.value, **bodies.written(move)}
    if move.next_look is not None:
        row["gsi2pk"] = keys.moves_of(move.run)
        row["gsi2sk"] = keys.look_at(move.next_look, move)
    return row


def _earliest_first(move: Move) -> tuple[Seconds, str]:
    return move.next_look or 0, str(move.old)


def _unchanged(version: int) -> Condition:
    return still(version) if version else IS_NEW
