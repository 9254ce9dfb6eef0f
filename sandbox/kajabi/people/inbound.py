"""The two addresses of every offer: whoever knows them may grant and revoke (help.kajabi.com,
"How to Use Webhooks on Kajabi"). The texts are documented, their statuses are not.
"""

from dataclasses import dataclass

from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Contact, InboundEntry, Offer, Site
from sandbox.kajabi.core.world import World
from sandbox.kajabi.people.access import active_offers, grant, make_customer, revoke
from sandbox.kajabi.people.contacts import ADDRESS, by_email, create

TAKEN = "Email: is already taken"
GRANTED = "The offer has already been granted to this member"
NOT_GRANTED = "Offer grant not found for offer on member"
NOBODY = "Base: not found"
DONE = "ok"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whom another system speaks of."""

    name: str
    email: str
    external_user_id: str

    def problem(self) -> str | None:
        """Say what is wrong with the three fields, all of them required."""
        if not self.name:
            return "Name: can't be blank"
        if not self.email:
            return "Email: can't be blank"
        if not ADDRESS.fullmatch(self.email):
            return "Email: is invalid"
        if not self.external_user_id:
            raise not_implemented("an inbound call without external_user_id: its text is unknown")
        return None


def activate(world: World, offer: Offer, visitor: Visitor, *, letter: bool) -> str:
    """Grant the offer; no letter unless asked for, the opposite of the API."""
    result = visitor.problem() or _activate(world, offer, visitor, letter=letter)
    return _logged(world, offer, "activate", visitor, result)


def deactivate(world: World, offer: Offer, visitor: Visitor) -> str:
    """Revoke the offer from the member with this very ``external_user_id``."""
    result = visitor.problem() or _deactivate(world, offer, visitor)
    return _logged(world, offer, "deactivate", visitor, result)


def _activate(world: World, offer: Offer, visitor: Visitor, *, letter: bool) -> str:
    site = world.site(offer.site)
    member = _member(world, site, visitor)
    if isinstance(member, str):
        return member
    if offer.id in active_offers(world, member):
        return GRANTED
    make_customer(world, member)
    member.external_user_id = visitor.external_user_id
    grant(world, member, offer, letter="offer_grant" if letter else None)
    return DONE


def _member(world: World, site: Site, visitor: Visitor) -> Contact | str:
    """Find or make the member; an e-mail under another id is taken [inferred from the texts]."""
    known = _identified(world, site, visitor.external_user_id)
    named = by_email(world, site, visitor.email)
    if known is not None:
        return known
    if named is None:
        return create(world, site, visitor.name, visitor.email)
    return named if named.external_user_id is None else TAKEN


def _deactivate(world: World, offer: Offer, visitor: Visitor) -> str:
    member = _identified(world, world.site(offer.site), visitor.external_user_id)
    if member is None:
        return NOBODY
    return DONE if revoke(world, member, offer) else NOT_GRANTED


def _identified(world: World, site: Site, key: str) -> Contact | None:
    """Find a member by id; ids are case-sensitive."""
    kept = world.state.contacts.values()
    return next((e for e in kept if e.site == site.id and e.external_user_id == key), None)


def _logged(world: World, offer: Offer, verb: str, visitor: Visitor, result: str) -> str:
    entry = (offer.id, verb, visitor.email, visitor.external_user_id, result, world.now)
    world.state.inbound_log.append(InboundEntry(*entry))
    return result
