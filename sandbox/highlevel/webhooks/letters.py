"""What is sent, and where to: to every app that is installed, has an address, and chose the event.

Bodies are written at the instant of the event: one that arrives late says what was true then.
"""

import json
from collections.abc import Iterator

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import instant
from sandbox.ground.letters import Letter
from sandbox.highlevel.core.keys import App
from sandbox.highlevel.core.world import Happening, World
from sandbox.highlevel.people.granting import installed

EVENTS = (
    *("ContactCreate", "ContactUpdate", "ContactDelete", "ContactTagUpdate", "ContactDndUpdate"),
    *("OrderCreate", "OrderStatusUpdate", "InvoiceCreate", "InvoicePaid", "InvoicePartiallyPaid"),
    *("InvoiceVoid", "TaskCreate", "NoteCreate", "InboundMessage", "OutboundMessage"),
    *("INSTALL", "UNINSTALL"),
)
"""What is played of the documented list [D]; it has nothing for subscriptions or transactions."""
UNNAMED = frozenset({"InvoiceCreate", "InvoicePaid", "InvoicePartiallyPaid", "InvoiceVoid"})
"""Their documented bodies have no ``type`` and no ``locationId`` [D]: only ``altId``."""


def letters(world: World, happening: Happening) -> Iterator[Letter]:
    """Write to everyone who wants to hear of this."""
    for app in _readers(world, happening):
        if app.webhook_url and happening.event in (app.events or EVENTS):
            body = json.dumps(_body(world, happening, app)).encode()
            number = world.count("letters")
            yield Letter(number, app.webhook_url, happening.event, body, world.now)


def _readers(world: World, happening: Happening) -> list[App]:
    if happening.app is not None:
        return [world.state.apps[happening.app]]
    unique = {app.client_id: app for app in installed(world, happening.location)}
    return list(unique.values())


def _body(world: World, happening: Happening, app: App) -> Object:
    """Write a flat body; ``webhookId`` names the delivery, and a repeated one keeps it [D]."""
    named: Object = {"type": happening.event}
    if happening.location:
        named["locationId"] = happening.location
    return {
        **({} if happening.event in UNNAMED else named),
        **happening.body,
        "timestamp": instant(world.now),
        "webhookId": world.uuid("webhooks"),
        "appId": app.id,
        "versionId": app.version,
    }
