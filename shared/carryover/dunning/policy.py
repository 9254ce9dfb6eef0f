"""The next step of a case: a pure function of what was done, what is, the rules and the time
(DUN-1 … DUN-4).

Nothing here remembers a plan. Whoever carries out a step writes it into the case and asks again,
until the answer is to wait, to close or to ask.
"""

from collections.abc import Callable
from typing import Final

from carryover.dunning.collecting import Barred, Free, Theirs
from carryover.dunning.declines import Cause
from carryover.dunning.doubting import begun, on_its_way, said
from carryover.dunning.model import Case, Outcome
from carryover.dunning.rules import Terms
from carryover.dunning.steps import Close, Finish, Plea, Retry, Step, Tell, Wait
from carryover.dunning.stopping import over, paid, paused, strange
from carryover.dunning.view import View
from carryover.dunning.world import World
from carryover.kernel.clock import Seconds


def decide(case: Case, world: World, terms: Terms, now: Seconds) -> Step:
    """Say what is to be done now."""
    view = View(case, world, terms, now)
    for rule in RULES:
        if (step := rule(view)) is not None:
            return step
    return _next(view)


RULES: Final[tuple[Callable[[View], Step | None], ...]] = (
    paid,
    over,
    strange,
    paused,
    on_its_way,
    begun,
    said,
)
"""The first that has something to say decides; the order is the order of what must not be missed:
whoever paid is left alone before anything else."""


def _next(view: View) -> Step:
    """Collect what can be collected, say what is to be said, and come to an end."""
    if isinstance(view.chance, Free) and view.chance.at <= view.now:
        amount = view.world.invoice.amount_remaining
        return Retry(view.case.next_number, view.chance.card, amount)
    letter = view.letter
    if letter and letter.at <= view.now:
        return Tell(letter.letter, plea(view.meaning.cause))
    if letter is None and view.ends_at <= view.now:
        return _end(view)
    return _wait(view)


def plea(cause: Cause) -> Plea:
    """Choose what a message asks for while this is why the money does not come."""
    match cause:
        case Cause.CONFIRM:
            return Plea.CONFIRM
        case Cause.FUNDS | Cause.TECHNICAL | Cause.BANK | Cause.CHECK | Cause.OURS:
            return Plea.PAY
        case _:
            return Plea.CARD


def _end(view: View) -> Step:
    if view.terms.end.what == "nothing":
        return Close(Outcome.ENDED, "the road ended, and the rules have nothing follow")
    return Finish(view.terms.end)


def _wait(view: View) -> Wait:
    """Name the earliest thing that can happen by itself."""
    coming = {view.ends_at: "the end of the road"}
    if view.letter:
        coming[view.letter.at] = f"the message {view.letter.letter.step}"
    match view.chance:
        case Free(at, _):
            coming[at] = "the next attempt"
        case Theirs() as theirs:
            coming[theirs.look_after(view.now)] = "Stripe's own attempt"
        case Barred():
            pass
    until = min(at for at in coming if at > view.now)
    return Wait(until, coming[until])
