"""Facts an account announces: https://docs.stripe.com/api/events/object."""

import json
from collections import Counter, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

API_VERSION = "2026-10-28.endive"
RETENTION = 30 * 24 * 3600
"""Seconds of sandbox time for which events can be read: https://docs.stripe.com/api/events."""


@dataclass(frozen=True, slots=True)
class Cause:
    """The API request behind an event; automatic work has none."""

    request_id: str | None = None
    idempotency_key: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One announcement. The data is frozen as JSON: a cheap deep copy, and what will be sent."""

    id: str
    type: str
    created: int
    livemode: bool
    data: str
    cause: Cause
    pending_webhooks: int
    api_version: str = API_VERSION
    """The account's version at the time: the API shows an event in it for ever."""
    older: Mapping[str, str] = field(default_factory=dict)
    """The data as older API versions show it, for those that somebody reads."""
    recorded: int = 0
    """By the world's clock; ``created`` may be the time of a test clock."""

    def render(self, version: str = API_VERSION) -> dict[str, Any]:
        """Show the event as it leaves; the API counts ``pending_webhooks`` down later."""
        shown: dict[str, Any] = json.loads(self.text(version))
        return shown

    def text(self, version: str = API_VERSION) -> str:
        """Spell the event; its data were spelled when it happened."""
        data = self.older.get(version, self.data)
        head, tail = json.dumps(self._head(version)), json.dumps(self._tail())
        return f'{head[:-1]}, "data": {data}, {tail[1:]}'

    def _head(self, version: str) -> dict[str, Any]:
        return {
            "id": self.id,
            "object": "event",
            "api_version": version,
            "created": self.created,
        }

    def _tail(self) -> dict[str, Any]:
        return {
            "livemode": self.livemode,
            "pending_webhooks": self.pending_webhooks,
            "request": {
                "id": self.cause.request_id,
                "idempotency_key": self.cause.idempotency_key,
            },
            "type": self.type,
        }


class Journal:
    """The events of one account, the last 30 days of them."""

    def __init__(self) -> None:
        self._events: deque[Event] = deque()
        self._by_id: dict[str, Event] = {}
        self.taken: Counter[str] = Counter()
        """How many endpoints have taken an event, by its id."""

    def append(self, event: Event) -> None:
        """Remember an event and forget those that Stripe would not show any more."""
        self._events.append(event)
        self._by_id[event.id] = event
        self.forget_before(event.recorded - RETENTION)

    def forget_before(self, instant: int) -> None:
        """Drop what is older than the instant."""
        while self._events and self._events[0].recorded < instant:
            forgotten = self._events.popleft().id
            del self._by_id[forgotten]
            self.taken.pop(forgotten, None)

    def delivered(self, event_id: str) -> None:
        """Count an endpoint that has taken the event."""
        if event_id in self._by_id:
            self.taken[event_id] += 1

    def shown(self, event_id: str) -> dict[str, Any] | None:
        """Show an event as the API does by now."""
        event = self._by_id.get(event_id)
        if event is None:
            return None
        pending = max(0, event.pending_webhooks - self.taken[event_id])
        return {**event.render(event.api_version), "pending_webhooks": pending}

    def __iter__(self) -> Iterator[Event]:
        return iter(list(self._events))

    def __len__(self) -> int:
        return len(self._events)


def wants(endpoint: dict[str, Any], event_type: str) -> bool:
    """Tell whether a webhook endpoint asked for this type: "*" means every type."""
    enabled = endpoint["enabled_events"]
    return endpoint["status"] == "enabled" and ("*" in enabled or event_type in enabled)
