"""What can happen to contacts, whoever does it: the API, staff, or the people themselves."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from sandbox.highlevel.core.errors import Refused, bad_request, invalid
from sandbox.highlevel.core.records import Contact, Dnd, Location
from sandbox.highlevel.core.world import World
from sandbox.highlevel.people import shapes

CHANNELS = ("Call", "Email", "SMS", "WhatsApp", "GMB", "FB")


def of(world: World, location: str) -> Iterator[Contact]:
    """List a location's contacts, oldest first."""
    return (each for each in world.state.contacts.values() if each.location == location)


def telephone(location: Location, written: str) -> str:
    """Write a number as E.164 where that is plain; a bare one of ten digits is American in an
    American location [U]."""
    digits = re.sub(r"[\s().-]", "", written)
    if location.country == "US" and re.fullmatch(r"\d{10}", digits):
        return f"+1{digits}"
    return digits


def with_email(world: World, location: str, email: str) -> list[Contact]:
    """Find contacts by e-mail, whatever the case."""
    wanted = email.strip().lower()
    return [each for each in of(world, location) if wanted and each.email.lower() == wanted]


def with_phone(world: World, location: Location, phone: str) -> list[Contact]:
    """Find contacts by telephone."""
    wanted = telephone(location, phone)
    return [each for each in of(world, location.id) if wanted and each.phone == wanted]


def matching(
    world: World, location: Location, email: str, phone: str
) -> tuple[Contact, str] | None:
    """Find who is there already, and by what: in the order of the location's setting [S]."""
    for kind in location.matched_by:
        by_email = with_email(world, location.id, email)
        found = by_email if kind == "email" else with_phone(world, location, phone)
        if found:
            return found[0], kind
    return None


def refuse_duplicate(
    world: World, location: Location, email: str, phone: str, but: str | None = None
) -> None:
    """Refuse an e-mail or a telephone somebody else has, where the setting does [T]."""
    if location.allow_duplicates:
        return
    taken = {
        "email": with_email(world, location.id, email),
        "phone": with_phone(world, location, phone),
    }
    for kind in location.matched_by:
        for other in taken[kind]:
            if other.id != but:
                meta = {"contactId": other.id, "matchingField": kind, "contactName": other.name}
                sentence = "This location does not allow duplicated contacts."
                raise Refused(400, sentence, meta=meta)


def draft(world: World, location: Location) -> Contact:
    """Begin a contact of whom nothing is known yet."""
    return Contact(world.id("contacts"), location.id, world.now, world.now)


def add(world: World, contact: Contact) -> None:
    """Keep a new contact, once everything about it is written, and tell."""
    world.state.contacts[contact.id] = contact
    world.tell("ContactCreate", contact.location, shapes.news(contact))


def touched(world: World, contact: Contact, before: Contact) -> None:
    """Tell what became different of a contact; of nothing, nobody is told [U]."""
    if contact == before:
        return
    contact.updated_at = world.now
    if contact.tags != before.tags:
        world.tell("ContactTagUpdate", contact.location, shapes.news(contact))
    if (contact.dnd, contact.dnds) != (before.dnd, before.dnds):
        body = {**shapes.news(contact), "dndSettings": shapes.dnds(contact)}
        world.tell("ContactDndUpdate", contact.location, body)
    if _written(contact) != _written(before):
        world.tell("ContactUpdate", contact.location, shapes.news(contact))


def copied(contact: Contact) -> Contact:
    """Remember a contact as it is now."""
    return replace(
        contact,
        details={**contact.details},
        fields={**contact.fields},
        tags=[*contact.tags],
        dnds={**contact.dnds},
    )


def called(contact: Contact, name: str) -> None:
    """Take a whole name apart at its first space [U]."""
    contact.first, _, contact.last = name.strip().partition(" ")


def tagged(tags: Iterable[str]) -> list[str]:
    """Write tags as HighLevel keeps them: in lower case [T], each once, in their order."""
    return list(dict.fromkeys(tag.strip().lower() for tag in tags if tag.strip()))


def filled(world: World, contact: Contact, values: Mapping[str, object]) -> None:
    """Write custom fields by id; an empty value clears one. A field nobody added is refused [U]:
    here rather than lost."""
    for key in values:
        custom = world.state.fields.get(key)
        if custom is None or custom.location != contact.location:
            raise invalid(f"customFields: {key} is no field of this location")
    for key, value in values.items():
        contact.fields.pop(key, None)
        if value not in ("", None, []):
            contact.fields[key] = value


def closed(contact: Contact, channel: str, said: Dnd, *, by_contact: bool = False) -> None:
    """Close or open a channel. What the person closed is permanent: nobody else lifts it [T]."""
    if channel not in CHANNELS:
        raise invalid(f"dndSettings.{channel} should not exist")
    held = contact.dnds.get(channel)
    if held and held.status == "permanent" and said.status != "permanent" and not by_contact:
        raise bad_request(f"Not authorized to update permanent dnd setting for {channel}")
    contact.dnds[channel] = said


def removed(world: World, contact: Contact) -> None:
    """Delete a contact; what was sold to it and said with it stays [U]."""
    del world.state.contacts[contact.id]
    world.tell("ContactDelete", contact.location, shapes.news(contact))


def _written(contact: Contact) -> tuple[object, ...]:
    names = (contact.email, contact.phone, contact.first, contact.last)
    return (*names, contact.details, contact.fields)
