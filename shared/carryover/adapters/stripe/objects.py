"""Reads accounts at Stripe (``ports.stripe_objects.StripeObjects``, ``sync.provider.Provider``)."""

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from carryover.adapters.stripe.answers import Answer, Missing
from carryover.adapters.stripe.doors import Doors
from carryover.adapters.stripe.translate.state import state_of
from carryover.adapters.stripe.translate.subscription import shows_every_item
from carryover.adapters.stripe.translate.telling import AT_ONCE, TELLING
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.facts import CustomerState, State, StateSeen
from carryover.kernel.identity import Kind, ObjectRef
from carryover.ports.stripe_objects import Gone, Page, RawEvent
from carryover.sync.model import Listing, Unreadable

PAGE: Final = 100
"""Objects per page, the most Stripe gives (docs.stripe.com/api/pagination)."""

LISTS: Final[Mapping[Kind, tuple[str, Mapping[str, str]]]] = {
    Kind.CUSTOMER: ("customers", {}),
    Kind.SUBSCRIPTION: ("subscriptions", {"status": "all"}),
    Kind.INVOICE: ("invoices", {}),
}
"""Without ``status=all`` cancelled subscriptions are left out (docs.stripe.com/api/subscriptions/
list)."""

FOOTHOLDS: Final = 5
"""Ids a cursor names. An object deleted between two pages is no place to go on from, but the one
listed before it is: nothing is listed twice, as the deleted one is not listed any more."""


@dataclass(frozen=True, slots=True)
class StripeReader:
    """Reads what Stripe shows to each account's key, and says it in our words."""

    doors: Doors

    def accounts(self) -> Sequence[str]:
        """Name them as the secret does now."""
        return sorted(self.doors.keys.reread())

    def now(self, account: str) -> Seconds:
        """Read Stripe's clock off a small answer."""
        return self.doors.get(account, "events", {"limit": 1}).latest

    def read(self, ref: ObjectRef) -> StateSeen | Gone:
        """Look at one object."""
        resource, _ = LISTS[ref.kind]
        try:
            answer = self.doors.get(ref.account, f"{resource}/{quote(ref.id, safe='')}", {})
        except Missing:
            return Gone(ref)
        if ref.kind is Kind.CUSTOMER and answer.data.get("deleted"):
            return self._tombstone(ref, answer)
        return _seen(ref.account, self._whole(ref.account, answer))

    def page(self, account: str, kind: Kind, *, after: str | None) -> Listing:
        """List objects; one that is not as documented is set aside with its sentence."""
        resource, filters = LISTS[kind]
        answer = self._list(account, resource, filters, after)
        items: list[StateSeen] = []
        unreadable: list[Unreadable] = []
        for raw in answer.data["data"]:
            one = self._whole(account, replace(answer, data=raw))
            try:
                items.append(_seen(account, one))
            except NeedsReview as doubt:
                created = raw.get("created")
                when = created if isinstance(created, int) else None
                unreadable.append(Unreadable(str(raw.get("id")), when, doubt.sentence))
        return Listing(items, _next(answer), unreadable)

    def event(self, account: str, event_id: str) -> RawEvent | None:
        """Read one event by its id."""
        try:
            return _event(self.doors.get(account, f"events/{quote(event_id, safe='')}", {}).data)
        except Missing:
            return None

    def events(
        self, account: str, *, since: Seconds, until: Seconds, after: str | None
    ) -> Page[RawEvent]:
        """List events. Stripe lists them inside a page's JSON, so each is written out again:
        the same names, values and order as Stripe's, not the same white space, and in ASCII, for
        half an emoji (a metadata value cut in the middle) can be written in nothing else. There
        are more types than one request may name, so the list is read once for each part of them."""
        some, place = _of_types(after)
        types = list(TELLING[some : some + AT_ONCE])
        wanted = {"created": {"gte": since, "lte": until}, "types": types}
        answer = self._list(account, "events", wanted, place)
        return Page([_event(raw) for raw in answer.data["data"]], _on(some, _next(answer)))

    def _list(
        self, account: str, resource: str, filters: Mapping[str, Any], after: str | None
    ) -> Answer:
        """Get one page, from the first foothold that still exists."""
        for foothold in after.split(",") if after else [None]:
            place = {"starting_after": foothold} if foothold else {}
            with suppress(Missing):
                return self.doors.get(account, resource, {**filters, **place, "limit": PAGE})
        raise NeedsReview(
            f"{resource} of {account}",
            f"Stripe no longer knows the last {FOOTHOLDS} {resource} of the page before, so the "
            "walk cannot go on from there. Start it again.",
        )

    def _whole(self, account: str, answer: Answer) -> Answer:
        """Complete a subscription of more than ten items (docs.stripe.com/api/subscriptions/
        object: ``items`` is a list that is cut like any other).

        The pieces are read one after the other, so the state is dated over all of them.
        """
        raw = answer.data
        if raw.get("object") != Kind.SUBSCRIPTION or shows_every_item(raw):
            return answer
        items: list[dict[str, Any]] = []
        after, latest = None, answer.latest
        while True:
            some = self._list(account, "subscription_items", {"subscription": raw["id"]}, after)
            items.extend(some.data["data"])
            after, latest = _next(some), max(latest, some.latest)
            if after is None:
                break
        whole = {**raw, "items": {**raw["items"], "data": items, "has_more": False}}
        return replace(answer, data=whole, latest=latest)

    def _tombstone(self, ref: ObjectRef, answer: Answer) -> StateSeen:
        """Of a deleted customer Stripe tells the id and nothing else, not even when it began."""
        livemode = self.doors.keys.of(ref.account).livemode
        state = CustomerState(id=ref.id, created=0, livemode=livemode, deleted=True)
        return _evidence(ref.account, answer, state)


def _seen(account: str, answer: Answer) -> StateSeen:
    return _evidence(account, answer, state_of(answer.data))


def _evidence(account: str, answer: Answer, state: State) -> StateSeen:
    return StateSeen(
        account=account,
        evidence=f"read:{answer.request}",
        earliest=answer.earliest,
        latest=answer.latest,
        state=state,
    )


def _event(raw: Mapping[str, Any]) -> RawEvent:
    return RawEvent(raw["id"], raw["created"], json.dumps(raw))


def _next(answer: Answer) -> str | None:
    """Name the last objects of a page, nearest first, or nothing when it was the last page."""
    if not answer.data["has_more"]:
        return None
    last = answer.data["data"][-FOOTHOLDS:]
    return ",".join(raw["id"] for raw in reversed(last))


def _of_types(after: str | None) -> tuple[int, str | None]:
    """Read a cursor of events: which part of the types (by its first), and where in its list."""
    some, _, place = (after or "0:").rpartition(":")
    return int(some or 0), place or None


def _on(some: int, place: str | None) -> str | None:
    """Go on in this part of the types, or begin the next one."""
    if place is not None:
        return f"{some}:{place}"
    return f"{some + AT_ONCE}:" if some + AT_ONCE < len(TELLING) else None
