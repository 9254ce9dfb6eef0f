"""``carryover events``: everything that ever entered, what became of it, and again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

import typer

from carryover.ports.journal import Entry
from carryover.replay.privacy import opened, shown
from cli import entries, importing
from cli.command import command
from cli.options import AsJson, Asked, Caution, Eyes, Intent, Limit, Where
from cli.render import Screen, document
from cli.session import Session, confirmed, session

app = typer.Typer(no_args_is_help=True)
command(
    app,
    "import",
    "events import recorded.jsonl.gz --account us",
    "events import - --account us --dry-run < page.json",
)(importing.bring_in)


@command(
    app,
    "list",
    "events list --since 2h --outcome review",
    "events list --day 2026-11-20 --type 'customer.subscription.*' --account us --json",
)
def list_(
    context: typer.Context, asked: Asked, limit: Limit = 50, *, as_json: AsJson = False
) -> None:
    """List journalled events by the date of their creation, newest first; default the last day."""
    screen, at = Screen(as_json=as_json), session(context)
    with screen.counting("reading the journal"):
        taken, more = entries.first(entries.matching(at, asked), limit)
    rows = [entries.row(entry) for entry in taken]
    screen.answer(
        {"stage": at.stage, "events": rows, "more": more},
        entries.listing(screen, f"Events of {at.stage}", rows),
    )
    if more:
        screen.note(f"only the newest {limit}: there are more (--limit)", "yellow")


@command(
    app,
    "show",
    "events show evt_1PgafW",
    "events show evt_1PgafW --raw --reveal > event.json",
)
def show(
    context: typer.Context,
    event_id: Annotated[str, typer.Argument(metavar="EVENT_ID")],
    where: Where,
    eyes: Eyes,
    *,
    raw: Annotated[
        bool, typer.Option("--raw", help="Only the payload; with --reveal as received.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Show one event and what became of it; without --day it is looked for in the last 90 days."""
    screen, at = Screen(as_json=as_json), session(context)
    with screen.counting("looking for it"):
        listed = entries.the_one(at, event_id, where.account, where.day)
    body = entries.body(at, listed)
    if eyes.reveal:
        at.console.revealed(f"event {event_id} of {listed.event.account}", eyes.by)
    text = body.decode(errors="replace")
    content = opened(text) if eyes.reveal else shown(text)
    row = entries.row(listed)
    if raw:
        screen.raw(text if eyes.reveal else content)
    else:
        answer = {"stage": at.stage, **row, "payload": content}
        screen.answer(answer, entries.papers(row), document(content))


@dataclass(frozen=True, slots=True)
class Care(Caution):
    """How careful to be, and how fast to send."""

    rate: Annotated[
        float, typer.Option("--rate", min=0.1, max=1000, help="Events per second at most.")
    ] = 50.0


@command(
    app,
    "replay",
    'events replay evt_1PgafW --why "access was not granted"',
    "events replay --since 6h --type 'invoice.*' --why 'fixed in 1.4.2' --dry-run",
)
def replay(
    context: typer.Context,
    intent: Intent,
    asked: Asked,
    care: Care,
    event_ids: Annotated[
        list[str] | None,
        typer.Argument(metavar="[EVENT_ID]...", help="Or say which by --since, --day and so on."),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Deliver journalled events again, as if they had just come, on the same road.

    Who and why is written down first. What has already happened is recognised and not done again.
    """
    screen, at = Screen(as_json=as_json), session(context)
    with screen.counting("reading the journal"):
        chosen = _chosen(at, event_ids or [], asked)
    rows = [entries.row(entry) for entry in chosen]
    screen.show(entries.summary(screen, rows))
    sent: list[str] = []
    if chosen and not care.dry_run:
        confirmed(f"Replay {len(chosen)} on {at.stage}?", yes=care.yes)
        sending = _sent(at, chosen, intent, care.rate)
        sent = list(screen.counted("replaying", sending, len(chosen)))
    said = "would be sent (dry run)" if care.dry_run else "sent"
    screen.answer({"stage": at.stage, "dry_run": care.dry_run, "chosen": rows, "sent": sent})
    screen.note(f"{len(sent) or len(chosen)} {said}", "green")


def _chosen(at: Session, event_ids: list[str], asked: Asked) -> list[Entry]:
    """Take the named events, or all a filter means; never all there are by accident."""
    if event_ids:
        return [entries.the_one(at, name, asked.account, asked.day) for name in event_ids]
    if not (asked.since or asked.until or asked.day):
        raise typer.BadParameter("name events, or say which by --since or --day")
    return list(entries.matching(at, asked))


def _sent(at: Session, chosen: list[Entry], intent: Intent, rate: float) -> Iterator[str]:
    """Send one after the other under one order, no faster than asked."""
    order = at.console.order(intent.by, intent.why)
    for entry in chosen:
        yield at.console.event_replay.replay(entry, order)
        at.console.pause(timedelta(seconds=1 / rate))
