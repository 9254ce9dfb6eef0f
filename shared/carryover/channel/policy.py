"""Is this delivery news? Decided from what is filed, never from what we remember doing."""

from collections.abc import Sequence
from dataclasses import dataclass

from carryover.channel.translator import Understood
from carryover.ports.journal import Entry


@dataclass(frozen=True, slots=True)
class News:
    """Not filed yet. ``variant`` is not empty when another event holds the place of its id."""

    variant: str = ""

    def name(self, event_id: str) -> str:
        """Tell it from every other event, also from those that wrongly carry its id."""
        return _name(event_id, self.variant)


@dataclass(frozen=True, slots=True)
class Known:
    """Filed already: a duplicate."""

    entry: Entry

    def name(self, event_id: str) -> str:
        """Call it what it was called the first time."""
        return _name(event_id, self.entry.variant)


def _name(event_id: str, variant: str) -> str:
    return f"{event_id}#{variant}" if variant else event_id


def recognise(event: Understood, filed: Sequence[Entry]) -> News | Known:
    """Tell news from a duplicate.

    Stripe delivers an event at least once, and to several endpoints in several API versions: same
    id, same type, same object is the same event, however its data is rendered. Anonymised exports
    and test fixtures give many events one id; each of those is news, filed under its digest.
    """
    for entry in filed:
        if entry.digest == event.digest or _same_event_rendered_otherwise(event, entry):
            return Known(entry)
    return News(event.digest if filed else "")


def _same_event_rendered_otherwise(event: Understood, entry: Entry) -> bool:
    same = (entry.type, entry.subject) == (event.type, event.subject)
    return same and entry.api_version != event.api_version
