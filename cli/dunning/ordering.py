"""How a person's word about a case is carried out: shown, confirmed, written down, sent."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import typer
from rich.text import Text

from carryover.dunning.collecting import Barred, Free
from carryover.dunning.messages import CloseByHand, Pause, Resume, TryNow
from carryover.dunning.model import Case, TryState
from carryover.dunning.steps import Retry
from carryover.kernel.clock import moment
from carryover.kernel.messages import stamped
from carryover.ports.outbox import Queue
from carryover.replay.model import Act, Deed, Order
from cli.command import Refusal
from cli.dunning.cases import age, row
from cli.dunning.looking import Seen, now_due, seen
from cli.dunning.words import CAUSES
from cli.options import Caution, Intent
from cli.render import Screen, sheet
from cli.session import Session, confirmed
from cli.waiting import Waiting, answered, asked

type Body = TryNow | Pause | Resume | CloseByHand

STUCK: Final = (
    "no answer yet; the worker goes on by itself. If it does not: carryover dead-letters list, and "
    "the runbook docs/runbooks/dunning.md"
)


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be done, in words and as a message."""

    deed: Deed
    sentence: str
    question: str
    body: Callable[[Order], Body]
    outcome: Callable[[Case, Case], str | None]
    """Compares the case before with the case now; ``None``: nothing has come of it yet."""


def carried_out(
    screen: Screen,
    at: Session,
    case: Case,
    said: Said,
    manner: tuple[Intent, Caution, Waiting],
) -> None:
    """Show, ask, write down who wants it, send, and wait for what comes of it."""
    intent, care, waiting = manner
    _preview(screen, at, case, said)
    document = {"stage": at.stage, "dry_run": care.dry_run, **row(case, at.console.now())}
    if care.dry_run:
        screen.answer({**document, "outcome": ""}, "nothing was done (dry run)")
        return
    confirmed(said.question, yes=care.yes)
    order = at.console.order(intent.by, intent.why)
    at.console.audit.write(Act(said.deed, case.subject, order))
    letter = stamped(said.body(order), message_id=order.cause, cause=order.cause, at=order.at)
    at.console.outbox.send(Queue.DUNNING, letter)
    if not waiting.wait:
        screen.answer({**document, "outcome": "sent"}, "sent to the worker")
        return
    with screen.counting("waiting for the worker"):
        outcome = answered(at, waiting, lambda: _come(at, case, said, order))
    now = at.dunning.cases.find(case.account, case.invoice) or case
    _told(screen, {**document, **row(now, at.console.now())}, case, outcome)


def _told(screen: Screen, document: dict[str, Any], case: Case, outcome: str | None) -> None:
    """Say what came of it. Exit code 1 when it is not what was wanted."""
    document = {**document, "outcome": outcome or "unanswered"}
    if outcome is None or outcome.startswith("asked"):
        screen.answer(document)
        raise Refusal(outcome or STUCK)
    good = not outcome.startswith(("not tried", "declined"))
    screen.answer(document, Text(f"{case.subject}: {outcome}", "green" if good else "yellow"))
    if not good:
        raise typer.Exit(1)


def _preview(screen: Screen, at: Session, case: Case, said: Said) -> None:
    shown = row(case, at.console.now())
    with screen.counting("asking Stripe"):
        found = seen(at, case)
    due = now_due(found.step) if isinstance(found, Seen) and found.step else str(found or "")
    fields: dict[str, Any] = {
        "owed": f"{shown['owed']} ({shown['why']})",
        "failed": f"{age(shown['days'])} ago",
        "state": shown["state"],
        "would come": due if isinstance(found, str) or found.step else "nothing: no schedule",
        "now": Text(said.sentence, "bold"),
    }
    screen.show(sheet(shown["case"], fields))


def _come(at: Session, before: Case, said: Said, order: Order) -> str | None:
    """Look whether the worker has done it, or asked a person."""
    now = at.dunning.cases.find(before.account, before.invoice)
    if now is not None and (outcome := said.outcome(before, now)):
        return outcome
    doubt = asked(at, order)
    return f"asked: {doubt.sentence}" if doubt else None


def tried(at: Session, before: Case, now: Case) -> str | None:
    """Say what the attempt came to; or why there is none, as the worker decides it."""
    new = now.tries[len(before.tries) :]
    if new and new[-1].state is not TryState.BEGUN:
        why = f": {CAUSES[new[-1].cause]}" if new[-1].cause else ""
        return f"{new[-1].state}{why}"
    if new or now.wanted in (None, before.wanted):
        return None
    found = seen(at, now)
    if isinstance(found, str) or found.view is None or isinstance(found.step, Retry):
        return None
    return f"not tried: {_barred(found)}"


def _barred(found: Seen) -> str:
    match found.view and found.view.chance:
        case Barred(why=why):
            return why
        case Free(at=at):
            return f"bank and networks allow it from {moment(at):%Y-%m-%d %H:%M} UTC on; then it is"
        case _:
            return now_due(found.step) if found.step else "no schedule is in force"
