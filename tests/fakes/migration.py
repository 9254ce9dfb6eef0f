"""The migration's memory without AWS: what ``migration.store`` promises, kept in dictionaries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Move, Old, Run, Wave
from carryover.migration.store import Changed, Chosen, Deed, Due

PAGE = 100


@dataclass
class MemoryRuns:
    """Approved migrations; the later approval of a name is the one in force."""

    rows: dict[str, Run] = field(default_factory=dict)

    def find(self, name: str) -> Run | None:
        return self.rows.get(name)

    def approve(self, run: Run) -> None:
        self.rows[run.name] = run

    def names(self) -> Sequence[str]:
        return sorted(self.rows)


@dataclass
class MemoryWaves:
    """Cohorts; a stale version is refused, as DynamoDB's condition does."""

    rows: dict[tuple[str, int], Wave] = field(default_factory=dict)

    def find(self, run: str, number: int) -> Wave | None:
        return self.rows.get((run, number))

    def save(self, wave: Wave) -> None:
        place = (wave.run, wave.number)
        held = self.rows.get(place)
        if wave.version != (held.version if held else 0):
            raise Changed(f"wave {wave.number} of {wave.run} was written by somebody else")
        self.rows[place] = wave.model_copy(update={"version": wave.version + 1})

    def all(self, run: str) -> Sequence[Wave]:
        return [wave for (name, _), wave in sorted(self.rows.items()) if name == run]


@dataclass
class MemoryMoves:
    """One row per subscription and run; a stale version is refused."""

    rows: dict[tuple[str, str, str], Move] = field(default_factory=dict)
    writes: int = 0

    def find(self, run: str, account: str, subscription: str) -> Move | None:
        return self.rows.get((run, account, subscription))

    def save(self, move: Move) -> Move:
        place = (move.run, move.account, move.subscription)
        held = self.rows.get(place)
        if move.version != (held.version if held else 0):
            raise Changed(f"{move.old} was written by somebody else")
        saved = move.model_copy(update={"version": move.version + 1})
        self.rows[place] = saved
        self.writes += 1
        return saved

    def due(self, run: str, until: Seconds, *, after: str | None = None) -> Due:
        """The cursor is the place of the last one told, so that it survives what changes since."""
        ready = {_place_in_time(m): m for m in self.all(run) if _is_due(m, until)}
        rest = sorted(place for place in ready if after is None or place > after)
        page = rest[:PAGE]
        return Due([ready[place] for place in page], page[-1] if len(rest) > PAGE else None)

    def all(self, run: str) -> Iterator[Move]:
        return iter([move for (name, _, _), move in sorted(self.rows.items()) if name == run])


@dataclass
class MemoryIdMap:
    """Old ids and the new ones."""

    rows: dict[tuple[str, Old], str] = field(default_factory=dict)

    def find(self, run: str, olds: Collection[Old]) -> dict[Old, str]:
        return {old: self.rows[run, old] for old in olds if (run, old) in self.rows}

    def remember(self, run: str, pairs: Mapping[Old, str]) -> None:
        self.rows.update({(run, old): new for old, new in pairs.items()})

    def all(self, run: str) -> Iterator[tuple[Old, str]]:
        mine = [(old, new) for (name, old), new in self.rows.items() if name == run]
        return iter(sorted(mine, key=lambda pair: (pair[0].account, pair[0].kind, pair[0].id)))


@dataclass
class MemorySelections:
    """Lists of a wave, by key."""

    rows: dict[str, tuple[Chosen, ...]] = field(default_factory=dict)

    def put(self, key: str, chosen: Sequence[Chosen]) -> None:
        self.rows[key] = tuple(chosen)

    def get(self, key: str) -> Sequence[Chosen]:
        if key not in self.rows:
            raise NeedsReview(f"selection {key}", "There is no such list of subscriptions.")
        return self.rows[key]


@dataclass
class MemoryTrail:
    """Deeds by their key: completed in place."""

    deeds: dict[tuple[str, str], Deed] = field(default_factory=dict)
    notes: int = 0

    def note(self, deed: Deed) -> None:
        self.deeds[deed.run, deed.key] = deed
        self.notes += 1

    def of(self, run: str, subject: str | None = None) -> Iterator[Deed]:
        mine = [deed for (name, _), deed in self.deeds.items() if name == run]
        return iter([deed for deed in mine if subject in (None, deed.subject)])


@dataclass
class MemoryNeeds:
    """What plans need of the catalogue, by run and hash."""

    rows: dict[tuple[str, str], tuple[Old, ...]] = field(default_factory=dict)

    def put(self, run: str, plan: str, needed: Sequence[Old]) -> None:
        self.rows[run, plan] = tuple(needed)

    def get(self, run: str, plan: str) -> Sequence[Old]:
        if (run, plan) not in self.rows:
            raise NeedsReview(f"plan {plan} of {run}", "Nobody wrote down what it needs.")
        return self.rows[run, plan]


def _is_due(move: Move, until: Seconds) -> bool:
    return move.next_look is not None and move.next_look <= until


def _place_in_time(move: Move) -> str:
    return f"{move.next_look or 0:012d}#{move.account}#{move.subscription}"
