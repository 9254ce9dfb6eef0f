"""``carryover crm sync``: let contacts show what is true (CRM-1).

The worker does it, by the same messages as the clock and the webhooks; here it is asked for, and
looked at how far it is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import typer
from rich.text import Text

from carryover.adapters.stripe.payers import LAG
from carryover.crm.foreseeing import WOULD_BE_MADE, foreseen
from carryover.crm.messages import SyncAll, SyncContact
from carryover.crm.model import PayerRef
from carryover.crm.rules import LocationRules, Rules
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import BillingError
from carryover.kernel.messages import Message, stamped
from carryover.ports.outbox import Queue
from carryover.replay.model import Act, Deed, Order
from cli.command import Refusal, command
from cli.crm.people import Who, accounts, found, in_force, looking
from cli.crm.telling import note_limits
from cli.options import AsJson, Caution, Intent
from cli.render import Screen
from cli.session import Session, confirmed, session
from cli.waiting import PACE, Waiting

app = typer.Typer()

QUIET: Final = timedelta(seconds=10)
"""Without news for so long, a question from before may be the answer."""

AWAY: Final = 500
"""So many who wait for HighLevel are asked for at once (``crm.walking``)."""

STUCK: Final = (
    "{left:,} of {all:,} not done yet; the worker goes on by itself. What differs is shown by "
    "carryover crm diff; if it does not go on: carryover dead-letters list, and the runbook "
    "docs/runbooks/crm.md"
)


@dataclass(slots=True)
class Progress:
    """Who is done, by what the worker remembers of them."""

    done: int = 0
    asked: int = 0
    away: int = 0


@command(
    app,
    "sync",
    'crm sync --email ada@example.com --why "asked by support"',
    '--stage prod crm sync --all --why "new tags"',
    'crm sync --customer us/cus_123 --why "asked by support" --no-wait',
)
def sync(
    context: typer.Context,
    who: Who,
    intent: Intent,
    care: Caution,
    waiting: Waiting,
    *,
    as_json: AsJson = False,
) -> None:
    """Let contacts show what is true: fields, tags, workflows.

    Nothing is written where nothing differs. Exit code 1 while anybody is not done.
    """
    who.check()
    screen, at = Screen(as_json=as_json), session(context)
    rules = in_force(at)
    people = list(screen.counted("finding customers", found(at, who, rules)))
    if not people:
        raise Refusal("no customer of these accounts is meant by that")
    document = {"stage": at.stage, "dry_run": care.dry_run, "customers": len(people)}
    screen.show(Text(f"{len(people):,} customers, at {', '.join(rules.locations)}", "bold"))
    if care.dry_run:
        screen.answer({**document, **_said(Progress())}, "nothing was sent (dry run): crm diff")
        return
    confirmed(f"Look at {len(people):,} customers, and write what differs?", yes=care.yes)
    _carried_out(screen, at, (who, rules, people), (intent, waiting), document)


def _carried_out(
    screen: Screen,
    at: Session,
    meant: tuple[Who, Rules, Sequence[PayerRef]],
    manner: tuple[Intent, Waiting],
    document: dict[str, Any],
) -> None:
    who, rules, people = meant
    intent, waiting = manner
    order = at.console.order(intent.by, intent.why)
    what = f"{len(people)} customers" if who.everybody else ", ".join(map(str, people))[:1000]
    at.console.audit.write(Act(Deed.CRM_SYNC_ASKED, what, order))
    _send(at, order, _bodies(who, rules, people))
    if not waiting.wait:
        screen.answer({**document, **_said(Progress())}, "sent to the worker")
        return
    progress = _followed(screen, at, order, rules, (people, waiting))
    left = len(people) - progress.done - progress.asked - progress.away
    screen.answer({**document, **_said(progress)}, *_told(progress))
    note_limits(screen)
    if left:
        raise Refusal(STUCK.format(left=left, all=len(people)))
    if progress.asked or progress.away:
        raise typer.Exit(1)


def _bodies(who: Who, rules: Rules, people: Sequence[PayerRef]) -> list[tuple[str, Message]]:
    """Everybody is one message per account, which the worker divides; some are one each."""
    if who.everybody:
        return [(account, SyncAll(account=account)) for account in accounts(who, rules)]
    return [(str(ref), SyncContact(account=ref.account, customer=ref.customer)) for ref in people]


def _send(at: Session, order: Order, bodies: Sequence[tuple[str, Message]]) -> None:
    letters = [
        stamped(body, message_id=f"{order.cause}:{name}", cause=order.cause, at=order.at)
        for name, body in bodies
    ]
    at.console.outbox.send(Queue.CRM, *letters)


def _followed(
    screen: Screen,
    at: Session,
    order: Order,
    rules: Rules,
    whom: tuple[Sequence[PayerRef], Waiting],
) -> Progress:
    """Look until everybody is done, waits for HighLevel, or a person was asked about them."""
    people, waiting = whom
    progress, left = Progress(), set(people)
    paid_into = {ref.account for ref in people}
    began = {account: at.stripe.now(account) - LAG for account in paid_into}
    patience = timedelta(seconds=waiting.patience)
    until = at.console.now() + patience
    with screen.counting("waiting for the worker", len(left)) as advance:
        while left and at.console.now() < until:
            subjects = _asked(at, order, quiet=until - at.console.now() < patience - QUIET)
            if news := _settled(at, subjects, (rules, began), left, progress):
                left -= news
                advance(len(news))
                until = at.console.now() + patience
            else:
                at.console.pause(PACE)
    return progress


def _asked(at: Session, order: Order, *, quiet: bool) -> set[str]:
    """Find what a person was asked. The same question is asked only once: one that lies open from
    before counts when nothing has been heard for a while."""
    return {
        case.doubt.subject
        for case in at.console.reviews.all()
        if case.doubt.cause == order.cause or (quiet and case.closed_at is None)
    }


def _settled(
    at: Session,
    subjects: set[str],
    since: tuple[Rules, Mapping[str, Seconds]],
    left: set[PayerRef],
    progress: Progress,
) -> set[PayerRef]:
    away = {late.payer for late in at.crm.overdue.some(AWAY)} & left
    asked = {ref for ref in left if any(_about(ref, each) for each in subjects)}
    done = {ref for ref in left - away - asked if _done(at, *since, ref)}
    progress.away += len(away)
    progress.asked += len(asked - away)
    progress.done += len(done)
    return away | asked | done


def _about(ref: PayerRef, subject: str) -> bool:
    return f"customer {ref} at " in f"{subject} at "


def _done(at: Session, rules: Rules, began: Mapping[str, Seconds], ref: PayerRef) -> bool:
    """Compare moments of Stripe's clock: the worker's look, dated early by ``LAG`` as all of its
    looks are, and the order."""
    return all(
        _seen(at, location, ref) >= began[ref.account] or _nowhere(at, location, ref, theirs)
        for location, theirs in rules.serving(ref.account).items()
    )


def _seen(at: Session, location: str, ref: PayerRef) -> Seconds:
    pointer = at.crm.contacts.pointer(location, ref)
    if pointer is None or not pointer.contact:
        return -1
    known = at.crm.contacts.known(location, pointer.contact)
    return -1 if known.writing_since is not None else known.seen


def _nowhere(at: Session, location: str, ref: PayerRef, rules: LocationRules) -> bool:
    """Tell that a location has nobody to show them on, nor makes one: the worker remembers nothing
    of them. Asks Stripe only where nothing is remembered."""
    if at.crm.contacts.pointer(location, ref) is not None:
        return False
    try:
        found = foreseen(looking(at), location, ref, rules)
    except BillingError:
        return False
    return isinstance(found, str) and found != WOULD_BE_MADE


def _said(progress: Progress) -> dict[str, int]:
    return {"done": progress.done, "asked": progress.asked, "away": progress.away}


def _told(progress: Progress) -> Sequence[Text]:
    lines = [Text(f"{progress.done:,} show what is true", "green")]
    if progress.asked:
        lines.append(
            Text(f"{progress.asked:,} wait for a person: carryover reviews list", "yellow")
        )
    if progress.away:
        sentence = f"{progress.away:,} wait for HighLevel, and are taken up when it answers"
        lines.append(Text(sentence, "yellow"))
    return lines
