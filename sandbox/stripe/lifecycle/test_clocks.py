"""How far a test clock may go, and what happens on the way.

https://docs.stripe.com/api/test_clocks/advance and
https://docs.stripe.com/billing/testing/test-clocks/api-advanced-usage
"""

from sandbox.stripe.billing.calendar import Cycle
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.clocks import KIND, catch_up
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import terms

MOST_CUSTOMERS = 3
MOST_SUBSCRIPTIONS = 3
"""Per clock, and per customer of a clock (docs: API and advanced usage)."""

ADVANCE = "test_clock.advance"
_AHEAD = 2
"""Intervals of the shortest subscription, or years when there is none."""


def customers(account: Account, clock_id: str) -> list[Object]:
    """List the customers of a clock."""
    return [each for each in account.all("customer") if each["test_clock"] == clock_id]


def check_room(account: Account, clock_id: str | None) -> None:
    """Refuse a customer too many; the wording is inferred."""
    if clock_id is None:
        return
    account.get(KIND, clock_id, param="test_clock")
    if len(customers(account, clock_id)) >= MOST_CUSTOMERS:
        message = f"You can only have up to {MOST_CUSTOMERS} customers per test clock."
        raise invalid_request(message, param="test_clock")


def check_room_for_subscription(account: Account, customer: Object) -> None:
    """Refuse a subscription too many of a customer who lives by a clock; wording inferred."""
    if customer.get("test_clock") is None:
        return
    mine = account.where("subscription", "customer", customer["id"])
    if sum(each["status"] not in terms.OVER for each in mine) >= MOST_SUBSCRIPTIONS:
        message = (
            f"You can only have up to {MOST_SUBSCRIPTIONS} subscriptions per customer on a test "
            "clock."
        )
        raise invalid_request(message, param="customer")


def furthest(account: Account, clock: Object) -> int:
    """Say how far the clock may be advanced at once."""
    now: int = clock["frozen_time"]
    rhythms = [
        Cycle(now, price["recurring"]["interval"], price["recurring"]["interval_count"])
        for price in _prices(account, clock)
    ]
    return min(each.boundary(_AHEAD) for each in rhythms or [Cycle(now, "year")])


@task(ADVANCE)
def advance(account: Account, clock_id: str) -> None:
    """Carry everything that lives by the clock to its new time."""
    clock = account.find(KIND, clock_id)
    if clock is None or clock["status"] != "advancing":
        return
    target = clock["status_details"]["advancing"]["target_frozen_time"]
    settled = {"frozen_time": target, "status_details": {"advancing": None}}
    try:
        catch_up(account, clock_id, target)
    except StripeError:
        failed = {**settled, "status": "internal_failure"}
        account.change(clock, failed, "test_helpers.test_clock.internal_failure")
    else:
        account.change(clock, {**settled, "status": "ready"}, "test_helpers.test_clock.ready")


@task("test_clock.delete")
def expire(account: Account, clock_id: str) -> None:
    """A forgotten clock is deleted after a while."""
    clock = account.find(KIND, clock_id)
    if clock is not None:
        delete(account, clock)


def delete(account: Account, clock: Object) -> None:
    """Delete the clock with all that lives by it; nothing but the clock's own end is told
    [inferred]."""
    gone = {each["id"] for each in customers(account, clock["id"])}
    for kind in list(account.store.kinds):
        for obj in account.all(kind):
            if obj["id"] in gone or obj.get("customer") in gone:
                account.remove(obj)
    account.clock_work.pop(clock["id"], None)
    account.remove(clock, "test_helpers.test_clock.deleted")


def _prices(account: Account, clock: Object) -> list[Object]:
    """List the prices of the subscriptions and schedules of a clock."""
    mine = {each["id"] for each in customers(account, clock["id"])}
    running = [
        item["price"]
        for each in account.all("subscription")
        if each["customer"] in mine and each["status"] not in terms.OVER
        for item in terms.items(each)
    ]
    planned = [
        account.get("price", item["price"])
        for each in account.all("subscription_schedule")
        if each["customer"] in mine and each["status"] == "not_started"
        for phase in each["phases"]
        for item in phase["items"]
    ]
    return running + planned
