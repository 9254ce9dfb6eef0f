"""Contacts and their tags."""

import re
from collections.abc import Iterable, Mapping

from sandbox.kajabi.core.errors import Refused, invalid
from sandbox.kajabi.core.records import Contact, Site
from sandbox.kajabi.core.world import Happening, What, World

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
DETAILS = (
    "address_line_1",
    "address_line_2",
    "address_city",
    "address_country",
    "address_state",
    "address_zip",
    "phone_number",
    "business_number",
    "custom_1",
    "custom_2",
    "custom_3",
)


def by_email(world: World, site: Site, email: str) -> Contact | None:
    """Find a person, whatever the case of the e-mail (help.kajabi.com, inbound webhooks)."""
    key = world.by_email.get((site.id, email.lower()))
    return world.state.contacts[key] if key else None


def create(world: World, site: Site, name: str, email: str) -> Contact:
    """Add a person; one per e-mail and site [inferred]."""
    check_email(world, site.id, email)
    now = world.now
    key = world.number("contacts")
    contact = Contact(
        key,
        site.id,
        name,
        email,
        details=dict.fromkeys(DETAILS),
        subscribed=False,
        created_at=now,
        updated_at=now,
    )
    world.state.contacts[key] = contact
    world.by_email[site.id, email.lower()] = key
    return contact


def check_email(world: World, site: str, email: str, own: str | None = None) -> None:
    """Refuse an e-mail that is none, or somebody else's."""
    if not email:
        raise invalid("email", "can't be blank")
    if not ADDRESS.fullmatch(email):
        raise invalid("email", "is invalid")
    if world.by_email.get((site, email.lower()), own) != own:
        raise invalid("email", "has already been taken")


def change_email(world: World, contact: Contact, email: str) -> None:
    """Give a person another e-mail; the customer is the same person [inferred]."""
    check_email(world, contact.site, email, contact.id)
    world.by_email.pop((contact.site, contact.email.lower()))
    world.by_email[contact.site, email.lower()] = contact.id
    contact.email = email
    contact.updated_at = world.now


def describe(world: World, contact: Contact, given: Mapping[str, str | None]) -> None:
    """Write address, telephone and custom fields down."""
    contact.details.update(given)
    contact.updated_at = world.now


def identify(world: World, contact: Contact, external_user_id: str | None) -> None:
    """Note the id of another system: only for customers (spec, "Update a contact")."""
    if contact.customer is None:
        raise invalid("external_user_id", "needs an offer or a purchase")
    contact.external_user_id = external_user_id
    contact.updated_at = world.now


def remove(world: World, contact: Contact) -> None:
    """Forget a person, unless Kajabi charges them (spec, "Delete contact")."""
    held = [world.access(each) for each in contact.accesses]
    if any(each.billed for each in held):
        detail = "The contact has active Kajabi Payments subscriptions."
        raise Refused(422, "has active subscriptions", detail)
    for each in held:
        del world.state.accesses[each.id]
    del world.state.contacts[contact.id]
    world.by_email.pop((contact.site, contact.email.lower()))


def add_tags(world: World, contact: Contact, tags: Iterable[str]) -> None:
    """Attach tags; one that is there already is no news [inferred]."""
    for key in tags:
        world.tag(key)
    for key in tags:
        if key not in contact.tags:
            contact.tags.append(key)
            contact.updated_at = world.now
            world.tell(Happening(What.TAG_ADDED, contact, key))


def remove_tags(world: World, contact: Contact, tags: Iterable[str]) -> None:
    """Detach tags."""
    for key in tags:
        world.tag(key)
    for key in tags:
        if key in contact.tags:
            contact.tags.remove(key)
            contact.updated_at = world.now
            world.tell(Happening(What.TAG_REMOVED, contact, key))
