"""Finding journal entries for a person, and how they are shown."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from carryover.kernel.clock import moment, seconds
from carryover.ports.journal import Entry, EventId
from carryover.replay.model import Filter, Window
from carryover.replay.policy import days, means, newest_first
from cli.command import Refusal
from cli.options import Asked, When
from cli.render import Column, Row, Screen, coloured, plain, sheet, short_time, time, word
from cli.session import Session

if TYPE_CHECKING:
    from rich.console import RenderableType

JOURNAL_DAYS: Final = 90
"""How long the journal keeps an event (DESIGN §11)."""


def _name(row: Row) -> str:
    return f"{row['id']}#{row['variant'][:8]}" if row["variant"] else str(row["id"])


COLUMNS: Final = (
    Column("created", time("created")),
    Column("event", _name),
    Column("account", plain("account"), room=110),
    Column("type", plain("type", "cyan")),
    Column("subject", plain("subject"), room=140),
    Column("outcome", coloured("outcome")),
    Column("source", plain("source"), room=150),
    Column("note", plain("note", "dim"), room=190, fold=True),
)


def wanted(at: Session, asked: Asked) -> Filter:
    """Take what was asked for at this moment; with nothing said about time, the last 24 hours."""
    now = at.console.now()
    first, last = (asked.day, asked.day) if asked.day else (asked.since, asked.until)
    start = first.start(now) if first else now - timedelta(days=1)
    end = last.end(now) if last else now
    if start > end:
        raise Refusal("--since is later than --until")
    return Filter(
        Window(seconds(start), seconds(end)),
        types=tuple(asked.type),
        outcomes=frozenset(asked.outcome),
        sources=frozenset(asked.source),
        subject=asked.subject,
    )


def matching(at: Session, asked: Asked) -> Iterator[Entry]:
    """Go through the journal day by day, newest first."""
    meant = wanted(at, asked)
    accounts = asked.account or at.console.accounts()
    for day in days(meant.window):
        found = (entry for account in accounts for entry in at.console.journal.day(account, day))
        yield from newest_first(entry for entry in found if means(meant, entry))


def first(entries: Iterator[Entry], limit: int) -> tuple[list[Entry], bool]:
    """Take some, and tell whether there are more."""
    taken = list(islice(entries, limit + 1))
    return taken[:limit], len(taken) > limit


def the_one(at: Session, name: str, accounts: Sequence[str], day: When | None) -> Entry:
    """Find exactly one entry, or say in one sentence why not.

    ``evt_1#`` is the first event filed under an id, ``evt_1#5d41`` one that wrongly shares it.
    """
    event_id, hash_, variant = name.partition("#")
    places = accounts or at.console.accounts()
    found = _filed(at, event_id, places, day)
    chosen = [each for each in found if not hash_ or _is_variant(each, variant)]
    if len(chosen) == 1:
        return chosen[0]
    raise Refusal(_several(name, chosen) if chosen else _none(name, places, day))


def _is_variant(entry: Entry, beginning: str) -> bool:
    return entry.variant.startswith(beginning) if beginning else not entry.variant


def _none(name: str, accounts: Sequence[str], day: When | None) -> str:
    when = "created on that day" if day else f"created in the last {JOURNAL_DAYS} days"
    hint = "" if day else "; an older one is found with --day"
    return f"no event {name} {when} is in the journal of {', '.join(accounts)}{hint}"


def _several(name: str, found: Sequence[Entry]) -> str:
    names = ", ".join(f"{e.event.account} {e.event.id}#{e.variant[:8]}" for e in found[:5])
    return f"{name} means {len(found)} events; name one (and --account): {names} …"


def _filed(at: Session, event_id: str, accounts: Sequence[str], day: When | None) -> list[Entry]:
    """Look on the day it was created, or on every day the journal may hold."""
    now = at.console.now()
    start = day.start(now) if day else now
    for back in range(1 if day else JOURNAL_DAYS + 1):
        created = seconds(start - timedelta(days=back))
        places = [EventId(account, event_id, created) for account in accounts]
        if found := [entry for place in places for entry in at.console.journal.filed(place)]:
            return found
    return []


def body(at: Session, listed: Entry) -> bytes:
    """Fetch what was received, from the journal or, if it was large, from the shelf."""
    if listed.stored_as:
        return at.console.bodies.get(listed.stored_as)
    entry = at.console.journal.fetch(listed.event, listed.variant)
    if entry is None:
        raise Refusal(f"event {listed.event.id} has left the journal meanwhile")
    return entry.payload


def row(entry: Entry) -> dict[str, Any]:
    """Put an entry into its machine shape (cli/README.md)."""
    return {
        "id": entry.event.id,
        "account": entry.event.account,
        "variant": entry.variant,
        "type": entry.type,
        "api_version": entry.api_version,
        "subject": entry.subject,
        "created": moment(entry.event.created).isoformat(),
        "outcome": entry.outcome.value,
        "note": entry.note,
        "source": entry.source.value,
        "cause": entry.cause,
        "journalled_at": entry.journalled_at.isoformat(),
        "digest": entry.digest,
    }


def listing(screen: Screen, title: str, rows: list[dict[str, Any]]) -> "RenderableType":
    """Draw entries as a table."""
    return screen.listing(title, COLUMNS, rows, empty="No such events in the journal.")


def papers(shown: dict[str, Any]) -> "RenderableType":
    """Draw everything the journal says about one event."""
    moments = {"created", "journalled_at"}
    fields = {
        name.replace("_", " "): short_time(value) if name in moments else str(value or "")
        for name, value in shown.items()
        if name not in {"outcome", "id"}
    }
    return sheet(f"Event {shown['id']}", {"outcome": word(shown["outcome"]), **fields})


def summary(screen: Screen, rows: Sequence[Row]) -> "RenderableType":
    """Count entries by type and outcome: what a person checks before sending them all."""
    counts = Counter((str(row["type"]), str(row["outcome"])) for row in rows)
    lines = [{"type": t, "outcome": o, "events": n} for (t, o), n in sorted(counts.items())]
    total = {"type": "all", "outcome": "", "events": len(rows)}
    columns = (
        Column("type", plain("type", "cyan"), fold=True),
        Column("outcome", coloured("outcome")),
        Column("events", plain("events"), number=True),
    )
    return screen.listing(
        "To be replayed", columns, lines, empty="No such events in the journal.", total=total
    )
