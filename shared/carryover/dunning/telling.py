"""Which message is next, and when it may be sent (DUN-2)."""

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.dunning.declines import DAY, HOUR, WAITING, Cause
from carryover.dunning.model import Case, ToldState
from carryover.dunning.quiet import awake, zones_of
from carryover.dunning.rules import Letter, Terms
from carryover.dunning.world import Person
from carryover.kernel.clock import Seconds


@dataclass(frozen=True, slots=True)
class Due:
    """A message, and from which second on it may go out; a past one means now."""

    letter: Letter
    at: Seconds


def next_letter(case: Case, person: Person, cause: Cause, terms: Terms, now: Seconds) -> Due | None:
    """Choose the next message. Of several whose day has come (nobody looked for a while) only the
    latest is sent; where nobody but the customer can mend it, one that says how comes before a
    general one."""
    open_to = _reached_by(case, person)
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
        return Due(letter, _when(letter, case, person, terms, now))
    coming = [Due(one, _when(one, case, person, terms, now)) for one in left]
    return min(coming, key=lambda one: one.at, default=None)


def _reached_by(case: Case, person: Person) -> frozenset[str]:
    """Name the channels that reach them: one that was refused is not used again."""
    refused = {one.channel for one in case.told if one.state is ToldState.REFUSED}
    return person.channels - refused


def _is_over(letter: Letter, case: Case, fitting: Sequence[Letter], *, acts: bool) -> bool:
    """Tell whether it was sent, or overtaken by a later one of its channel. What the customer has
    to do is overtaken only by what says so, too: a bank may ask for it late in a case."""
    told = {one.step for one in case.told}
    later = (one for one in fitting[fitting.index(letter) :] if one.channel == letter.channel)
    return any(one.step in told and (not acts or one.causes == letter.causes) for one in later)


def _day(case: Case, letter: Letter) -> Seconds:
    return case.failed_at + letter.day * DAY


def _when(letter: Letter, case: Case, person: Person, terms: Terms, now: Seconds) -> Seconds:
    """Not before its day, not on the heels of the last one, not while they sleep."""
    quiet = terms.quiet
    at = max(_day(case, letter), now)
    before = [one.at for one in case.told if one.channel == letter.channel]
    if before:
        at = max(at, before[-1] + quiet.hours_between * HOUR)
    if letter.channel not in quiet.channels:
        return at
    return awake(at, zones_of(person, quiet), quiet)
