"""Workflows: people enter and leave; what the steps of one would do is not played here."""

from typing import Literal

from sandbox.highlevel.core.errors import bad_request
from sandbox.highlevel.core.records import Contact, Enrolment, Location, Workflow
from sandbox.highlevel.core.world import World


def make(
    world: World, location: Location, name: str, *, draft: bool = False, re_entry: bool = False
) -> Workflow:
    """Make a workflow, as somebody in the location would."""
    key = world.uuid("workflows")
    status: Literal["draft", "published"] = "draft" if draft else "published"
    made = Workflow(key, location.id, name, status, re_entry, world.now)
    world.state.workflows[key] = made
    return made


def inside(world: World, contact: Contact, workflow: Workflow) -> bool:
    """Tell whether somebody is in a workflow."""
    return any(
        each.entered and each.left_at is None
        for each in world.state.enrolments
        if (each.contact, each.workflow) == (contact.id, workflow.id)
    )


def enter(world: World, contact: Contact, workflow: Workflow, starts: str = "") -> None:
    """Put somebody into a workflow. A draft takes nobody [U]; who is inside enters again only where
    the workflow allows that [T]: otherwise the call succeeds and nothing happens."""
    if workflow.status == "draft":
        raise bad_request(f"Workflow {workflow.id} is not published")
    entered = workflow.re_entry or not inside(world, contact, workflow)
    world.state.enrolments.append(Enrolment(workflow.id, contact.id, world.now, entered, starts))


def leave(world: World, contact: Contact, workflow: Workflow) -> None:
    """Take somebody out; who is not in it is no error [U]."""
    for each in world.state.enrolments:
        if (each.contact, each.workflow) == (contact.id, workflow.id) and each.left_at is None:
            each.left_at = world.now
