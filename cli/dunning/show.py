"""``carryover dunning show``: one failed invoice on one screen, what was done and what comes (DUN-1
… DUN-4)."""

from collections.abc import Iterator
from typing import Any, Final

import typer
from rich.console import RenderableType
from rich.text import Text

from carryover.dunning.declines import Cause, Meaning
from carryover.dunning.history import meaning_of
from carryover.dunning.model import Case, Told
from carryover.dunning.world import Attempt
from carryover.kernel.clock import Seconds
from carryover.replay.privacy import MASK
from cli.command import command
from cli.dunning.cases import Named, age, iso, row, the_one
from cli.dunning.looking import Seen, coming, now_due, seen
from cli.dunning.words import CAUSES, CHANNELS, ENDS, OUTCOMES, TOLD
from cli.money import amount
from cli.options import AsJson, Eyes
from cli.render import Column, Screen, plain, sheet, short_time, time
from cli.session import Session, session

app = typer.Typer()

DASHBOARD: Final = "https://dashboard.stripe.com"
COLOURS: Final = {"paid": "green", "declined": "red", "pending": "yellow"}

TIMELINE: Final = (
    Column("when", time("at")),
    Column("what", lambda line: Text(line["what"], COLOURS.get(line["result"], "")), fold=True),
    Column("more", plain("more", "dim"), fold=True),
)
COMING: Final = (
    Column("when", lambda line: short_time(line["at"])),
    Column("what", plain("what"), fold=True),
    Column("because", plain("why", "dim"), fold=True),
)


@command(app, "show", "dunning show in_123", "dunning show us/in_123 --reveal --json")
def show(context: typer.Context, case: Named, eyes: Eyes, *, as_json: AsJson = False) -> None:
    """Show one failed invoice: what was tried and said, what comes next and why, where to pay.

    Stripe and the CRM are asked now, and the policy of the worker decides; nothing is done.
    """
    screen, at = Screen(as_json=as_json), session(context)
    held = the_one(at, case)
    with screen.counting("asking Stripe"):
        found = seen(at, held)
    if eyes.reveal and isinstance(found, Seen):
        at.console.revealed(held.subject, eyes.by)
    document = _document(at, held, found, reveal=eyes.reveal)
    screen.answer({"stage": at.stage, **document}, *_drawn(screen, document))


def _document(at: Session, held: Case, found: Seen | str, *, reveal: bool) -> dict[str, Any]:
    case = held if isinstance(found, str) else found.case
    lines = [*_deeds(case), *(_attempts(found) if isinstance(found, Seen) else _tries(case))]
    return {
        **row(case, at.console.now()),
        **_outside(found, reveal=reveal),
        "dashboard": f"{DASHBOARD}/invoices/{case.invoice}",
        "timeline": sorted(lines, key=lambda line: line["at"]),
        "coming": coming(found) if isinstance(found, Seen) else [],
        "questions": [
            {"id": one.doubt.id, "name": one.doubt.id.split(":", 3)[-1], "said": one.doubt.sentence}
            for one in at.console.reviews.all()
            if one.closed_at is None and one.doubt.subject == case.subject
        ],
    }


def _outside(found: Seen | str, *, reveal: bool) -> dict[str, Any]:
    """Say what is true at Stripe now."""
    if isinstance(found, str):
        return {"looked": found, "next": "", "status": "", "remaining": None, "pay_url": ""}
    papers, view = found.papers, found.view
    due = now_due(found.step) if found.step else "nothing: no schedule is in force"
    return {
        "looked": "",
        "next": due,
        "status": view.world.invoice.status if view else "",
        "remaining": view.world.invoice.amount_remaining if view else None,
        "pay_url": papers.pay_url,
        "number": papers.number,
        "about": papers.about,
        "name": papers.name if reveal else MASK,
        "email": papers.email if reveal else MASK,
        "reached_by": sorted(found.reached.person.channels),
    }


def _line(at: Seconds, what: str, more: str = "", result: str = "") -> dict[str, Any]:
    return {"at": iso(at), "what": what, "more": more, "result": result}


def _attempts(found: Seen) -> Iterator[dict[str, Any]]:
    """Tell every attempt on this invoice, whoever made it."""
    for one in found.view.of_invoice if found.view else ():
        whose = "our attempt" if (one.key or "").startswith("dunning:") else "attempt"
        meaning = meaning_of(one) if one.result == "declined" else Meaning(Cause.BANK)
        said = f"declined: {CAUSES[meaning.cause]}" if one.result == "declined" else one.result
        card = f"{one.card.network or one.card.type}" if one.card else ""
        more = ", ".join(filter(None, (card, meaning.word, amount(one.amount, one.currency))))
        yield _line(one.at, f"{whose}: {said}", f"{more} {_id(one)}", one.result)


def _id(one: Attempt) -> str:
    return one.id if one.id.startswith(("ch_", "py_", "pi_")) else ""


def _tries(case: Case) -> Iterator[dict[str, Any]]:
    """Tell the first one and ours from memory, where Stripe could not be asked."""
    yield _line(case.failed_at, f"failed for the first time: {CAUSES[case.cause]}")
    for one in case.tries:
        why = f": {CAUSES[one.cause]}" if one.cause else ""
        yield _line(one.at, f"our attempt {one.number}: {one.state}{why}", result=str(one.state))


def _deeds(case: Case) -> Iterator[dict[str, Any]]:
    """Tell messages, what people said, and the end."""
    yield from (_message(one) for one in case.told)
    for word, said in (("paused", case.paused), ("asked for an attempt", case.wanted)):
        if said is not None:
            yield _line(said.at, f"{word} by {said.by}", said.why)
    if case.finished is not None:
        done = "" if case.finished.done else "begun, not confirmed yet"
        yield _line(case.finished.at, f"the end: {ENDS[case.finished.what]}", done)
    if case.closed is not None:
        by = f" ({case.closed.by})" if case.closed.by else ""
        yield _line(case.closed.at, f"closed: {OUTCOMES[case.closed.outcome]}{by}", case.closed.why)


def _message(one: Told) -> dict[str, Any]:
    name = f"{CHANNELS.get(one.channel, one.channel)} {one.step}"
    return _line(one.at, f"{name}: {TOLD[one.state]}", one.reference)


def _drawn(screen: Screen, document: dict[str, Any]) -> Iterator[RenderableType]:
    fields = {
        "owed": f"{document['owed']} ({document['why']})",
        "state": Text(document["state"], "bold"),
        "failed": f"{document['failed_at'][:10]}, {age(document['days'])} ago",
        "customer": f"{document['customer']} {document.get('name', '')}".strip(),
        "subscription": document["subscription"],
        "for": document.get("about"),
        "reached by": ", ".join(document.get("reached_by", ())),
        "pay here": document["pay_url"],
        "at Stripe": document["dashboard"],
        "next": Text(document["next"] or document["looked"], "bold"),
    }
    yield sheet(document["case"], fields)
    yield screen.listing("What happened", TIMELINE, document["timeline"], empty="nothing")
    if document["coming"]:
        yield screen.listing("What comes, unless it is paid", COMING, document["coming"], empty="")
    for one in document["questions"]:
        yield Text.assemble(("Asked: ", "yellow"), one["said"])
    for missed in document["maybe_missed"]:
        sentence = f"the message {missed} may not have arrived: no answer came when it was sent"
        yield Text(sentence, "yellow")
