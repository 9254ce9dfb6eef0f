"""Who may get in: grants and purchases given, ended and given back.

None of this stops Kajabi's own charges: only ``paying.cancel`` does (spec, "Deactivate purchase").
"""

from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.core.records import Access, Contact, Email, Offer, Origin
from sandbox.kajabi.core.world import Happening, What, World


def held(world: World, contact: Contact) -> list[Access]:
    """List everything a contact ever held, oldest first."""
    return [world.state.accesses[each] for each in contact.accesses]


def active(world: World, contact: Contact) -> list[Access]:
    """List what a contact holds now."""
    return [each for each in held(world, contact) if each.active]


def active_offers(world: World, contact: Contact) -> list[str]:
    """List the offers a contact holds now, each once, in the order of their granting."""
    return list(dict.fromkeys(each.offer for each in active(world, contact)))


def products(world: World, contact: Contact, *, ever: bool = False) -> set[str]:
    """List the products a contact can see, or ever could."""
    counted = held(world, contact) if ever else active(world, contact)
    return {product for each in counted for product in world.offer(each.offer).products}


def make_customer(world: World, contact: Contact) -> None:
    """Have a contact become a customer: with the first grant or purchase (spec, "Grant offer")."""
    if contact.customer is None:
        contact.customer = world.number("customers")
        contact.customer_since = world.now


def hold(world: World, contact: Contact, offer: Offer, origin: Origin) -> Access:
    """Give a contact a new hold on an offer."""
    make_customer(world, contact)
    amount = offer.price if origin is Origin.PURCHASE else 0
    key, now = world.number("purchases"), world.now
    access = Access(key, contact.id, offer.id, origin, amount, offer.currency, now, now)
    world.state.accesses[key] = access
    contact.accesses.append(key)
    return access


def grant(world: World, contact: Contact, offer: Offer, *, letter: str | None) -> Access | None:
    """Grant an offer, with a letter of some kind or none; None: it was granted before.

    The letter goes out again with a repeated grant: the spec sends it "by default" and excepts
    nothing [inferred, the expensive way round for whoever forgets the flag].
    """
    if letter is not None:
        world.state.emails.append(Email(contact.email, letter, offer.id, world.now))
    if offer.id in active_offers(world, contact):
        return None
    access = hold(world, contact, offer, Origin.GRANT)
    world.tell(Happening(What.OFFER_GRANTED, contact, offer.id, access))
    return access


def revoke(world: World, contact: Contact, offer: Offer) -> bool:
    """End every active hold on an offer, purchases and grants (spec, "Revoke offer"); a running
    subscription goes on being charged [inferred]."""
    ending = [each for each in active(world, contact) if each.offer == offer.id]
    for each in ending:
        end(world, each, "revoked")
    return bool(ending)


def end(world: World, access: Access, reason: str) -> None:
    """Close a door; the words of ``deactivation_reason`` are inferred."""
    access.deactivated_at = access.updated_at = world.now
    access.reason = reason


def deactivate(world: World, access: Access) -> None:
    """Deactivate a purchase: the subscription, if any, remains active."""
    if not access.active:
        raise Refused(422, "is deactivated", "The purchase is already deactivated.")
    end(world, access, "deactivated")


def reactivate(world: World, access: Access) -> None:
    """Open the door again; a cancelled subscription stays cancelled."""
    if access.active:
        raise Refused(422, "is active", "The purchase is not deactivated.")
    access.deactivated_at, access.reason = None, None
    access.updated_at = world.now
