"""Who bills what: every subscription has exactly one billing owner (MIG-14).

Read off the subscriptions themselves, not off what we remember doing. Both lists stream: of the
target only its marked subscriptions are kept, as a few words each; the source is never held.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import Move, State
from carryover.migration.moving.sides import ends_itself
from carryover.migration.planning.params import MARK, STOPPED
from carryover.migration.stripe_json import OVER
from carryover.ports.stripe_api import Json

NEVER_BILLED: Final = frozenset({"incomplete", "incomplete_expired"})
"""Began with a payment that never came: nobody's subscription (docs.stripe.com/api/subscriptions/
object, ``status``)."""

DISARMED: Final = frozenset({State.MOVED, State.RENEWED})
"""States in which the target was let live; if it ends after that, somebody wanted it."""


class Owner(StrEnum):
    """Which account will ask for money at the next boundary."""

    SOURCE = "source"
    TARGET = "target"
    BOTH = "both"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Owned:
    """One subscription of a source, and who bills it from now on."""

    account: str
    subscription: str
    customer: str
    owner: Owner
    targets: tuple[str, ...] = ()
    """The subscriptions in the target that bear its mark and are not over."""
    trouble: bool = False
    """Whether somebody has to do something."""
    sentence: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """A marked subscription of the target."""

    id: str
    renews: bool
    over: bool
    ends: Seconds | None


type Twins = dict[str, list[Twin]]
"""By the source they were made from: ``us/sub_1``. Those whose source was seen are taken out."""

type Remembered = Callable[[str, str], Move | None]
"""The move of a source's subscription, if there is one; asked only where the lists leave open
whether an end was wanted."""


def twins(target: Iterable[Json]) -> Twins:
    """Keep what matters of the target's subscriptions; list them with ``status=all``."""
    found: Twins = defaultdict(list)
    for raw in target:
        if (name := (raw.get("metadata") or {}).get(MARK)) is not None:
            found[name].append(Twin(raw["id"], renews(raw), raw["status"] in OVER, _ends(raw)))
    return found


def owners(
    account: str, source: Iterable[Json], known: Twins, remembered: Remembered
) -> Iterator[Owned]:
    """Name the owner of every subscription of a source; list them with ``status=all``. What never
    was billed, or ended by itself without ever being touched by us, has none and needs none."""
    for raw in source:
        mine = known.pop(f"{account}/{raw['id']}", [])
        if mine or not _nobodys(raw):
            yield _owned(account, raw, mine, remembered)


def strangers(account: str, known: Twins) -> Iterator[Owned]:
    """Name targets that renew although their source is not in its account: what ``known`` still has
    after the source was gone through."""
    for name, mine in known.items():
        of, _, subscription = name.partition("/")
        alive = tuple(each.id for each in mine if each.renews)
        if of == account and alive:
            told = f"{alive[0]} bears the mark of {name}, which {account} does not have."
            yield Owned(account, subscription, "", Owner.TARGET, alive, trouble=True, sentence=told)


def renews(raw: Json) -> bool:
    """Tell whether it will ask for money at its boundary; paused and unpaid ones still own their
    customer, for they bill again when resumed or paid."""
    return raw["status"] not in OVER | NEVER_BILLED and not ends_itself(raw)


def _nobodys(raw: Json) -> bool:
    over = raw["status"] in OVER | NEVER_BILLED
    return over and not _stopped_by_us(raw)


def _stopped_by_us(raw: Json) -> bool:
    comment = (raw.get("cancellation_details") or {}).get("comment") or ""
    return bool(comment.startswith(STOPPED))


@dataclass(frozen=True, slots=True)
class _Word:
    """What is said of one."""

    owner: Owner
    sentence: str = ""
    trouble: bool = False


def _owned(account: str, raw: Json, mine: Sequence[Twin], remembered: Remembered) -> Owned:
    word = _judged(raw, mine, lambda: remembered(account, raw["id"]))
    customer = raw["customer"]
    named = customer if isinstance(customer, str) else customer["id"]
    living = tuple(each.id for each in mine if not each.over)
    return Owned(account, raw["id"], named, word.owner, living, word.trouble, word.sentence)


def _judged(raw: Json, mine: Sequence[Twin], remembered: Callable[[], Move | None]) -> _Word:
    alive = [each.id for each in mine if each.renews]
    if len(alive) > 1:
        told = f"{' and '.join(alive)} would all bill it in the target: cancel all but one."
        return _Word(Owner.BOTH, told, trouble=True)
    if alive and renews(raw):
        told = f"The source and {alive[0]} would both bill it: {_HASTE}"
        return _Word(Owner.BOTH, told, trouble=True)
    if alive:
        return _Word(Owner.TARGET) if _stopped_by_us(raw) else _outlived(alive[0])
    if renews(raw):
        return _Word(Owner.SOURCE, _armed(mine))
    return _nobody(raw, mine, remembered)


def _outlived(target: str) -> _Word:
    return _Word(
        Owner.TARGET,
        f"It was ended at the source by somebody else, and {target} will go on billing. Ask what "
        "the customer wants: cancel the target, or leave it.",
        trouble=True,
    )


def _nobody(raw: Json, mine: Sequence[Twin], remembered: Callable[[], Move | None]) -> _Word:
    """Neither renews: did somebody want that, or were they lost on the way?"""
    if not _stopped_by_us(raw):
        return _Word(Owner.NOBODY, "It ends at the source, and was not stopped by us.")
    move = remembered()
    if mine and move is not None and move.state in DISARMED:
        ends = next((each.ends for each in mine if each.ends is not None), None)
        when = f" on {moment(ends):%Y-%m-%d}" if ends is not None else ""
        return _Word(Owner.NOBODY, f"It was ended in the target{when}, after it had moved.")
    state = f"its move is {move.state}" if move is not None else "no move of it is remembered"
    told = (
        f"It was stopped at the source for the move, and nothing renews in the target ({state}). "
        "While the source has not ended, roll it back or let the move finish; after that, create "
        "it again in the target."
    )
    return _Word(Owner.NOBODY, told, trouble=True)


def _armed(mine: Sequence[Twin]) -> str:
    waiting = [each.id for each in mine if not each.over]
    return f"{waiting[0]} is armed in the target and ends itself." if waiting else ""


def _ends(raw: Json) -> Seconds | None:
    found: Seconds | None = raw.get("ended_at") or raw.get("cancel_at")
    return found


_HASTE: Final = (
    "set one of them to end before its next boundary; the source, if it is to have moved."
)
