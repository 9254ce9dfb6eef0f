"""Where a run stands: subscriptions and money by wave and state, counted in one pass."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rich.console import RenderableType
from rich.text import Text

from carryover.migration.model import Move, State, Wave
from cli.migrate.wording import told
from cli.render import Column, Row, Screen, plain, tally

TOLD: Final = 20
"""Held subscriptions named on a screen; ``held`` and ``--json`` name all."""

OPEN: Final = frozenset({State.WAITING, State.MOVING, State.ROLLING_BACK})
"""States that end by themselves."""


@dataclass(slots=True)
class Sums:
    """How many, and how much a period of theirs costs, by currency."""

    number: int = 0
    money: Counter[str] = field(default_factory=Counter)

    def add(self, move: Move) -> None:
        """Count one."""
        self.number += 1
        currency, minor = worth(move)
        if currency:
            self.money[currency] += minor


def worth(move: Move) -> tuple[str, int]:
    """Say what the next period costs: as both previews said, else as the plan says."""
    if move.expected is not None:
        return move.expected.currency, move.expected.amount
    planned = json.loads(move.spec or move.planned or "{}")
    minor = planned.get("amount")
    return ("", 0) if minor is None else (str(planned["currency"]), int(minor))


@dataclass(slots=True)
class Standing:
    """A run at this moment."""

    waves: Sequence[Wave]
    by: dict[tuple[int, State], Sums] = field(default_factory=lambda: defaultdict(Sums))
    held: list[Move] = field(default_factory=list)
    paid: Counter[bool | None] = field(default_factory=Counter)
    """First renewals that were seen, by whether the charge succeeded at once."""

    @classmethod
    def count(cls, waves: Sequence[Wave], moves: Iterable[Move]) -> "Standing":
        """Go through all moves once; only held ones are kept."""
        standing = cls(waves)
        for move in moves:
            standing.by[move.wave, move.state].add(move)
            if move.state is State.HELD:
                standing.held.append(move)
            if move.state is State.RENEWED:
                standing.paid[move.paid] += 1
        return standing

    def number(self, *states: State, wave: int | None = None) -> int:
        """Count subscriptions in any of these states; none named means all of them."""
        return sum(sums.number for sums in self._of(states, wave))

    def money(self, *states: State, wave: int | None = None) -> dict[str, int]:
        """Sum a period's money of these, by currency."""
        total: Counter[str] = Counter()
        for sums in self._of(states, wave):
            total.update(sums.money)
        return dict(sorted(total.items()))

    def _not_begun(self, wave: Wave) -> int:
        """Count who was not begun yet: of the last wave only, for a wave is opened when the one
        before has begun, and whoever was rolled back counts in the wave that took them again."""
        if wave.number != max(each.number for each in self.waves):
            return 0
        return max(wave.size - self.begun(wave), 0)

    def begun(self, wave: Wave) -> int:
        """Count those of a wave that the worker has taken up."""
        return self.number(wave=wave.number)

    def _of(self, states: Sequence[State], wave: int | None) -> Iterator[Sums]:
        for (number, state), sums in self.by.items():
            if (not states or state in states) and wave in {None, number}:
                yield sums

    def document(self) -> dict[str, Any]:
        """Put it into its machine shape (cli/README.md)."""
        return {
            "states": {state.value: self.number(state) for state in State},
            "money": {state.value: self.money(state) for state in State},
            "renewals": {
                "paid": self.paid[True],
                "unpaid": self.paid[False],
                "unknown": self.paid[None],
                "awaited": self.number(State.MOVED),
            },
            "waves": [self._wave(wave) for wave in self.waves],
            "held": [told_held(move) for move in self.held],
        }

    def _wave(self, wave: Wave) -> dict[str, Any]:
        counts = {state.value: self.number(state, wave=wave.number) for state in State}
        return {
            "number": wave.number,
            "title": wave.title,
            "state": wave.state,
            "per_second": wave.per_second,
            "size": wave.size,
            "not_begun": self._not_begun(wave),
            "opened_at": wave.opened_at.isoformat(),
            "opened_by": wave.opened_by,
            "why": wave.why,
            "money": self.money(State.MOVED, State.RENEWED, wave=wave.number),
            **counts,
        }


def told_held(move: Move) -> dict[str, Any]:
    """Say which one is held, and why."""
    currency, minor = worth(move)
    return {
        "subscription": f"{move.account}/{move.subscription}",
        "customer": move.customer,
        "wave": move.wave,
        "money": {currency: minor} if currency else {},
        "sentence": move.sentence,
    }


WAVES: Final = (
    Column("wave", plain("number"), number=True),
    Column("chosen by", plain("title"), fold=True, room=90),
    Column("", plain("state")),
    Column("size", plain("size"), number=True),
    Column("not begun", tally("not_begun"), number=True, room=110),
    *(Column(state.value, tally(state.value), number=True) for state in State),
    Column("money a period", lambda row: Text(told(row["money"]), "green"), number=True, room=140),
)

HELD: Final = (
    Column("subscription", plain("subscription", "cyan")),
    Column("wave", plain("wave"), number=True),
    Column("why it was left where it was", plain("sentence", "yellow"), fold=True),
)


def drawn(screen: Screen, document: Mapping[str, Any]) -> Iterator[RenderableType]:
    """Draw it for a terminal."""
    waves: list[Row] = list(document["waves"])
    total: Row = {
        "number": "",
        "title": "all",
        "size": sum(row["size"] for row in waves),
        "not_begun": sum(row["not_begun"] for row in waves),
        "money": _summed(row["money"] for row in waves),
        **document["states"],
    }
    yield screen.listing("Waves", WAVES, waves, empty="No wave was opened yet.", total=total)
    seen = document["renewals"]
    yield Text(
        f"first renewals: {seen['paid']} paid, {seen['unpaid']} declined, "
        f"{seen['unknown']} not known yet, {seen['awaited']} awaited"
    )
    if held := document["held"]:
        title = f"Held ({len(held)})" if len(held) <= TOLD else f"Held ({TOLD} of {len(held)})"
        yield screen.listing(title, HELD, held[:TOLD], empty="")


def _summed(sums: Iterable[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for each in sums:
        total.update(each)
    return dict(total)
