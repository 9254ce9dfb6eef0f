"""People as HighLevel shows them: in its API, and at the head of its webhooks."""

from dataclasses import asdict

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import instant
from sandbox.highlevel.core.records import Contact


def contact(who: Contact) -> Object:
    """Show a contact in the API [S: ``GetContectByIdSchema``]; empty fields are left out [U]."""
    shown: Object = {
        **_person(who),
        "emailLowerCase": who.email.lower(),
        "firstNameLowerCase": who.first.lower(),
        "lastNameLowerCase": who.last.lower(),
        "fullNameLowerCase": who.name.lower(),
        "dateUpdated": instant(who.updated_at),
        "dndSettings": dnds(who),
        "type": "lead",
    }
    return {name: value for name, value in shown.items() if value not in ("", None)}


def news(who: Contact) -> Object:
    """Write the body of a contact's webhooks, flat [D]."""
    return {name: value for name, value in _person(who).items() if value not in ("", None)}


def dnds(who: Contact) -> Object:
    """Show how a contact stands to each channel."""
    shown = {channel: asdict(said) for channel, said in who.dnds.items()}
    return {
        channel: {name: value for name, value in said.items() if value is not None}
        for channel, said in shown.items()
    }


def _person(who: Contact) -> Object:
    fields = [{"id": key, "value": value} for key, value in who.fields.items()]
    return {
        **who.details,
        "id": who.id,
        "locationId": who.location,
        "name": who.name,
        "firstName": who.first,
        "lastName": who.last,
        "email": who.email,
        "phone": who.phone,
        "dnd": who.dnd,
        "tags": [*who.tags],
        "customFields": fields,
        "attachments": [],
        "dateAdded": instant(who.created_at),
    }
