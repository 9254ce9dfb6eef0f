"""What people do: buy, cancel by every channel there is, change their address, dispute.

Pure on the world, so that a simulation inside the process uses the same deeds as HTTP does.
"""

from collections.abc import Callable

from sandbox.kajabi.control.messages import Cancellation
from sandbox.kajabi.core.errors import Refused, not_found
from sandbox.kajabi.core.records import Access, Contact, Origin, Site
from sandbox.kajabi.core.world import Happening, What, World
from sandbox.kajabi.people import access, contacts, paying


def buy(world: World, site: Site, email: str, name: str, offer: str) -> Access:
    """Check out, as a new person or a known one."""
    wanted = world.offer(offer)
    person = contacts.by_email(world, site, email)
    person = person or contacts.create(world, site, name, email)
    return paying.buy(world, person, wanted)


def submit(world: World, person: Contact, form: str) -> None:
    """Fill a form in; only an automation makes something of it."""
    world.tell(Happening(What.FORM_SUBMITTED, person, form))


def cancel(world: World, person: Contact, wish: Cancellation) -> None:
    """Cancel. For a member with a granted offer the only way of their own is a form; everything
    else is done by somebody in the office."""
    CHANNELS[wish.channel](world, person, wish)


def person_of(world: World, site: Site, email: str) -> Contact:
    """Find a person."""
    person = contacts.by_email(world, site, email)
    if person is None:
        raise not_found("contacts", "with this e-mail")
    return person


def the_access(
    world: World, person: Contact, offer: str | None, origin: Origin | None = None
) -> Access:
    """Find the hold that is meant; a doubt is refused."""
    held = [
        each
        for each in access.held(world, person)
        if (offer is None or each.offer == offer) and origin in {None, each.origin}
    ]
    meant = [each for each in held if each.active] or held[-1:]
    if len(meant) != 1:
        detail = f"{len(meant)} holds could be meant: name the offer."
        raise Refused(400, "Bad Request", detail)
    return meant[0]


def _by_form(world: World, person: Contact, wish: Cancellation) -> None:
    submit(world, person, wish.form)


def _by_subscription(world: World, person: Contact, wish: Cancellation) -> None:
    paying.cancel(world, the_access(world, person, wish.offer, Origin.PURCHASE))


def _by_deactivation(world: World, person: Contact, wish: Cancellation) -> None:
    access.deactivate(world, the_access(world, person, wish.offer, Origin.PURCHASE))


def _by_revocation(world: World, person: Contact, wish: Cancellation) -> None:
    meant = the_access(world, person, wish.offer)
    access.revoke(world, person, world.offer(meant.offer))


def _by_refund(world: World, person: Contact, wish: Cancellation) -> None:
    meant = the_access(world, person, wish.offer, Origin.PURCHASE)
    paying.refund(world, meant, wish.amount)


CHANNELS: dict[str, Callable[[World, Contact, Cancellation], None]] = {
    "automation": _by_form,
    "subscription": _by_subscription,
    "deactivation": _by_deactivation,
    "revocation": _by_revocation,
    "refund": _by_refund,
}
