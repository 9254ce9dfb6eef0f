"""Granting and revoking: …/{id}/relationships/offers of contacts and of customers."""

from pydantic import Field

from sandbox.kajabi.core.errors import Refused, bad_request, not_found
from sandbox.kajabi.core.records import Contact, Offer
from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Body, Call, endpoint
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.people.access import active_offers, grant, revoke
from sandbox.kajabi.resources.contacts import Pointer

CONTACT = "/v1/contacts/{contact}/relationships/offers"
CUSTOMER = "/v1/customers/{customer}/relationships/offers"


class Offers(Body):
    """A list of offers."""

    data: list[Pointer]


class Meta(Body):
    """What goes with a grant."""

    send_customer_welcome_email: bool = True
    """The letter is sent by default (spec)."""


class Grant(Offers):
    """A grant to a contact."""

    meta: Meta = Field(default_factory=Meta)


@endpoint("GET", CONTACT, scope="view:contacts")
def of_contact(call: Call) -> Reply:
    """List a contact's offers."""
    return _listed(call, _contact(call))


@endpoint("GET", CUSTOMER, scope="view:contacts")
def of_customer(call: Call) -> Reply:
    """List a customer's offers."""
    return _listed(call, _customer(call))


@endpoint("POST", CONTACT, scope="owner")
def grant_to_contact(call: Call) -> Reply:
    """Grant offers; a letter goes out unless the body says no."""
    contact, said = _contact(call), call.body(Grant)
    letter = "welcome" if said.meta.send_customer_welcome_email else None
    return _granted(call, contact, _offers(call, contact, said), letter)


@endpoint("POST", CUSTOMER, scope="owner")
def grant_to_customer(call: Call) -> Reply:
    """Grant offers; the spec names no welcome letter here, and no flag against one."""
    contact, said = _customer(call), call.body(Offers)
    return _granted(call, contact, _offers(call, contact, said), None)


@endpoint("DELETE", CONTACT, scope="owner")
def revoke_from_contact(call: Call) -> Reply:
    """Revoke offers."""
    return _revoked(call, _contact(call))


@endpoint("DELETE", CUSTOMER, scope="owner")
def revoke_from_customer(call: Call) -> Reply:
    """Revoke offers."""
    return _revoked(call, _customer(call))


@endpoint("PATCH", CONTACT, scope="owner")
def replace_for_contact(call: Call) -> Reply:
    """Replace all offers; letters go to what is new, since no flag is documented [inferred]."""
    return _replaced(call, _contact(call), "welcome")


@endpoint("PATCH", CUSTOMER, scope="owner")
def replace_for_customer(call: Call) -> Reply:
    """Replace all offers."""
    return _replaced(call, _customer(call), None)


def _granted(call: Call, contact: Contact, offers: list[Offer], letter: str | None) -> Reply:
    again = [each.id for each in offers if each.id in active_offers(call.world, contact)]
    if again and call.world.state.settings.repeated_grant == 422:
        raise Refused(422, "is granted", f"The offer {again[0]} has already been granted.")
    for each in offers:
        grant(call.world, contact, each, letter=letter)
    return _listed(call, contact)


def _revoked(call: Call, contact: Contact) -> Reply:
    for each in _offers(call, contact, call.body(Offers)):
        revoke(call.world, contact, each)
    return _listed(call, contact)


def _replaced(call: Call, contact: Contact, letter: str | None) -> Reply:
    wanted = {each.id: each for each in _offers(call, contact, call.body(Offers))}
    held = active_offers(call.world, contact)
    for key in held:
        if key not in wanted:
            revoke(call.world, contact, call.world.offer(key))
    for key, offer in wanted.items():
        if key not in held:
            grant(call.world, contact, offer, letter=letter)
    return _listed(call, contact)


def _offers(call: Call, contact: Contact, said: Offers) -> list[Offer]:
    """Look up every offer before any is touched; another site's is not found [inferred]."""
    if wrong := [each.type for each in said.data if each.type != "offers"]:
        raise bad_request(f"{wrong[0]} is not the type offers.", "/data")
    offers = [call.world.offer(each.id) for each in said.data]
    if strange := [each.id for each in offers if each.site != contact.site]:
        raise not_found("offers", strange[0])
    return offers


def _contact(call: Call) -> Contact:
    return call.world.contact(call.path["contact"])


def _customer(call: Call) -> Contact:
    return call.world.by_customer(call.path["customer"])


def _listed(call: Call, contact: Contact) -> Reply:
    held = shapes.many("offers", active_offers(call.world, contact))
    return Reply(body={**held, "links": {"self": f"{call.asked.origin}{call.asked.path}"}})
