"""/workflows, and who is put into one."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.ground.clockwork import instant
from sandbox.highlevel.core.errors import forbidden, invalid
from sandbox.highlevel.core.records import Contact, Workflow
from sandbox.highlevel.core.world import found
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint, needed
from sandbox.highlevel.people import enrolling


class Starting(Body):
    """When a workflow that waits for an event takes it to be [S]."""

    at: Annotated[str, Field(alias="eventStartTime")] = ""


@endpoint("GET", "/workflows", scope="workflows.readonly", query=frozenset({"locationId"}))
def index(call: Call) -> Reply:
    """List the workflows of a location."""
    (key,) = needed(call, "locationId")
    location = call.at(key)
    mine = (w for w in call.world.state.workflows.values() if w.location == location.id)
    return done(workflows=[_shown(each) for each in mine])


@endpoint("POST", "/contacts/{contact}/workflow/{workflow}", scope="contacts.write")
def enter(call: Call) -> Reply:
    """Put a contact into a workflow; the spelling is HighLevel's [S]."""
    contact, workflow = _both(call)
    enrolling.enter(call.world, contact, workflow, _starts(call))
    return done(succeded=True)


@endpoint("DELETE", "/contacts/{contact}/workflow/{workflow}", scope="contacts.write")
def leave(call: Call) -> Reply:
    """Take a contact out of a workflow."""
    contact, workflow = _both(call)
    _starts(call)
    enrolling.leave(call.world, contact, workflow)
    return done(succeded=True)


def _both(call: Call) -> tuple[Contact, Workflow]:
    contact = call.contact(call.path["contact"])
    workflow = found(call.world.state.workflows, "Workflow", call.path["workflow"])
    if workflow.location != contact.location:
        raise forbidden()
    return contact, workflow


def _starts(call: Call) -> str:
    """Read the body, which may be missing altogether."""
    if not call.asked.body:
        return ""
    said = call.body(Starting).at
    try:
        datetime.fromisoformat(said or "2021-06-23T03:30:00+01:00")
    except ValueError as wrong:
        raise invalid("eventStartTime must be a valid ISO 8601 date string") from wrong
    return said


def _shown(workflow: Workflow) -> Object:
    return {
        "id": workflow.id,
        "name": workflow.name,
        "status": workflow.status,
        "version": 1,
        "createdAt": instant(workflow.created_at),
        "updatedAt": instant(workflow.created_at),
        "locationId": workflow.location,
    }
