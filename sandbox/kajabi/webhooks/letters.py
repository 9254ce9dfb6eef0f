"""What is sent, and where to: a listener of the world.

Both families are unsigned. Bodies are written at the instant of the event: one that arrives late
still says what was true then.
"""

import json
from collections.abc import Iterator
from uuid import UUID

from sandbox.ground.asking import Object
from sandbox.ground.letters import Letter
from sandbox.kajabi.core.records import DashboardWebhook, Hook
from sandbox.kajabi.core.world import Happening, What, World
from sandbox.kajabi.http import sales, shapes
from sandbox.kajabi.webhooks.dashboard import payment_succeeded, purchase_created

ORIGIN = "https://api.kajabi.com"

HOOK_EVENTS = {
    What.OFFER_PURCHASED: "purchase",
    What.PAYMENT_SUCCEEDED: "payment_succeeded",
    What.TAG_ADDED: "tag_added",
    What.TAG_REMOVED: "tag_removed",
}
"""A grant is no purchase and has no event; nor has anything that ends (spec, the whole list)."""
DASHBOARD_EVENTS = {
    What.OFFER_PURCHASED: ("purchase.created", purchase_created),
    What.PAYMENT_SUCCEEDED: ("payment.succeeded", payment_succeeded),
}


def letters(world: World, happening: Happening) -> Iterator[Letter]:
    """Write to everyone who wants to hear of this."""
    site = happening.contact.site
    for hook in list(world.state.hooks.values()):
        if hook.site == site and _wanted(hook, happening):
            yield _letter(world, hook.url, hook.event, hook_body(world, happening))
    for webhook in list(world.state.dashboard_webhooks.values()):
        if webhook.site == site and (body := dashboard_body(world, happening, webhook)):
            yield _letter(world, webhook.url, webhook.event, body)


def trial_letter(world: World, webhook: DashboardWebhook) -> Letter:
    """Write what the dashboard's test button sends: ids are 0 (Kajabi's own test body)."""
    payload: Object = {"offer_id": 0, "offer_title": "Test", "offer_reference": "kajabi_offer_0"}
    payload |= {"member_id": 0, "member_email": "test@example.com", "member_name": "Test"}
    body = {"id": _uuid(world), "event": webhook.event, "payload": payload}
    return _letter(world, webhook.url, webhook.event, body)


def hook_body(world: World, happening: Happening) -> Object:
    """Write to an API hook: ``id`` names the resource that triggered it, not the delivery."""
    parts = [_bare(each) for each in _parts(world, happening)]
    return {"id": parts[0]["id"], "event": HOOK_EVENTS[happening.what], "payload": parts}


def dashboard_body(world: World, happening: Happening, webhook: DashboardWebhook) -> Object | None:
    """Write to a dashboard webhook: ``id`` is a UUID of its own; None: it is about other things."""
    event, write = DASHBOARD_EVENTS.get(happening.what, ("", None))
    if write is None or event != webhook.event:
        return None
    payload = write(world, happening, nested=webhook.nested)
    return {"id": _uuid(world), "event": event, "payload": payload}


def _wanted(hook: Hook, happening: Happening) -> bool:
    """``resource_id`` names a tag; for the other events, an offer [inferred]."""
    named = hook.resource in {None, happening.subject}
    return named and hook.event == HOOK_EVENTS.get(happening.what)


def _parts(world: World, happening: Happening) -> list[Object]:
    """List the resources of a body in the order of the samples."""
    who = happening.contact
    match happening:
        case Happening(what=What.OFFER_PURCHASED, access=access) if access:
            offer = world.offer(access.offer)
            bought = sales.purchase(world, access, ORIGIN)
            sold = sales.offer(world, offer, ORIGIN)
            return [bought, sold, shapes.customer(world, who, ORIGIN)]
        case Happening(what=What.PAYMENT_SUCCEEDED, transaction=key) if key:
            paid = sales.transaction(world, world.state.transactions[key], ORIGIN)
            return [paid, shapes.customer(world, who, ORIGIN)]
        case _:
            tag = shapes.tag(world, world.tag(happening.subject), ORIGIN)
            return [shapes.contact(world, who, ORIGIN), tag]


def _bare(part: Object) -> Object:
    """Leave out of a contact what the samples do not show: its tags, offers and customer."""
    if part["type"] != "contacts":
        return part
    return {**part, "relationships": {"site": part["relationships"]["site"]}}


def _letter(world: World, url: str, event: str, body: Object) -> Letter:
    taken = world.state.taken
    taken["letters"] = taken.get("letters", 0) + 1
    return Letter(taken["letters"], url, event, json.dumps(body).encode(), world.now)


def _uuid(world: World) -> str:
    taken = world.state.taken
    taken["uuids"] = taken.get("uuids", 0) + 1
    return str(UUID(int=int(world.chance("uuid", taken["uuids"]) * 2**56) << 64, version=4))
