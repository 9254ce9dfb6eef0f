"""``carryover access cancel``: what support does when no hook did (KAJ-5).

The message is the one the webhook's path ends in, so the worker looks again, ends it once and marks
it as ours. Kajabi is not needed for it.
"""

from dataclasses import dataclass
from typing import Annotated, Any

import typer
from rich.text import Text

from carryover.access.messages import Cancel
from carryover.access.model import RequestState
from carryover.access.policy import OVER
from carryover.replay.model import Act, Deed, Order
from carryover.replay.privacy import MASK
from cli.access.choosing import Chosen, Meant, candidates, chosen
from cli.access.following import Following, answered, asked_since, sent, stuck, subjects
from cli.access.foretelling import document as foretold
from cli.access.people import People, day
from cli.command import Refusal, command
from cli.options import AsJson, Caution, Intent
from cli.render import Screen, sheet
from cli.session import Session, confirmed, session

app = typer.Typer()


@dataclass(frozen=True, slots=True)
class Manner(Caution):
    """How careful to be, and whether to show who it is."""

    reveal: Annotated[
        bool,
        typer.Option("--reveal", help="Show name and address; that you did is kept in the audit."),
    ] = False


@command(
    app,
    "cancel",
    'access cancel --email ada@example.com --why "asked by mail" --dry-run',
    'access cancel --email ada@example.com --why "asked by mail"',
    'access cancel --subscription us/sub_123 --at-once --why "chargeback"',
)
def cancel(
    context: typer.Context,
    intent: Intent,
    who: Meant,
    care: Manner,
    following: Following,
    *,
    as_json: AsJson = False,
) -> None:
    """End one subscription, as if its member had left at the site.

    Shows first whose it is, what is paid and what happens to the access. When an address pays for
    several, they are listed and nothing is done: say which with --subscription.
    """
    screen, at = Screen(as_json=as_json), session(context)
    people = People(at, at.access.rules.read())
    with screen.counting("asking Stripe"):
        found = candidates(people, who)
    for note in people.unasked:
        screen.note(note, "yellow")
    one = chosen(screen, people, found, who)
    document = {"stage": at.stage, "dry_run": care.dry_run, **foretold(one, people)}
    _preview(screen, at, one, document, intent, reveal=care.reveal)
    if _ends_so(one):
        screen.answer({**document, "outcome": "ends already"}, _already(one))
    elif care.dry_run:
        screen.answer({**document, "outcome": ""}, "nothing was done (dry run)")
    else:
        confirmed(f"End {one.paying.name} {one.ending}?", yes=care.yes)
        _carried_out(screen, at, one, intent, following, document)


def _ends_so(chosen: Chosen) -> bool:
    one = chosen.paying.one
    return one.status in OVER or (one.ends and chosen.ends == "period_end")


def _already(chosen: Chosen) -> Text:
    one, terms = chosen.paying.one, chosen.paying.terms
    said = "ended" if one.status in OVER else "ends already, on"
    sentence = f"{chosen.paying.name} {said} {day(terms.ends_at)}; nothing was sent"
    return Text(sentence, "green")


def _preview(
    screen: Screen,
    at: Session,
    chosen: Chosen,
    document: dict[str, Any],
    intent: Intent,
    *,
    reveal: bool,
) -> None:
    one = chosen.paying.one
    if reveal:
        at.console.revealed(f"customer of {chosen.paying.name}", intent.by)
    shown = {
        "who": f"{one.name or 'no name'} <{one.email}>" if reveal else f"{MASK} (--reveal shows)",
        "customer": one.customer,
        "state": document["state"],
        "plan": ", ".join((*document["products"], one.plans[0])),
        "price": document["price"],
        "paid until": day(document["paid_until"]),
        "ends": Text(chosen.ending, "bold"),
        "access": document["access"],
        "refund": document["refund"],
    }
    screen.show(sheet(chosen.paying.name, shown))


def _carried_out(
    screen: Screen,
    at: Session,
    chosen: Chosen,
    intent: Intent,
    how: Following,
    document: dict[str, Any],
) -> None:
    """Write down who wants it, send, and wait for what comes of it."""
    order = at.console.order(intent.by, intent.why)
    what = f"{chosen.paying.name} {chosen.ends}"
    at.console.audit.write(Act(Deed.ACCESS_CANCEL_ASKED, what, order))
    one = chosen.paying.one
    body = Cancel(
        account=one.account, subscription=one.id, ends=chosen.ends, by=order.by, why=order.why
    )
    message = sent(at, order, body)
    if not how.wait:
        screen.answer({**document, "outcome": "sent"}, "sent to the worker")
        return
    with screen.counting("waiting for the worker"):
        outcome = answered(at, how, lambda: _outcome(at, chosen, message, order))
    screen.answer({**document, "outcome": outcome or "unanswered"}, *_told(at, chosen, outcome))
    if outcome != "cancelled":
        raise Refusal(outcome or stuck(at, *subjects(chosen.paying.name)))


def _outcome(at: Session, chosen: Chosen, message: str, order: Order) -> str | None:
    """Look whether the wish was carried out, or a person was asked."""
    request = at.access.memory.requests.find(f"person:{message}")
    if request is not None and request.state is RequestState.DONE:
        return "cancelled"
    return asked_since(at, chosen.paying.name, order.at) or None


def _told(at: Session, chosen: Chosen, outcome: str | None) -> list[Text]:
    if outcome != "cancelled":
        return []
    now = People(at, at.access.rules.read()).named(chosen.paying.name)
    said = "has ended" if now.one.status in OVER else f"ends {day(now.terms.ends_at)}"
    return [Text(f"✓ {now.name} {said}; it does not renew", "green")]
