"""/contacts: people. No idempotency key exists; an upsert may find somebody else [S]."""

from typing import Annotated, Literal

from pydantic import Field

from sandbox.ground.asking import Reply
from sandbox.highlevel.core.errors import not_implemented
from sandbox.highlevel.core.records import Contact, Dnd, Location
from sandbox.highlevel.core.world import World
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint
from sandbox.highlevel.people import contacts, shapes

DETAILS = {
    "address1": "address1",
    "city": "city",
    "state": "state",
    "postal_code": "postalCode",
    "country": "country",
    "website": "website",
    "timezone": "timezone",
    "company_name": "companyName",
    "source": "source",
    "date_of_birth": "dateOfBirth",
    "gender": "gender",
    "assigned_to": "assignedTo",
}


class DndSetting(Body):
    """How a contact stands to a channel [S: ``DndSettingSchema``]."""

    status: Literal["active", "inactive", "permanent"]
    message: str | None = None
    code: str | None = None

    def record(self) -> Dnd:
        """Write it down."""
        return Dnd(self.status, self.message, self.code)


class FieldValue(Body):
    """A custom field's value; ``fieldValue`` and ``value`` are other versions' words [S]."""

    id: str
    key: str | None = None
    field_value: str | int | float | list[str] | None = None


class Written(Body):
    """What an update can say [S: ``UpdateContactDto``]; null and empty clear a text."""

    first_name: Annotated[str | None, Field(alias="firstName")] = None
    last_name: Annotated[str | None, Field(alias="lastName")] = None
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    address1: str | None = None
    city: str | None = None
    state: str | None = None
    postal_code: Annotated[str | None, Field(alias="postalCode")] = None
    country: str | None = None
    website: str | None = None
    timezone: str | None = None
    source: str | None = None
    date_of_birth: Annotated[str | None, Field(alias="dateOfBirth")] = None
    assigned_to: Annotated[str | None, Field(alias="assignedTo")] = None
    dnd: bool | None = None
    dnd_settings: Annotated[dict[str, DndSetting] | None, Field(alias="dndSettings")] = None
    inbound_dnd: Annotated[dict[str, object] | None, Field(alias="inboundDndSettings")] = None
    tags: list[str] | None = None
    """The whole set: what is not named is taken off the contact [S]."""
    custom_fields: Annotated[list[FieldValue] | None, Field(alias="customFields")] = None


class NewContact(Written):
    """What a creation can say [S: ``CreateContactDto``]."""

    location: Annotated[str, Field(alias="locationId")]
    company_name: Annotated[str | None, Field(alias="companyName")] = None
    gender: str | None = None


class Upsert(NewContact):
    """What an upsert can say [S: ``UpsertContactDto``]."""

    create_if_allowed: Annotated[bool, Field(alias="createNewIfDuplicateAllowed")] = False


@endpoint("POST", "/contacts", scope="contacts.write")
def create(call: Call) -> Reply:
    """Add a contact, if nobody there has the e-mail or the telephone, or that is allowed."""
    said = call.body(NewContact)
    location = call.at(said.location)
    contacts.refuse_duplicate(call.world, location, said.email or "", said.phone or "")
    made = written(call.world, location, said)
    return Reply(201, {"contact": shapes.contact(made)})


@endpoint("POST", "/contacts/upsert", scope="contacts.write")
def upsert(call: Call) -> Reply:
    """Add a contact, or write over the one that is found."""
    said = call.body(Upsert)
    location = call.at(said.location)
    new = said.create_if_allowed and location.allow_duplicates
    found = contacts.matching(call.world, location, said.email or "", said.phone or "")
    if new or found is None:
        made = written(call.world, location, said)
        return done(new=True, contact=shapes.contact(made))
    contact, by = found
    rewrite(call.world, location, contact, _spared(call.world, location, contact, said, by))
    return done(new=False, contact=shapes.contact(contact))


@endpoint("GET", "/contacts/{contact}", scope="contacts.readonly")
def show(call: Call) -> Reply:
    """Show a contact."""
    return done(contact=shapes.contact(call.contact(call.path["contact"])))


@endpoint("PUT", "/contacts/{contact}", scope="contacts.write")
def update(call: Call) -> Reply:
    """Change a contact: what is not named stays; but ``tags`` are all of them [S]."""
    contact, said = call.contact(call.path["contact"]), call.body(Written)
    location = call.world.location(contact.location)
    reached = (said.email or "", said.phone or "")
    contacts.refuse_duplicate(call.world, location, *reached, but=contact.id)
    rewrite(call.world, location, contact, said)
    return done(succeded=True, contact=shapes.contact(contact))


@endpoint("DELETE", "/contacts/{contact}", scope="contacts.write")
def delete(call: Call) -> Reply:
    """Delete a contact; the spelling is HighLevel's [S]."""
    contacts.removed(call.world, call.contact(call.path["contact"]))
    return done(succeded=True)


def written(world: World, location: Location, said: Written) -> Contact:
    """Write a new contact, and tell."""
    made = contacts.draft(world, location)
    _write(world, location, made, said)
    contacts.add(world, made)
    return made


def rewrite(world: World, location: Location, contact: Contact, said: Written) -> None:
    """Write everything or nothing, and tell."""
    before, draft = contacts.copied(contact), contacts.copied(contact)
    _write(world, location, draft, said)
    _write(world, location, contact, said)
    contacts.touched(world, contact, before)


def _spared[Said: Written](
    world: World, location: Location, contact: Contact, said: Said, by: str
) -> Said:
    """Leave out what would take another contact's e-mail or telephone: "ignore the second field
    to prevent duplication" [S]."""
    others = (
        contacts.with_phone(world, location, said.phone or "")
        if by == "email"
        else contacts.with_email(world, location.id, said.email or "")
    )
    if location.allow_duplicates or all(other.id == contact.id for other in others):
        return said
    second = "phone" if by == "email" else "email"
    kept = said.model_dump(by_alias=True, exclude_unset=True, exclude={second})
    return type(said).model_validate(kept)


def _write(world: World, location: Location, contact: Contact, said: Written) -> None:
    if said.inbound_dnd is not None:
        raise not_implemented("inboundDndSettings")
    _write_names(location, contact, said)
    _write_details(contact, said)
    if said.tags is not None:
        contact.tags = contacts.tagged(said.tags)
    if said.custom_fields is not None:
        values = {each.id: each.field_value for each in said.custom_fields}
        contacts.filled(world, contact, values)
    if said.dnd is not None:
        contact.dnd = said.dnd
    for channel, setting in (said.dnd_settings or {}).items():
        contacts.closed(contact, channel, setting.record())


def _write_names(location: Location, contact: Contact, said: Written) -> None:
    named = said.model_fields_set
    if "name" in named:
        contacts.called(contact, said.name or "")
    if "first_name" in named:
        contact.first = said.first_name or ""
    if "last_name" in named:
        contact.last = said.last_name or ""
    if "email" in named:
        contact.email = (said.email or "").strip()
    if "phone" in named:
        contact.phone = contacts.telephone(location, said.phone or "")


def _write_details(contact: Contact, said: Written) -> None:
    for name in said.model_fields_set & DETAILS.keys():
        contact.details.pop(DETAILS[name], None)
        if value := getattr(said, name):
            contact.details[DETAILS[name]] = value
