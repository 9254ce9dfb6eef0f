"""What an event says about itself, whatever it is about: id, time, type, version.

Snapshot events (``object: event``) and thin ones (``object: v2.core.event``) carry the same papers
in two styles (docs.stripe.com/event-destinations#events-overview).
"""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NoReturn

from carryover.adapters.stripe.translate.reading import (
    LONGEST_ID,
    Json,
    is_json,
    moment,
)
from carryover.channel.translator import Unreadable
from carryover.kernel.clock import Seconds
from carryover.ports.journal import EventId

THIN: Final = "v2.core.event"
STYLES: Final = ("event", THIN)

WORD: Final = re.compile(rf"[!-~]{{1,{LONGEST_ID}}}")
"""Printable ASCII without spaces: what Stripe makes ids, types and versions of."""

LONGEST_NUMBER: Final = 18
"""Digits; more is no amount and no time, and some stores cannot hold it."""

SAYS: Final = ("type", "data", "related_object", "changes")
"""What an event says, as opposed to how and how often it was delivered."""


@dataclass(frozen=True, slots=True)
class Papers:
    """An event that can be filed, not yet understood."""

    event: EventId
    type: str
    api_version: str | None
    digest: str
    thin: bool
    document: Json


def opened(account: str, payload: bytes) -> Papers | Unreadable:
    """Read an event's papers; a body that has none is for a person."""
    try:
        document = json.loads(
            payload.decode(), parse_float=str, parse_int=_whole, parse_constant=_no_number
        )
        digest = _digest_of_words(document)
    except (ValueError, RecursionError):
        return _unreadable(payload, "The body is not JSON.")
    if not is_json(document):
        return _unreadable(payload, "The body is JSON but not an object.")
    return _papers(account, document, digest)


def word(value: object) -> str:
    """Take an id, a type or a version; empty when it is not one."""
    return value if isinstance(value, str) and WORD.fullmatch(value) else ""


def _papers(account: str, document: Json, digest: str) -> Papers | Unreadable:
    event = _filed_as(account, document)
    event_type = word(document.get("type"))
    fault = _fault(document, event, event_type)
    if event is None or fault:
        return Unreadable(event, event_type, digest, fault)
    version = word(document.get("api_version")) or None
    thin = document["object"] == THIN
    return Papers(event, event_type, version, digest, thin, document)


def _filed_as(account: str, document: Json) -> EventId | None:
    """Read id and time; ``#`` divides the journal's keys and is in no id of Stripe's."""
    event_id, created = word(document.get("id")), _created(document.get("created"))
    if created is None or not event_id or "#" in event_id:
        return None
    return EventId(account, event_id, created)


def _fault(document: Json, event: EventId | None, event_type: str) -> str:
    if document.get("object") not in STYLES:
        return "The body is no Stripe event: see `object`."
    if event is None:
        timed = _created(document.get("created")) is not None
        return _missing("id" if timed else "created")
    return "" if event_type else _missing("type")


def _missing(field: str) -> str:
    return f"The event has no readable `{field}`."


def _created(value: object) -> Seconds | None:
    """Read whole seconds, or the written date of a thin event, rounded down."""
    if isinstance(value, str):
        value = _written(value)
    return value if isinstance(value, int) and moment(value) == value else None


def _written(text: str) -> Seconds | None:
    try:
        at = datetime.fromisoformat(text)
        return None if at.tzinfo is None else int(at.timestamp())
    except (ValueError, OverflowError):
        return None


def _whole(digits: str) -> int | str:
    return int(digits) if len(digits) <= LONGEST_NUMBER else digits


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _digest_of_words(document: object) -> str:
    says = {name: document[name] for name in SAYS if name in document} if is_json(document) else {}
    canonical = json.dumps(says, sort_keys=True, separators=(",", ":"))
    return _digest(canonical.encode())


def _digest(content: bytes) -> str:
    return hashlib.blake2b(content, digest_size=8).hexdigest()


def _unreadable(payload: bytes, reason: str) -> Unreadable:
    return Unreadable(None, "", _digest(payload), reason)
