"""Meters: https://docs.stripe.com/api/billing/meter.

They take readings and add them up; prices that bill by them are not implemented here.
"""

from decimal import Decimal, InvalidOperation

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.billing.usage import aggregated
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.meter import meter, summary

KIND = "billing.meter"
OLDEST, AHEAD = 35 * DAY, 300
"""Seconds that a reading may lie back or ahead (docs: meter event, ``timestamp``)."""
UNIQUE_FOR = DAY
"""Seconds for which an identifier is taken (docs: meter event, ``identifier``)."""
MINUTE = 60

_METERS = "/v1/billing/meters"


@route("POST", _METERS, params="billing.MeterCreateParams")
@implemented(
    "customer_mapping", "default_aggregation", "display_name", "event_name", "event_time_window",
    "value_settings",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a meter; one event name belongs to one active meter."""
    if _listening(call.account, call.params["event_name"]) is not None:
        raise _name_taken(call.params["event_name"])
    return call.account.add(meter(call.account, call.params), "billing.meter.created")


@route("GET", f"{_METERS}/{{id}}", params="billing.MeterRetrieveParams")
def retrieve(call: Call, meter_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, meter_id)


@route("POST", f"{_METERS}/{{id}}", params="billing.MeterUpdateParams")
@implemented("display_name")
def update(call: Call, meter_id: str) -> Object:
    """Rename one."""
    found = call.account.get(KIND, meter_id)
    changes = {**call.given("display_name"), "updated": call.account.now()}
    return call.account.change(found, changes, "billing.meter.updated")


@route("POST", f"{_METERS}/{{id}}/deactivate", params="billing.MeterDeactivateParams")
def deactivate(call: Call, meter_id: str) -> Object:
    """Take no more readings."""
    return _switched(call.account, meter_id, "inactive", call.account.now())


@route("POST", f"{_METERS}/{{id}}/reactivate", params="billing.MeterReactivateParams")
def reactivate(call: Call, meter_id: str) -> Object:
    """Take readings again, if no other meter has taken over the name."""
    found = call.account.get(KIND, meter_id)
    if found["status"] == "inactive" and _listening(call.account, found["event_name"]):
        raise _name_taken(found["event_name"])
    return _switched(call.account, meter_id, "active", None)


@route("GET", _METERS, params="billing.MeterListParams")
@implemented("status")
def index(call: Call) -> Object:
    """List meters."""
    return call.listing(call.account.all(KIND), status=call.params.get("status"))


@route("POST", "/v1/billing/meter_events", params="billing.MeterEventCreateParams")
@implemented("event_name", "identifier", "payload", "timestamp")
def read(call: Call) -> Object:
    """Take a reading: "validated synchronously, processed asynchronously" (docs); the wording of
    the refusals is inferred."""
    account, params, now = call.account, call.params, call.account.now()
    found = _listening(account, params["event_name"])
    if found is None:
        message = f"No active meter found for event name {params['event_name']}."
        raise invalid_request(message, param="event_name", code="resource_missing")
    at = params.get("timestamp", now)
    _check_instant(at, now)
    readings = account.facts.setdefault(found["id"], {}).setdefault("readings", [])
    reading = {
        "identifier": params.get("identifier") or account.new_id("evt")[4:],
        "customer": _customer(account, found, params["payload"]),
        "value": _value(found, params["payload"]),
        "at": at,
        "taken": now,
    }
    _check_new(reading, readings)
    readings.append(reading)
    return {
        "object": "billing.meter_event",
        "created": now,
        "event_name": params["event_name"],
        "identifier": reading["identifier"],
        "livemode": account.livemode,
        "payload": params["payload"],
        "timestamp": at,
    }


@route("GET", f"{_METERS}/{{id}}/event_summaries", params="billing.MeterListEventSummariesParams")
@implemented("customer", "end_time", "start_time")
def summaries(call: Call, meter_id: str) -> Object:
    """Sum up one customer's readings between two instants."""
    account, params = call.account, call.params
    found = account.get(KIND, meter_id)
    account.get("customer", params["customer"], param="customer")
    start, end = params["start_time"], params["end_time"]
    for name, instant in (("start_time", start), ("end_time", end)):
        if instant % MINUTE:
            message = f"{name} must be aligned with minute boundaries."
            raise invalid_request(message, param=name)
    mine = [
        each
        for each in account.facts.get(meter_id, {}).get("readings", [])
        if each["customer"] == params["customer"] and start <= each["at"] < end
    ]
    values = [each["value"] for each in sorted(mine, key=lambda each: int(each["at"]))]
    total = aggregated(found["default_aggregation"]["formula"], values)
    found_some = [summary(account, meter_id, total, start, end)] if values else []
    return page(found_some, params, call.path)


def _switched(account: Account, meter_id: str, status: str, at: int | None) -> Object:
    found = account.get(KIND, meter_id)
    if found["status"] == status:
        raise invalid_request(f"This meter is already {status}.")
    changes = {
        "status": status,
        "status_transitions": {"deactivated_at": at},
        "updated": account.now(),
    }
    event = "deactivated" if status == "inactive" else "reactivated"
    return account.change(found, changes, f"billing.meter.{event}")


def _listening(account: Account, event_name: str) -> Object | None:
    active = (each for each in account.all(KIND) if each["status"] == "active")
    return next((each for each in active if each["event_name"] == event_name), None)


def _customer(account: Account, found: Object, payload: Object) -> str:
    key = found["customer_mapping"]["event_payload_key"]
    if key not in payload:
        raise _lacking(key)
    account.get("customer", payload[key], param=f"payload[{key}]")
    return str(payload[key])


def _value(found: Object, payload: Object) -> str:
    key = found["value_settings"]["event_payload_key"]
    if found["default_aggregation"]["formula"] == "count" and key not in payload:
        return "1"
    if key not in payload:
        raise _lacking(key)
    try:
        finite = Decimal(payload[key]).is_finite()
    except InvalidOperation:
        finite = False
    if not finite:
        message = f"Invalid numeric value for payload key {key}: {payload[key]}"
        raise invalid_request(message, param=f"payload[{key}]")
    return str(payload[key])


def _check_instant(at: int, now: int) -> None:
    if not now - OLDEST <= at <= now + AHEAD:
        message = (
            "The timestamp must be within the past 35 calendar days or up to 5 minutes in the "
            "future."
        )
        raise invalid_request(message, param="timestamp")


def _check_new(reading: Object, readings: list[Object]) -> None:
    for each in readings:
        fresh = reading["taken"] - each["taken"] < UNIQUE_FOR
        if fresh and each["identifier"] == reading["identifier"]:
            message = f"An event already exists with identifier {reading['identifier']}."
            raise invalid_request(message, param="identifier")


def _lacking(key: str) -> StripeError:
    message = f"The payload must contain the key {key}."
    return invalid_request(message, param=f"payload[{key}]", code="parameter_missing")


def _name_taken(name: str) -> StripeError:
    message = f"There is an active meter with the event name {name} already."
    return invalid_request(message, param="event_name")
