"""/contacts/{id}/notes: what somebody wrote down about a contact."""

from typing import Annotated

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.ground.clockwork import instant
from sandbox.highlevel.core.records import Note
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint


class NewNote(Body):
    """A note [S: ``NotesDTO``]."""

    body: str
    user: Annotated[str, Field(alias="userId")] = ""
    title: str = ""
    color: str = ""
    pinned: bool = False


@endpoint("GET", "/contacts/{contact}/notes", scope="contacts.readonly")
def index(call: Call) -> Reply:
    """List the notes about a contact."""
    contact = call.contact(call.path["contact"])
    mine = (each for each in call.world.state.notes.values() if each.contact == contact.id)
    return done(notes=[_shown(each) for each in mine])


@endpoint("POST", "/contacts/{contact}/notes", scope="contacts.write")
def create(call: Call) -> Reply:
    """Write a note."""
    contact, said = call.contact(call.path["contact"]), call.body(NewNote)
    what = (said.body, said.user, said.title, said.color, said.pinned, call.world.now)
    made = Note(call.world.id("notes"), contact.id, *what)
    call.world.state.notes[made.id] = made
    call.world.tell("NoteCreate", contact.location, _shown(made))
    return Reply(201, {"note": _shown(made)})


def _shown(note: Note) -> Object:
    return {
        "id": note.id,
        "body": note.body,
        "userId": note.user,
        "dateAdded": instant(note.created_at),
        "contactId": note.contact,
        "title": note.title,
        "color": note.color,
        "pinned": note.pinned,
    }
