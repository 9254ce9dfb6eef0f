"""One Stripe account: its objects, its events, its work that falls due."""

import json
from collections import Counter
from collections.abc import Iterator
from heapq import heappush
from typing import TYPE_CHECKING, Any

from sandbox.stripe.core.changes import previous_attributes
from sandbox.stripe.core.clocks import live_by
from sandbox.stripe.core.due import Due
from sandbox.stripe.core.errors import StripeError, resource_missing
from sandbox.stripe.core.events import API_VERSION, Cause, Event, Journal, wants
from sandbox.stripe.core.ids import make_id, token
from sandbox.stripe.core.store import Object, Store
from sandbox.stripe.versions.rendering import rendered_data

if TYPE_CHECKING:
    from sandbox.stripe.core.world import World


class Account:
    """The only way to write: what is stored without an event cannot be followed by anyone."""

    def __init__(self, world: "World", alias: str, keys: tuple[str, ...]) -> None:
        self.world = world
        self.alias = alias
        self.keys = keys
        self.livemode = any("_live_" in key for key in keys)
        self.api_version = API_VERSION
        """What answers and events are shown in where no other version is asked for."""
        self.id = f"acct_1{token(15, world.seed, alias.removesuffix('-live'))}"
        self.permissions: dict[str, dict[str, str]] = {}
        """What each restricted key may do, by resource: none, read or write."""
        self.store = Store(self.now)
        self.events = Journal()
        self.cause = Cause()
        self.test_clock: str | None = None
        """The test clock that the work at hand lives by; None: the world's own clock."""
        self.moment = 0
        """What that test clock shows."""
        self.clock_work: dict[str, list[Due]] = {}
        """Work ahead by test clock, each list a heap."""
        self.stats: Counter[str] = Counter()
        """Events and deliveries, counted since the last reset."""
        self.requests: Counter[str] = Counter()
        """Requests answered, by method and route, so that a test can say what a client read."""
        self.replies: dict[str, Any] = {}
        """Answers kept for idempotency keys."""
        self.facts: dict[str, dict[str, Any]] = {}
        """What Stripe knows about an object and never shows, by id: secrets, a test card's fate."""
        self.deleted: dict[str, Object] = {}
        self.silent = False
        """Whether nothing is announced: a rehearsal that nobody listens to takes two thirds of the
        time without its events."""
        self.made: Counter[str] = Counter()
        """How many ids of each prefix were made, since the next one is made of the count."""

    def now(self) -> int:
        """The time the work at hand lives in, in seconds since 1970, UTC."""
        return self.world.clock if self.test_clock is None else self.moment

    def new_id(self, prefix: str) -> str:
        """Make the next id: the same seed and the same calls give the same ids."""
        self.made[prefix] += 1
        return make_id(prefix, self.world.seed, self.alias, self.made[prefix])

    def add(self, obj: Object, *events: str) -> Object:
        """Keep a new object, then announce it."""
        if self.test_clock is not None:
            live_by(self, obj)
        self.store.put(obj)
        for event in events:
            self.announce(event, obj)
        return obj

    def get(self, kind: str, object_id: str, *, param: str = "id") -> Object:
        """Find an object or refuse as Stripe does, naming the parameter that held the id."""
        found = self.store.find(kind, object_id)
        if found is None:
            raise self._missing(kind, object_id, param)
        return found

    def _missing(self, kind: str, object_id: str, param: str) -> StripeError:
        """Say that there is none, and whether the key is of the wrong mode."""
        other, refused = self.world.other_mode(self), resource_missing(kind, object_id, param)
        if other is not None and other.find(kind, object_id) is not None:
            there, here = ("test", "live") if self.livemode else ("live", "test")
            refused.message += (
                f"; a similar object exists in {there} mode, but a {here} mode key was used to "
                "make this request."
            )
        return refused

    def find(self, kind: str, object_id: str) -> Object | None:
        """Find an object that may not exist."""
        return self.store.find(kind, object_id)

    def anything(self, object_id: str) -> Object | None:
        """Find an object of any kind; a deleted one shows the stub that remains of it."""
        kinds = self.store.kinds.values()
        kept = next((kind[object_id] for kind in kinds if object_id in kind), None)
        return kept or self.deleted.get(object_id)

    def all(self, kind: str) -> Iterator[Object]:
        """Walk a kind in creation order."""
        return self.store.all(kind)

    def where(self, kind: str, field: str, value: str) -> Iterator[Object]:
        """Walk a kind by the customer, subscription, invoice … it belongs to (store.REFERENCES)."""
        return self.store.where(kind, field, value)

    def change(self, obj: Object, changes: Object, *events: str) -> Object:
        """Apply new values (never mutate the old ones: they are compared), then announce.

        An ``….updated`` event carries what really changed and is left out when nothing did.
        """
        before = previous_attributes(obj, changes)
        self.store.change(obj, changes)
        for event in events:
            if not event.endswith(".updated"):
                self.announce(event, obj)
            elif before:
                self.announce(event, obj, before)
        return obj

    def remove(self, obj: Object, *events: str) -> Object:
        """Forget all but a stub of an object, then announce its last state."""
        self.store.drop(obj)
        self.deleted[obj["id"]] = {"id": obj["id"], "object": obj["object"], "deleted": True}
        for event in events:
            self.announce(event, obj)
        return obj

    def at(self, when: int, task: str, object_id: str) -> None:
        """Have a registered task run when the clock reaches ``when``."""
        due = self.world.planned(when, task, self.alias, object_id)
        if self.test_clock is None:
            self.world.schedule(due)
        else:
            heappush(self.clock_work.setdefault(self.test_clock, []), due)

    def listening(self, event_type: str) -> list[Object]:
        """List the webhook endpoints that want events of a type."""
        endpoints = self.store.kinds["webhook_endpoint"].values()
        return [endpoint for endpoint in endpoints if wants(endpoint, event_type)]

    def announce(self, event_type: str, obj: Object, before: Object | None = None) -> None:
        """Freeze the object as it is now into an event and hand it to whoever listens."""
        if self.silent:
            return
        data = {"object": obj} if before is None else {"object": obj, "previous_attributes": before}
        listening = self.listening(event_type)
        event = Event(
            id=self.new_id("evt"),
            type=event_type,
            created=self.now(),
            livemode=self.livemode,
            data=json.dumps(data),
            cause=self.cause,
            pending_webhooks=len(listening),
            api_version=self.api_version,
            older=self._older(data, listening),
            recorded=self.world.clock,
        )
        self.events.append(event)
        self.stats["events"] += 1
        self.world.publish(self, event)

    def version_of(self, endpoint: Object) -> str:
        """Give the version a webhook endpoint is written to in: its own, or the account's."""
        version: str = endpoint["api_version"] or self.api_version
        return version

    def _older(self, data: Object, listening: list[Object]) -> dict[str, str]:
        """Freeze the data in every older version that somebody will read it in."""
        versions = {self.api_version, *map(self.version_of, listening)} - {API_VERSION}
        return {each: json.dumps(rendered_data(data, self, each)) for each in sorted(versions)}
