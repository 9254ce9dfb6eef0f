"""Events: https://docs.stripe.com/api/events. Readable for 30 days of sandbox time."""

import re

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, resource_missing
from sandbox.stripe.core.events import RETENTION
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route

MOST_TYPES = 20
"""How many ``types`` one request may name."""


@route("GET", "/v1/events/{id}", params="EventRetrieveParams")
def retrieve(call: Call, event_id: str) -> Object:
    """Show one."""
    _forget(call.account)
    event = call.account.events.shown(event_id)
    if event is None:
        raise resource_missing("event", event_id)
    return event


@route("GET", "/v1/events", params="EventListParams")
@implemented("type", "types")
def index(call: Call) -> Object:
    """List events, newest first; ``type`` may hold a wildcard, ``types`` names up to twenty."""
    _forget(call.account)
    wanted = _wanted(call.params)
    stubs = [
        {"id": event.id, "object": "event", "created": event.created}
        for event in call.account.events
        if wanted is None or wanted.fullmatch(event.type)
    ]
    listed = call.listing(stubs)
    return {**listed, "data": [call.account.events.shown(stub["id"]) for stub in listed["data"]]}


def _wanted(params: Object) -> re.Pattern[str] | None:
    if "type" in params and "types" in params:
        message = "You may only specify one of these parameters: type, types."
        raise invalid_request(message, param="types")
    types = params.get("types", [params["type"]] if "type" in params else [])
    if len(types) > MOST_TYPES:
        raise invalid_request(f"You may name at most {MOST_TYPES} types.", param="types")
    patterns = (re.escape(each).replace(r"\*", ".*") for each in types)
    return re.compile("|".join(patterns)) if types else None


def _forget(account: Account) -> None:
    account.events.forget_before(account.now() - RETENTION)
