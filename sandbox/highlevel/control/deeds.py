"""What people do: staff edit contacts, contacts close channels, customers buy.

Pure on the world, so that a simulation inside the process uses the same deeds as HTTP does.
"""

from sandbox.ground.asking import Object
from sandbox.highlevel.control.messages import Closing, Purchase
from sandbox.highlevel.core.errors import invalid
from sandbox.highlevel.core.records import Contact, Dnd, Location
from sandbox.highlevel.core.sales import Order, Subscription, Transaction
from sandbox.highlevel.core.world import World
from sandbox.highlevel.people import contacts, messaging, selling
from sandbox.highlevel.people.selling import Charge, Price
from sandbox.highlevel.resources.contacts import Written, rewrite, written

type Bought = tuple[Order, Transaction | None, Subscription | None]


def add(world: World, location: Location, changes: Object) -> Contact:
    """Add a contact by hand; the location's setting about duplicates is asked as ever."""
    said = Written.model_validate(changes)
    contacts.refuse_duplicate(world, location, said.email or "", said.phone or "")
    return written(world, location, said)


def edit(world: World, contact: Contact, changes: Object) -> None:
    """Change a contact by hand."""
    rewrite(world, world.location(contact.location), contact, Written.model_validate(changes))


def close(world: World, contact: Contact, wish: Closing) -> None:
    """Close a channel or open it; what the person closed, only the person opens."""
    if wish.status == "permanent":
        messaging.unsubscribe(world, contact, wish.channel)
        return
    before = contacts.copied(contact)
    contacts.closed(contact, wish.channel, Dnd(wish.status))
    contacts.touched(world, contact, before)


def buy(world: World, buyer: Contact, wish: Purchase) -> Bought:
    """Check out in HighLevel."""
    price = Price(wish.amount, wish.currency)
    order = selling.order(world, buyer, price, wish.items, wish.source, wish.live)
    subscription = None
    if wish.subscription:
        terms = (wish.subscription, wish.subscription_status, wish.provider)
        subscription = selling.subscribe(world, order, *terms)
    if wish.status == "none":
        return order, None, subscription
    charge = Charge(wish.status, wish.provider, wish.charge)
    return order, selling.pay(world, order, charge, wish.subscription), subscription


def merge(world: World, kept: Contact, other: Contact) -> None:
    """Merge two contacts, as staff do: what was sold to the other is the kept one's
    now (transactions have a ``mergedFromContactId`` [S], which is not played)."""
    if kept.location != other.location or kept.id == other.id:
        raise invalid("Two contacts of one location are merged")
    state = world.state
    for order in state.orders.values():
        order.contact = kept.id if order.contact == other.id else order.contact
    for paid in state.transactions.values():
        paid.contact = kept.id if paid.contact == other.id else paid.contact
    for each in state.subscriptions.values():
        each.contact = kept.id if each.contact == other.id else each.contact
    contacts.removed(world, other)
