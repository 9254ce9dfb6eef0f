"""Thin events: https://docs.stripe.com/event-destinations#thin-events. They name the object only.

Of v1 types Stripe sends thin ones as ``v1.…``; an object without an address of its own (a list, a
part of another object) cannot be named.
"""

from datetime import UTC, datetime

from sandbox.stripe.core.events import Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.routing import ROUTES

KINDS = {"invoiceitem": "invoiceitems"}
"""Kinds whose address is not their name and an s."""


def thin(event: Event) -> Object:
    """Show an event as a thin one."""
    about = event.render()["data"]["object"]
    created = datetime.fromtimestamp(event.created, UTC).isoformat(timespec="milliseconds")
    request = {"id": event.cause.request_id, "idempotency_key": event.cause.idempotency_key}
    return {
        "id": event.id,
        "object": "v2.core.event",
        "created": created.replace("+00:00", "Z"),
        "livemode": event.livemode,
        "reason": {"type": "request", "request": request} if request["id"] else None,
        "related_object": _named(about),
        "type": f"v1.{event.type}",
    }


def _named(about: Object) -> Object | None:
    kind = about["object"]
    path = f"/v1/{KINDS.get(kind) or kind.replace('.', '/') + 's'}"
    if ("GET", f"{path}/{{id}}") not in ROUTES:
        return None
    return {"id": about["id"], "type": kind, "url": f"{path}/{about['id']}"}
