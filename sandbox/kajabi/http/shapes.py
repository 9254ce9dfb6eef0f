"""How people and what is around them look from outside: attributes and relationships of the
spec's examples."""

from collections.abc import Iterable

from sandbox.ground.asking import Object
from sandbox.kajabi.core.records import Contact, Hook, Site, Tag
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.incoming import instant
from sandbox.kajabi.people.access import active_offers, products


def one(kind: str, key: str | None) -> Object:
    """Point to one thing, or to none."""
    return {"data": {"id": key, "type": kind} if key else None}


def many(kind: str, keys: Iterable[str]) -> Object:
    """Point to several."""
    return {"data": [{"id": key, "type": kind} for key in keys]}


def contact(world: World, who: Contact, origin: str) -> Object:
    """Show a contact; its offers are a link, as in the schema: whoever wants them asks there."""
    del world
    here = f"{origin}/v1/contacts/{who.id}/relationships"
    customer = f"{origin}/v1/customers/{who.customer}" if who.customer else ""
    return {
        "id": who.id,
        "type": "contacts",
        "attributes": {
            "name": who.name,
            "email": who.email,
            **who.details,
            "subscribed": who.subscribed,
            "external_user_id": who.external_user_id,
            "created_at": instant(who.created_at),
            "updated_at": instant(who.updated_at),
        },
        "links": {"customer": customer},
        "relationships": {
            "site": one("sites", who.site),
            "offers": {"links": {"self": f"{here}/offers"}},
            "tags": {**many("contact_tags", who.tags), "links": {"self": f"{here}/tags"}},
            "customer": one("customers", who.customer),
        },
    }


def customer(world: World, who: Contact, origin: str) -> Object:
    """Show a contact as a customer."""
    here = f"{origin}/v1/customers/{who.customer}/relationships/offers"
    return {
        "id": who.customer,
        "type": "customers",
        "attributes": {
            "name": who.name,
            "email": who.email,
            "avatar": None,
            "external_user_id": who.external_user_id,
            "public_bio": None,
            "public_location": None,
            "public_website": None,
            "socials": None,
            "net_revenue": str(who.revenue / 100),
            "sign_in_count": 0,
            "last_request_at": None,
            "bounced_at": None,
            "created_at": instant(who.customer_since),
            "updated_at": instant(who.updated_at),
        },
        "links": {"contact": f"{origin}/v1/contacts/{who.id}"},
        "relationships": {
            "site": one("sites", who.site),
            "contact": one("contacts", who.id),
            "offers": {**many("offers", active_offers(world, who)), "links": {"self": here}},
            "products": many("products", sorted(products(world, who))),
        },
    }


def tag(world: World, what: Tag, origin: str) -> Object:
    """Show a tag."""
    del world, origin
    relationships = {"site": one("sites", what.site)}
    return {
        "id": what.id,
        "type": "contact_tags",
        "attributes": {"name": what.name},
        "relationships": relationships,
    }


def site(world: World, what: Site, origin: str) -> Object:
    """Show a site."""
    del world, origin
    attributes = {
        "title": what.title,
        "subdomain": what.subdomain,
        "created_at": instant(what.created_at),
        "updated_at": instant(what.created_at),
    }
    return {"id": what.id, "type": "sites", "attributes": attributes}


def hook(world: World, what: Hook, origin: str) -> Object:
    """Show a hook: exactly these attributes, none of them a secret; a resource is a number."""
    del world, origin
    attributes = {
        "event": what.event,
        "target_url": what.url,
        "resource_id": int(what.resource) if what.resource else None,
        "created_at": instant(what.created_at),
        "updated_at": instant(what.created_at),
    }
    relationships = {"site": one("sites", what.site)}
    return {
        "id": what.id,
        "type": "hooks",
        "attributes": attributes,
        "relationships": relationships,
    }
