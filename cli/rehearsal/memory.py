"""What a stage remembers of a migration, kept in this process while a rehearsal lasts, or a test.

The promises are those of ``migration.store``: a stale version is refused, the same pair again
changes nothing.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.model import Move, Old, Run, Wave
from carryover.migration.store import Changed, Chosen, Deed, Due
from carryover.ports.reviews import Doubt

PAGE: Final = 100


@dataclass(slots=True)
class RunMemory:
    """Keeps ``Runs``."""

    kept: dict[str, Run] = field(default_factory=dict)

    def find(self, name: str) -> Run | None:
        """Read one."""
        return self.kept.get(name)

    def approve(self, run: Run) -> None:
        """Put it in force."""
        self.kept[run.name] = run

    def names(self) -> Sequence[str]:
        """Name all."""
        return sorted(self.kept)


@dataclass(slots=True)
class WaveMemory:
    """Keeps ``Waves``."""

    kept: dict[tuple[str, int], Wave] = field(default_factory=dict)

    def find(self, run: str, number: int) -> Wave | None:
        """Read one."""
        return self.kept.get((run, number))

    def save(self, wave: Wave) -> None:
        """Write the version after the one that was read."""
        place = wave.run, wave.number
        _check_version(wave.version, self.kept.get(place), f"wave {wave.number}")
        self.kept[place] = wave.model_copy(update={"version": wave.version + 1})

    def all(self, run: str) -> Sequence[Wave]:
        """List by number."""
        return [wave for place, wave in sorted(self.kept.items()) if place[0] == run]


@dataclass(slots=True)
class MoveMemory:
    """Keeps ``Moves``."""

    kept: dict[tuple[str, str, str], Move] = field(default_factory=dict)

    def find(self, run: str, account: str, subscription: str) -> Move | None:
        """Read one."""
        return self.kept.get((run, account, subscription))

    def save(self, move: Move) -> Move:
        """Write the version after the one that was read."""
        place = move.run, move.account, move.subscription
        _check_version(move.version, self.kept.get(place), f"the move of {move.subscription}")
        self.kept[place] = move.model_copy(update={"version": move.version + 1})
        return self.kept[place]

    def due(self, run: str, until: Seconds, *, after: str | None = None) -> Due:
        """Page through those whose time has come."""
        ready = sorted(
            (_when_and_which(move), move)
            for move in self.kept.values()
            if move.run == run and move.next_look is not None and move.next_look <= until
        )
        rest = [each for each in ready if after is None or each[0] > after]
        page = rest[:PAGE]
        more = page[-1][0] if len(rest) > len(page) else None
        return Due([move for _, move in page], more)

    def all(self, run: str) -> Iterator[Move]:
        """Go through them by source and subscription."""
        return iter([move for place, move in sorted(self.kept.items()) if place[0] == run])

    def soonest(self) -> Seconds | None:
        """Say when the next one wants to be looked at."""
        looks = (move.next_look for move in self.kept.values())
        return min((each for each in looks if each is not None), default=None)


@dataclass(slots=True)
class IdMemory:
    """Keeps ``IdMap``."""

    kept: dict[str, dict[Old, str]] = field(default_factory=dict)

    def find(self, run: str, olds: Collection[Old]) -> dict[Old, str]:
        """Look up."""
        known = self.kept.get(run, {})
        return {old: known[old] for old in olds if old in known}

    def remember(self, run: str, pairs: Mapping[Old, str]) -> None:
        """Add pairs."""
        self.kept.setdefault(run, {}).update(pairs)

    def all(self, run: str) -> Iterator[tuple[Old, str]]:
        """Go through everything by source, kind and id."""
        known = self.kept.get(run, {})
        return iter(sorted(known.items(), key=lambda pair: _source_kind_and_id(pair[0])))


@dataclass(slots=True)
class SelectionMemory:
    """Keeps ``Selections``."""

    kept: dict[str, tuple[Chosen, ...]] = field(default_factory=dict)

    def put(self, key: str, chosen: Sequence[Chosen]) -> None:
        """Lay down."""
        self.kept[key] = tuple(chosen)

    def get(self, key: str) -> Sequence[Chosen]:
        """Take up."""
        if key not in self.kept:
            raise NeedsReview(f"selection {key}", f"There is no list of subscriptions at {key}.")
        return self.kept[key]


@dataclass(slots=True)
class NeedsMemory:
    """Keeps ``Needs`` of the catalogue."""

    kept: dict[tuple[str, str], tuple[Old, ...]] = field(default_factory=dict)

    def put(self, run: str, plan: str, needed: Sequence[Old]) -> None:
        """Lay down."""
        self.kept[run, plan] = tuple(needed)

    def get(self, run: str, plan: str) -> Sequence[Old]:
        """Take up."""
        if (run, plan) not in self.kept:
            raise NeedsReview(f"plan {plan}", f"Nothing says what the plan {plan} needs.")
        return self.kept[run, plan]


@dataclass(slots=True)
class TrailMemory:
    """Keeps ``Trail``."""

    kept: dict[tuple[str, str], Deed] = field(default_factory=dict)

    def note(self, deed: Deed) -> None:
        """Lay down, or complete in place."""
        self.kept[deed.run, deed.key] = deed

    def of(self, run: str, subject: str | None = None) -> Iterator[Deed]:
        """Go through them."""
        mine = (deed for place, deed in list(self.kept.items()) if place[0] == run)
        return (deed for deed in mine if subject is None or deed.subject == subject)


@dataclass(slots=True)
class Desk:
    """Keeps ``Reviews``: the doubts a person would have to settle."""

    kept: dict[str, Doubt] = field(default_factory=dict)

    def open(self, doubt: Doubt) -> None:
        """Lay it down once."""
        self.kept.setdefault(doubt.id, doubt)


class NoWaiting:
    """Keeps ``Pace`` where nobody counts requests."""

    def take(self, account: str, endpoint: str) -> None:
        """Let it pass."""

    def slower(self, account: str, endpoint: str | None) -> None:
        """Hear it and go on: the next try is a moment later anyway."""


def _check_version(read: int, held: Move | Wave | None, what: str) -> None:
    if read != (held.version if held else 0):
        raise Changed(f"{what} was written by somebody else since it was read")


def _source_kind_and_id(old: Old) -> tuple[str, str, str]:
    return old.account, old.kind, old.id


def _when_and_which(move: Move) -> str:
    return f"{move.next_look or 0:012d} {move.account} {move.subscription}"
