"""What is read from a dead letter, which entries a filter means, and what a replay is called."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, Final

from carryover.kernel.clock import day, seconds
from carryover.kernel.messages import Delivery, Replay, Source
from carryover.ports.journal import Entry, Outcome
from carryover.replay.model import Filter, Order, Papers, Window


def papers(body: str) -> Papers:
    """Read what can be read on the envelope of a message that may be anything."""
    envelope = _object(body)
    inner = envelope.get("body")
    if not isinstance(inner, dict) or not isinstance(envelope.get("id"), str):
        return Papers(cause=_text(envelope.get("cause")))
    return Papers(
        id=_text(envelope.get("id")),
        cause=_text(envelope.get("cause")),
        account=_text(inner.get("account")),
        about=_about(inner),
    )


def _about(body: Mapping[str, Any]) -> str:
    """Say in a few words what a delivery, a fact or a task is about."""
    if isinstance(body.get("payload"), str):
        event = _object(body["payload"])
        return _words(event.get("type"), event.get("id")) or "unreadable delivery"
    state = body.get("state")
    if isinstance(state, dict):
        return _words(state.get("object"), state.get("id"))
    return _words(body.get("task") or body.get("kind"), body.get("id") or body.get("stored_as"))


def _object(text: str) -> dict[str, Any]:
    """Read a JSON object; anything else counts as an empty one."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _text(found: object) -> str:
    return found if isinstance(found, str) else ""


def _words(*found: object) -> str:
    return " ".join(word for word in map(_text, found) if word)


def means(wanted: Filter, entry: Entry) -> bool:
    """Tell whether the filter lets this entry pass."""
    return (
        wanted.window.since <= entry.event.created <= wanted.window.until
        and any(fnmatchcase(entry.type, name) for name in wanted.types or ("*",))
        and entry.outcome in (wanted.outcomes or Outcome)
        and entry.source in (wanted.sources or Source)
        and wanted.subject in entry.subject
    )


STRIPE_BEGAN: Final = date(2010, 1, 1)
"""No event is older, so nobody has to look through the centuries before."""


def days(window: Window) -> Iterator[date]:
    """Name the UTC days the journal has to be opened at, newest first."""
    current, first = day(window.until), max(day(window.since), STRIPE_BEGAN)
    while current >= first:
        yield current
        current -= timedelta(days=1)


def whole_days(first: date, last: date) -> Window:
    """Span UTC days from midnight to the last second."""
    start = datetime.fromisoformat(f"{first}T00:00:00+00:00")
    end = datetime.fromisoformat(f"{last}T23:59:59+00:00")
    return Window(seconds(start), seconds(end))


def newest_first(entries: Iterable[Entry]) -> list[Entry]:
    """Order a day's entries for reading; equal seconds by id, so that listings are stable."""
    return sorted(entries, key=lambda each: (each.event.created, each.event.id), reverse=True)


def replay_id(entry: Entry, order: Order) -> str:
    """Name the message: the same command about the same entry is the same message."""
    variant = f"#{entry.variant}" if entry.variant else ""
    return f"replay:{entry.event.id}{variant}:{order.at.isoformat()}"


def redelivery(entry: Entry, order: Order) -> Delivery:
    """Say that this event shall be worked again, though it is filed; the body is added later."""
    return Delivery(
        kind=entry.kind,
        account=entry.event.account,
        source=Source.REPLAY,
        replay=Replay(by=order.by, why=order.why, at=order.at),
    )
