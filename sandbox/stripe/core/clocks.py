"""Test clocks: whose time an object lives in (https://docs.stripe.com/billing/testing/test-clocks).

A customer belongs to a test clock for good; so does everything that is the customer's. Whatever is
done to such an object is done at the time its clock shows, and its due work waits for that clock.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from heapq import heappop
from typing import TYPE_CHECKING

from sandbox.stripe.core.due import TASKS
from sandbox.stripe.core.store import Object

if TYPE_CHECKING:
    from sandbox.stripe.core.account import Account

KIND = "test_helpers.test_clock"
OWNERS = ("customer", "subscription", "invoice", "payment_intent")
"""Fields that lead to the customer."""

REAL_TIME = frozenset({"charge", "payment_intent"})
"""Kinds whose ``created`` is the real time even so: github.com/stripe/stripe-python/issues/1183."""


def clock_of(account: "Account", ids: Iterable[str]) -> str | None:
    """Find the test clock of the first of these ids that lives by one."""
    if not account.store.kinds[KIND]:
        return None
    found = (_clock_of_id(account, each) for each in ids)
    return next((clock for clock in found if clock is not None), None)


def words(value: object) -> Iterator[str]:
    """List every text in the parameters of a request: one of them may be an id."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from words(inner)
        case list():
            for inner in value:
                yield from words(inner)


def without_clocks(account: "Account", objects: list[Object]) -> list[Object]:
    """Leave out what lives by a test clock."""
    if not account.store.kinds[KIND]:
        return objects
    return [each for each in objects if _clock_of_object(account, each) is None]


@contextmanager
def living_by(account: "Account", clock: str | None) -> Iterator[None]:
    """Do some work in the time of a test clock."""
    before = account.test_clock, account.moment
    account.test_clock = clock
    if clock is not None:
        account.moment = account.get(KIND, clock)["frozen_time"]
    try:
        yield
    finally:
        account.test_clock, account.moment = before


def catch_up(account: "Account", clock: str | None, to: int | None = None) -> None:
    """Run what is due by a test clock, each piece at its own instant."""
    if clock is None or clock not in account.clock_work:
        return
    with living_by(account, clock):
        until = account.moment if to is None else to
        waiting = account.clock_work[clock]
        while waiting and waiting[0].when <= until:
            due = heappop(waiting)
            account.moment = max(account.moment, due.when)
            TASKS[due.task](account, due.object_id)


def live_by(account: "Account", obj: Object) -> None:
    """Mark a new object as belonging to the test clock at hand."""
    if obj.get("test_clock", "") is None:
        obj["test_clock"] = account.test_clock
    if obj["object"] in REAL_TIME:
        obj["created"] = account.world.clock


def _clock_of_id(account: "Account", object_id: str) -> str | None:
    if object_id in account.store.kinds[KIND]:
        return object_id
    item = account.facts.get(object_id, {}).get("subscription")
    found = account.anything(item or object_id)
    return _clock_of_object(account, found) if found else None


def _clock_of_object(account: "Account", obj: Object) -> str | None:
    clock: str | None = obj.get("test_clock")
    if clock is not None:
        return clock
    owner = next((obj[name] for name in OWNERS if isinstance(obj.get(name), str)), None)
    found = account.anything(owner) if owner else None
    return _clock_of_object(account, found) if found else None
