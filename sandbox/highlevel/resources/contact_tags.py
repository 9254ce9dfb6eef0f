"""/contacts/{id}/tags: the way to add and take off tags without losing the others [S]."""

from typing import Annotated

from pydantic import Field

from sandbox.ground.asking import Reply
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint
from sandbox.highlevel.people import contacts


class Tags(Body):
    """Some tags."""

    tags: Annotated[list[str], Field(min_length=1)]


@endpoint("POST", "/contacts/{contact}/tags", scope="contacts.write")
def add(call: Call) -> Reply:
    """Add tags; those that are there stay."""
    contact = call.contact(call.path["contact"])
    before = contacts.copied(contact)
    contact.tags = contacts.tagged([*contact.tags, *call.body(Tags).tags])
    contacts.touched(call.world, contact, before)
    return Reply(201, {"tags": [*contact.tags]})


@endpoint("DELETE", "/contacts/{contact}/tags", scope="contacts.write")
def remove(call: Call) -> Reply:
    """Take tags off; the answer lists what is left [U]."""
    contact = call.contact(call.path["contact"])
    before, gone = contacts.copied(contact), contacts.tagged(call.body(Tags).tags)
    contact.tags = [tag for tag in contact.tags if tag not in gone]
    contacts.touched(call.world, contact, before)
    return done(tags=[*contact.tags])
