"""Which subscriptions move together, and when the next may begin (MIG-7).

A cohort is chosen from the approved plan. Percentages are drawn by a hash of the subscription's
name: the same seed gives the same people, a plan that grows moves nobody from one side to the
other, and a larger percentage contains the smaller one.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.migration.model import Move, State, Wave
from carryover.migration.planning.spec import Spec
from carryover.migration.store import Chosen

PARTS: Final = 1_000_000
"""Percentages are drawn to the ten-thousandth."""

UNDER_WAY: Final = frozenset({State.MOVING, State.ROLLING_BACK})

HORIZON: Final = 40 * 24 * 3600
"""Seconds ahead up to which a first renewal is waited for; nobody waits a year for a yearly plan,
as long as others of its wave have shown that it works."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """How to choose; everything that is said must be true of a subscription."""

    names: Collection[str] = ()
    """``us/sub_1`` or ``sub_1``; empty: all."""
    percent: float | None = None
    seed: str = ""
    currency: str | None = None
    account: str | None = None
    price: str | None = None
    """A price or plan id at the source."""
    limit: int | None = None
    """No more than so many, those with the earliest hash."""

    @property
    def title(self) -> str:
        """Say it as people read it: ``10 % of usd, seed 7``."""
        of = " ".join(each for each in (self.account, self.currency, self.price) if each) or "all"
        told = [of if self.percent is None else f"{self.percent:g} % of {of}"]
        if self.names:
            told.insert(0, f"{len(self.names)} named")
        if self.limit is not None:
            told.append(f"at most {self.limit}")
        return ", ".join([*told, f"seed {self.seed}"] if self.seed else told)

    def takes(self, spec: Spec) -> bool:
        """Tell whether a subscription belongs to it."""
        full = f"{spec.account}/{spec.subscription}"
        return (
            (not self.names or full in self.names or spec.subscription in self.names)
            and (self.currency is None or spec.currency == self.currency.lower())
            and (self.account is None or spec.account == self.account)
            and (self.price is None or any(item.price == self.price for item in spec.items))
            and (self.percent is None or drawn(full, self.seed) < self.percent / 100 * PARTS)
        )


def drawn(name: str, seed: str) -> int:
    """Draw a number below ``PARTS``, always the same for one name and seed."""
    return int.from_bytes(sha256(f"{seed}:{name}".encode()).digest()[:8]) % PARTS


def choose(cohort: Cohort, movable: Iterable[Spec], earlier: Collection[str] = ()) -> list[Spec]:
    """Pick from the plan, without those of earlier waves (``us/sub_1``). The nearest boundary comes
    first, for it is the first to come too near.

    Raises ``ValueError`` when names were given that the plan cannot move: a person who lists forty
    means forty.
    """
    taken = [spec for spec in movable if cohort.takes(spec)]
    _check_names(cohort, taken)
    left = [spec for spec in taken if f"{spec.account}/{spec.subscription}" not in earlier]
    left.sort(key=lambda spec: drawn(f"{spec.account}/{spec.subscription}", cohort.seed))
    return sorted(left[: cohort.limit], key=lambda spec: (spec.boundary, spec.subscription))


def chosen(specs: Iterable[Spec]) -> Iterator[Chosen]:
    """Write a selection down as the worker reads it."""
    for spec in specs:
        yield Chosen(
            account=spec.account,
            subscription=spec.subscription,
            customer=spec.customer,
            planned=spec.model_dump_json(),
        )


def may_open(
    waves: Sequence[Wave], moves: Iterable[Move], now: Seconds, explained: Collection[str] = ()
) -> str | None:
    """Say why the next wave has to wait; ``None``: every first renewal of the last one was seen, or
    what was wrong about it explained by somebody (``verifying.watching.explained``).

    A person may open it all the same, with a reason that goes on record; this is what they
    override.
    """
    if not waves:
        return None
    paused = [wave.number for wave in waves if wave.state == "paused"]
    if paused:
        return f"Wave {paused[0]} is paused: find out why, and let it go on or roll it back first."
    last = max(wave.number for wave in waves)
    every = (move for move in moves if move.wave == last)
    mine = [move for move in every if str(move.old) not in explained]
    awaited = [move for move in mine if _awaited(move, now)]
    if awaited:
        return _unsettled(last, mine, awaited, now)
    left = [move for move in mine if move.state in {State.WAITING, State.MOVED}]
    if left and not any(move.state is State.RENEWED for move in mine):
        return (
            f"Wave {last}: no first renewal has been seen yet, and the next one is more than "
            f"{HORIZON // 86_400} days away. Open it with a reason, if there is one."
        )
    return None


def _check_names(cohort: Cohort, taken: Sequence[Spec]) -> None:
    """Refuse a list that names what the plan does not move."""
    found = {spec.subscription for spec in taken}
    found |= {f"{spec.account}/{spec.subscription}" for spec in taken}
    strange = sorted(set(cohort.names) - found)
    if strange:
        shown = ", ".join(strange[:5]) + (" …" if len(strange) > 5 else "")
        raise ValueError(
            f"{len(strange)} of the {len(cohort.names)} named are not among what the plan moves "
            f"and the other conditions allow: {shown}"
        )


def _awaited(move: Move, now: Seconds) -> bool:
    """Tell what the next wave waits for; one that has not begun proves nothing either way."""
    soon = move.boundary is None or move.boundary <= now + HORIZON
    return move.state in UNDER_WAY or (move.state is State.MOVED and soon)


def _unsettled(number: int, mine: Sequence[Move], left: Sequence[Move], now: Seconds) -> str:
    troubled = [move for move in left if move.sentence and _is_past(move, now)]
    if troubled:
        return (
            f"Wave {number}: {len(troubled)} of {len(mine)} are past their boundary and not in "
            f"order, first {troubled[0].account}/{troubled[0].subscription}: {troubled[0].sentence}"
        )
    ahead = sum(not _is_past(move, now) for move in left)
    return (
        f"Wave {number}: the first renewals of {len(left)} of {len(mine)} have not been seen yet, "
        f"{ahead} of them still lie ahead."
    )


def _is_past(move: Move, now: Seconds) -> bool:
    return move.boundary is not None and move.boundary <= now
