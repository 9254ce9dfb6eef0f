"""Which message is next, and when it may be sent (DUN-2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from carryover.dunning.declines import DAY, HOUR, WAITING, Cause
from carryover.dunning.model import Case, ToldState
from carryover.dunning.quiet import awake, zones_of
from carryover.dunning.rules import Letter, Terms
from carryover.dunning.world import Person, World
from carryover.kernel.clock import Seconds

YIELDS: Final = HOUR
"""So many seconds the younger of two cases leaves to the older one, whenever both may speak: time
enough for it to be woken."""


@dataclass(frozen=True, slots=True)
class Due:
    """A message, and from which second on it may go out; a past one means now."""

    letter: Letter
    at: Seconds


def next_letter(case: Case, world: World, cause: Cause, terms: Terms, now: Seconds) -> Due | None:
    """Choose the next message. Of several whose day has come (nobody looked for a while) only the
    latest is sent; where nobody but the customer can mend it, one that says how comes before a
    general one."""
    open_to = _reached_by(case, world.person)
    fitting = [
        one
        for one in terms.messages
        if one.channel in open_to and (not one.causes or cause in one.causes)
    ]
    acts = cause not in WAITING
    left = [one for one in fitting if not _is_over(one, case, fitting, acts=acts)]
    due = [one for one in left if _day(case, one) <= now]
    if due:
        letter = max(due, key=lambda one: (acts and bool(one.causes), fitting.index(one)))
        return Due(letter, _when(letter, case, world, terms, now))
    coming = [Due(one, _when(one, case, world, terms, now)) for one in left]
    return min(coming, key=lambda one: one.at, default=None)


def _reached_by(case: Case, person: Person) -> frozenset[str]:
    """Name the channels that reach them: one that was refused is not used again, unless they have
    another address now."""
    refused = {
        one.channel
        for one in case.told
        if one.state is ToldState.REFUSED and one.address in ("", person.address)
    }
    return person.channels - refused


def _is_over(letter: Letter, case: Case, fitting: Sequence[Letter], *, acts: bool) -> bool:
    """Tell whether it was sent, or overtaken by a later one of its channel. What the customer has
    to do is overtaken only by what says so, too: a bank may ask for it late in a case."""
    told = {one.step for one in case.told}
    later = (one for one in fitting[fitting.index(letter) :] if one.channel == letter.channel)
    return any(one.step in told and (not acts or one.causes == letter.causes) for one in later)


def _day(case: Case, letter: Letter) -> Seconds:
    return case.failed_at + letter.day * DAY


def _when(letter: Letter, case: Case, world: World, terms: Terms, now: Seconds) -> Seconds:
    """Not before its day, not on the heels of the last one, whatever that was about, and not while
    they sleep."""
    quiet, zones = terms.quiet, zones_of(world.person, terms.quiet)
    free = max(_day(case, letter), _rested(letter, case, world, terms))
    kept = letter.channel in quiet.channels
    if world.second:
        free = (awake(free, zones, quiet) if kept else free) + YIELDS
    at = max(free, now)
    return awake(at, zones, quiet) if kept else at


def _rested(letter: Letter, case: Case, world: World, terms: Terms) -> Seconds:
    """Say from when on this channel is free for them again."""
    mine = [one.at for one in case.told if one.channel == letter.channel]
    before = mine + [one.at for one in world.heard if one.channel == letter.channel]
    return max(before) + terms.quiet.hours_between * HOUR if before else 0
