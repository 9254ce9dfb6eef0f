"""Custom fields of contacts, as somebody in the location or the API adds them."""

import re

from sandbox.highlevel.core.errors import bad_request, invalid
from sandbox.highlevel.core.records import CustomField, Location
from sandbox.highlevel.core.world import World

KINDS = (
    *("TEXT", "LARGE_TEXT", "NUMERICAL", "PHONE", "MONETORY", "CHECKBOX", "SINGLE_OPTIONS"),
    *("MULTIPLE_OPTIONS", "FLOAT", "TIME", "DATE", "TEXTBOX_LIST", "FILE_UPLOAD", "SIGNATURE"),
    *("RADIO", "EMAIL"),
)
"""MONETORY is HighLevel's spelling [T]."""


def make(world: World, location: Location, name: str, kind: str = "TEXT") -> CustomField:
    """Add a field; its key is made of the name, and a key is taken once [U]."""
    if kind not in KINDS:
        raise invalid(f"dataType must be one of the following values: {', '.join(KINDS)}")
    key = "contact." + re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")
    mine = [each for each in world.state.fields.values() if each.location == location.id]
    if any(each.key == key for each in mine):
        raise bad_request(f"A custom field with the key {key} already exists")
    made = CustomField(world.id("fields"), location.id, name, key, kind, position=len(mine) * 50)
    world.state.fields[made.id] = made
    return made
