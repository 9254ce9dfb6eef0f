"""The truth to compare with: who there is, what they hold, what reached them, what was sold."""

from dataclasses import asdict

from sandbox.ground.asking import Object
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.core.world import World


def person(world: World, contact: Contact) -> Object:
    """Tell everything about a contact; custom fields by their keys."""
    state = world.state
    fields = {state.fields[key].key: value for key, value in contact.fields.items()}
    inside = [
        state.workflows[each.workflow].name
        for each in state.enrolments
        if each.contact == contact.id and each.entered and each.left_at is None
    ]
    return {**asdict(contact), "name": contact.name, "fields": fields, "workflows": inside}


def people(world: World) -> list[Object]:
    """Tell of every contact."""
    return [person(world, each) for each in world.state.contacts.values()]


def messages(world: World) -> list[Object]:
    """Tell what was written to whom; ``undelivered`` reached nobody."""
    return [asdict(each) for each in world.state.messages.values()]


def enrolments(world: World) -> list[Object]:
    """Tell every call that put somebody into a workflow."""
    return [asdict(each) for each in world.state.enrolments]


def sold(world: World) -> Object:
    """Tell what was sold and billed."""
    state = world.state
    return {
        "orders": [asdict(each) for each in state.orders.values()],
        "transactions": [asdict(each) for each in state.transactions.values()],
        "subscriptions": [asdict(each) for each in state.subscriptions.values()],
        "invoices": [asdict(each) for each in state.invoices.values()],
    }
