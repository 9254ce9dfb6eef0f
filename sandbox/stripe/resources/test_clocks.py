"""Test clocks: https://docs.stripe.com/api/test_clocks."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.clocks import KIND
from sandbox.stripe.core.errors import invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import test_clocks

LIFETIME = 7 * 86_400
"""Seconds until a clock deletes itself, as in the example object of the API reference."""

_PATH = "/v1/test_helpers/test_clocks"


@route("POST", _PATH, params="test_helpers.TestClockCreateParams")
@implemented("customer", "frozen_time", "name")
def create(call: Call) -> Object:
    """Make a clock that stands at some time, past or future."""
    account, params = call.account, call.params
    if account.livemode:
        message = "Test clocks cannot be used in live mode."
        raise invalid_request(message)
    if "customer" in params:
        _check_unused(account, params["customer"])
    now = account.world.clock
    clock = {
        "id": account.new_id("clock"),
        "object": KIND,
        "created": now,
        "deletes_after": now + LIFETIME,
        "frozen_time": params["frozen_time"],
        "livemode": account.livemode,
        "name": params.get("name"),
        "status": "ready",
        "status_details": {"advancing": None},
    }
    account.add(clock, "test_helpers.test_clock.created")
    _in_real_time(account, clock["deletes_after"], "test_clock.delete", clock["id"])
    if "customer" in params:
        customer = account.get("customer", params["customer"])
        account.change(customer, {"test_clock": clock["id"]}, "customer.updated")
    return clock


@route("GET", f"{_PATH}/{{id}}", params="test_helpers.TestClockRetrieveParams")
def retrieve(call: Call, clock_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, clock_id)


@route("POST", f"{_PATH}/{{id}}/advance", params="test_helpers.TestClockAdvanceParams")
@implemented("frozen_time")
def advance(call: Call, clock_id: str) -> Object:
    """Start to move a clock; by the next request it has arrived."""
    account, target = call.account, call.params["frozen_time"]
    clock = account.get(KIND, clock_id)
    if clock["status"] != "ready":
        raise invalid_request(f"The test clock is not ready: its status is {clock['status']}.")
    if target <= clock["frozen_time"]:
        message = "frozen_time must be after the test clock's current frozen time."
        raise invalid_request(message, param="frozen_time")
    if target > test_clocks.furthest(account, clock):
        message = (
            "frozen_time cannot be more than two intervals in the future from the shortest "
            "subscription in this test clock, or two years if there is none."
        )
        raise invalid_request(message, param="frozen_time")
    moving = {
        "status": "advancing",
        "status_details": {"advancing": {"target_frozen_time": target}},
    }
    account.change(clock, moving, "test_helpers.test_clock.advancing")
    _in_real_time(account, account.world.clock, test_clocks.ADVANCE, clock_id)
    return clock


@route("DELETE", f"{_PATH}/{{id}}", params="test_helpers.TestClockDeleteParams")
def delete(call: Call, clock_id: str) -> Object:
    """Delete a clock and everything that lives by it."""
    test_clocks.delete(call.account, call.account.get(KIND, clock_id))
    return call.account.deleted[clock_id]


@route("GET", _PATH, params="test_helpers.TestClockListParams")
def index(call: Call) -> Object:
    """List the clocks."""
    return call.listing(call.account.all(KIND))


def _check_unused(account: Account, customer_id: str) -> None:
    customer = account.get("customer", customer_id, param="customer")
    if customer["test_clock"] is not None:
        message = f"The customer {customer_id} is attached to a test clock already."
        raise invalid_request(message, param="customer")
    if any(account.where("subscription", "customer", customer_id)):
        raise not_implemented("attaching a customer with subscriptions to a test clock")


def _in_real_time(account: Account, when: int, task: str, clock_id: str) -> None:
    world = account.world
    world.schedule(world.planned(when, task, account.alias, clock_id))
