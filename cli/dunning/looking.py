"""A case as the worker would see it now: Stripe and the CRM are asked, by the worker's own code,
and nothing is done."""

from dataclasses import dataclass, replace
from typing import Any, Final

from carryover.adapters.stripe.collection import StripeCollection
from carryover.dunning.collecting import Barred, Free, Theirs
from carryover.dunning.facts import Papers
from carryover.dunning.model import Case
from carryover.dunning.policy import decide
from carryover.dunning.reaching import Reached, Reaching
from carryover.dunning.rules import Rules
from carryover.dunning.steps import Ask, Close, Finish, Restore, Retry, Step, Tell, Wait
from carryover.dunning.trying import noted
from carryover.dunning.view import View
from carryover.dunning.world import World
from carryover.kernel.clock import Seconds, moment, seconds
from carryover.kernel.errors import BillingError
from cli.dunning.cases import iso
from cli.dunning.words import CHANNELS, ENDS
from cli.money import amount
from cli.session import Session

LOOKBACK: Final = 130 * 86_400
"""As far back as the worker reads a customer's charges, in seconds (``dunning.working``)."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One look. Without rules nothing is decided."""

    case: Case
    """With what Stripe shows of its attempts laid over what was remembered."""
    papers: Papers
    view: View | None
    step: Step | None
    reached: Reached


def seen(at: Session, case: Case) -> Seen | str:
    """Look, or say why it cannot be seen."""
    since = min(seconds(at.console.now()) - LOOKBACK, case.failed_at)
    try:
        sight = StripeCollection(at.stripe).look(case.account, case.invoice, since=since)
        if sight is None:
            return "Stripe no longer has the invoice: the next look closes the case"
        rules = at.dunning.rules.read()
        reaching = Reaching(at.dunning.rules, at.dunning.silences, at.dunning.crm)
        reached = reaching.reach(case.account, sight)
    except BillingError as error:
        return f"not looked at now: {error}"
    known = noted(case, sight)
    if rules is None:
        return Seen(known, sight.papers, None, None, reached)
    world = replace(sight.world, person=reached.person)
    view = _view(known, world, rules, sight.at)
    return Seen(known, sight.papers, view, decide(known, world, view.terms, sight.at), reached)


def _view(case: Case, world: World, rules: Rules, at: Seconds) -> View:
    terms = rules.terms_for(case.plans, world.person.country, case.currency)
    return View(case, world, terms, at)


def now_due(step: Step) -> str:
    """Say what the worker does at its next look."""
    match step:
        case Wait(until=until, why=why):
            return f"nothing until {_when(until)}: {why}"
        case Close(why=why):
            return f"the case closes: {why}"
        case Ask(sentence=sentence):
            return f"a person is asked: {sentence}"
        case Retry() | Tell() | Finish() | Restore():
            return f"{_act(step)}, now"


def _when(until: Seconds | None) -> str:
    return f"{moment(until):%Y-%m-%d %H:%M} UTC" if until else "somebody says so"


def _act(step: Retry | Tell | Finish | Restore) -> str:
    match step:
        case Retry(card=card):
            return f"an attempt on the {card.network or card.type} {card.id}"
        case Tell(letter=letter):
            return f"the {CHANNELS[letter.channel]} {letter.step}"
        case Finish(end=end):
            return f"the end: {ENDS[end.what]}"
        case Restore():
            return "it was paid after the end: what was taken is given back"


def coming(found: Seen) -> list[dict[str, Any]]:
    """List what comes by itself, the earliest first; what cannot come is said, too."""
    if found.view is None or found.view.world.invoice.status != "open" or found.case.closed:
        return []
    if found.case.finished is not None:
        return []
    lines = [_attempt(found.view), *_message(found.view), _end(found.view)]
    return sorted(lines, key=lambda line: (line["at"] is None, line["at"] or ""))


def _attempt(view: View) -> dict[str, Any]:
    chance = view.chance
    match chance:
        case Free(at=at, card=card):
            owed = amount(view.world.invoice.amount_remaining, view.case.currency)
            said = f"attempt {view.case.next_number} of {owed} on the {card.network or card.type}"
            return {"at": iso(max(at, view.now)), "what": said, "why": view.meaning.word}
        case Theirs(next=at):
            return {"at": iso(at), "what": "Stripe's own attempt", "why": "ours come after it"}
        case Barred(why=why):
            return {"at": None, "what": "no attempt", "why": why}


def _message(view: View) -> list[dict[str, Any]]:
    letter = view.letter
    if letter is None:
        return [{"at": None, "what": "no message", "why": "none of the schedule is left for them"}]
    name = f"{CHANNELS[letter.letter.channel]} {letter.letter.step}"
    at = iso(max(letter.at, view.now))
    return [{"at": at, "what": name, "why": f"day {letter.letter.day}, {letter.letter.tone}"}]


def _end(view: View) -> dict[str, Any]:
    what = f"the end: {ENDS[view.terms.end.what]}"
    at = max(view.ends_at, view.now)
    return {"at": iso(at), "what": what, "why": f"day {view.terms.end.day}"}
