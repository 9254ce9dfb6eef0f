"""``carryover dunning pause``, ``resume``, ``close``, ``retry``: a person's word about one case.

Each is a message to the worker, which writes down who said it and why, and then decides as always.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import typer

from carryover.dunning.messages import CloseByHand, Pause, Resume, TryNow
from carryover.dunning.model import Case
from carryover.kernel.clock import moment, seconds
from carryover.replay.model import Deed
from cli.command import Refusal, command
from cli.dunning.cases import Named, the_one
from cli.dunning.ordering import Said, carried_out, tried
from cli.options import AsJson, Caution, Intent, When
from cli.render import Screen
from cli.session import Session, session
from cli.waiting import Waiting

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Pausing(Waiting):
    """Until when."""

    until: Annotated[
        When | None,
        typer.Option("--until", parser=When.parse, metavar="DATE", help="Until then (UTC)."),
    ] = None


@dataclass(frozen=True, slots=True)
class Resuming(Waiting):
    """Past which question."""

    cleared: Annotated[
        str | None,
        typer.Option("--cleared", metavar="QUESTION", help="Answer this question with: go on."),
    ] = None


@command(
    app,
    "retry",
    'dunning retry us/in_123 --why "says there is money now" --dry-run',
    'dunning retry us/in_123 --why "says there is money now"',
)
def retry(
    context: typer.Context,
    case: Named,
    intent: Intent,
    care: Caution,
    waiting: Waiting,
    *,
    as_json: AsJson = False,
) -> None:
    """Try to collect one invoice now, once.

    What the card networks forbid stays forbidden, and a card that will not do is not charged again.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held = the_one(at, case)
    said = Said(
        Deed.DUNNING_RETRY_ASKED,
        "it is tried once, now, if the card and the networks allow it",
        "Try it now?",
        lambda order: TryNow(**_named(held), by=order.by, why=order.why),
        lambda before, now: tried(at, before, now),
    )
    carried_out(screen, at, held, said, (intent, care, waiting))


@command(
    app,
    "pause",
    'dunning pause us/in_123 --why "in hospital"',
    'dunning pause us/in_123 --until 2026-12-24 --why "pays by then"',
)
def pause(
    context: typer.Context,
    case: Named,
    intent: Intent,
    care: Caution,
    waiting: Pausing,
    *,
    as_json: AsJson = False,
) -> None:
    """Leave one customer alone: no attempts, no messages, no end.

    Without --until, until carryover dunning resume.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held, end = the_one(at, case), _later(at, waiting.until)
    when = f"until {moment(end):%Y-%m-%d %H:%M} UTC" if end else "until somebody resumes it"
    said = Said(
        Deed.DUNNING_PAUSED,
        f"nothing is tried, sent or ended {when}",
        "Pause it?",
        lambda order: Pause(**_named(held), by=order.by, why=order.why, until=end),
        lambda before, now: "paused" if now.paused not in (None, before.paused) else None,
    )
    carried_out(screen, at, held, said, (intent, care, waiting))


@command(
    app,
    "resume",
    'dunning resume us/in_123 --why "back from hospital"',
    'dunning resume us/in_123 --cleared disputed:dp_1 --why "dispute was withdrawn"',
)
def resume(
    context: typer.Context,
    case: Named,
    intent: Intent,
    care: Caution,
    waiting: Resuming,
    *,
    as_json: AsJson = False,
) -> None:
    """Go on with a case that was paused or closed by hand, or past a question.

    The schedule counts from the first failure: what is long due is decided at once.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held, cleared = the_one(at, case), waiting.cleared
    _check_question(held, cleared)
    past = f", past the question {cleared}" if cleared else ""
    said = Said(
        Deed.DUNNING_RESUMED,
        f"it goes on by the schedule{past}",
        "Resume it?",
        lambda order: Resume(**_named(held), by=order.by, why=order.why, cleared=cleared),
        lambda before, now: "resumed" if now.version > before.version and not now.paused else None,
    )
    carried_out(screen, at, held, said, (intent, care, waiting))


@command(app, "close", 'dunning close us/in_123 --why "paid by bank transfer"')
def close(
    context: typer.Context,
    case: Named,
    intent: Intent,
    care: Caution,
    waiting: Waiting,
    *,
    as_json: AsJson = False,
) -> None:
    """Leave one invoice for good: no attempts, no messages, no end.

    The invoice and the subscription stay at Stripe as they are; resume takes the case up again.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held = the_one(at, case)
    said = Said(
        Deed.DUNNING_CLOSED,
        "the case is closed; the invoice and the subscription stay as they are at Stripe",
        "Close it?",
        lambda order: CloseByHand(**_named(held), by=order.by, why=order.why),
        lambda before, now: "closed" if now.closed not in (None, before.closed) else None,
    )
    carried_out(screen, at, held, said, (intent, care, waiting))


def _named(case: Case) -> dict[str, Any]:
    return {"account": case.account, "invoice": case.invoice}


def _later(at: Session, until: When | None) -> int | None:
    if until is None:
        return None
    end = seconds(until.end(at.console.now()))
    if end <= seconds(at.console.now()):
        raise Refusal("--until is over already")
    return end


def _check_question(case: Case, cleared: str | None) -> None:
    """A name that was mistyped would answer a question nobody has asked."""
    open_ = sorted(case.asked - case.cleared)
    if cleared is not None and cleared not in case.asked:
        known = ", ".join(open_) or "none"
        raise Refusal(f"nobody asked {cleared!r} of this case; open questions: {known}")
