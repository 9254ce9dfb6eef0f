"""How things look from outside: the attributes and relationships of the spec's examples."""

from collections.abc import Iterable

from sandbox.kajabi.core.records import (
    Access,
    Contact,
    Hook,
    Offer,
    Product,
    Site,
    Tag,
    Transaction,
)
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.incoming import Object, instant
from sandbox.kajabi.people.access import active_offers, products
from sandbox.kajabi.people.catalogue import SYMBOLS


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


def offer(world: World, what: Offer, origin: str) -> Object:
    """Show an offer."""
    del origin
    subdomain = world.site(what.site).subdomain
    return {
        "id": what.id,
        "type": "offers",
        "attributes": {
            "title": what.title,
            "description": None,
            "internal_title": None,
            "currency": what.currency,
            "price_in_cents": what.price,
            "payment_type": what.payment_type,
            "token": what.token,
            "image_url": None,
            "payment_method": "stripe_and_paypal" if what.price else "none",
            "price_description": price_description(what),
            "checkout_url": f"https://{subdomain}.mykajabi.com/offers/{what.token}",
            "recurring_offer": bool(what.interval),
            "subscription": bool(what.interval),
            "one_time": not what.interval,
            "single": what.payment_type == "single",
            "free": not what.price,
        },
        "relationships": {
            "site": one("sites", what.site),
            "products": many("products", what.products),
        },
    }


def product(world: World, what: Product, origin: str) -> Object:
    """Show a product."""
    del world, origin
    attributes = {"title": what.title, "description": None, "created_at": instant(what.created_at)}
    relationships = {"site": one("sites", what.site)}
    return {
        "id": what.id,
        "type": "products",
        "attributes": attributes,
        "relationships": relationships,
    }


def purchase(world: World, what: Access, origin: str) -> Object:
    """Show a purchase; its cardholder and coupon are nobody's business here."""
    del origin
    offered = world.offer(what.offer)
    return {
        "id": what.id,
        "type": "purchases",
        "attributes": {
            "amount_in_cents": what.amount,
            "payment_type": offered.payment_type if what.amount else "free",
            "multipay_payments_made": None,
            "opt_in": False,
            "raw_extra_contact_information": {},
            "currency": what.currency,
            "effective_start_at": instant(what.created_at),
            "cardholder_name": None,
            "billing_address_zip": None,
            "deactivated_at": instant(what.deactivated_at),
            "deactivation_reason": what.reason,
            "coupon_code": None,
            "source": None,
            "referrer": None,
            "quantity": 1,
            "created_at": instant(what.created_at),
            "updated_at": instant(what.updated_at),
        },
        "relationships": {
            "customer": one("customers", world.contact(what.contact).customer),
            "offer": one("offers", what.offer),
            "products": many("products", offered.products),
            "transactions": many("transactions", what.transactions),
        },
    }


def transaction(world: World, what: Transaction, origin: str) -> Object:
    """Show a transaction; ``offer`` is deprecated and null where several were bought (spec)."""
    del origin
    accesses = [world.state.accesses[key] for key in what.accesses if key in world.state.accesses]
    kind = world.offer(accesses[0].offer).payment_type if accesses else None
    only = accesses[0].offer if len(accesses) == 1 else None
    owner = world.state.contacts.get(what.contact)
    return {
        "id": what.id,
        "type": "transactions",
        "attributes": {
            "action": what.action,
            "state": "succeeded",
            "payment_type": kind,
            "amount_in_cents": what.amount,
            "sales_tax_in_cents": 0,
            "currency": what.currency,
            "currency_symbol": SYMBOLS[what.currency],
            "formatted_amount": formatted(what.amount, what.currency),
            "created_at": instant(what.created_at),
        },
        "relationships": {
            "customer": one("customers", owner.customer if owner else None),
            "offer": one("offers", only),
            "purchases": many("purchases", what.accesses),
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


def formatted(amount: int, currency: str) -> str:
    """Write an amount for people: "$19.99" (spec)."""
    sign, size = "-" if amount < 0 else "", abs(amount)
    return f"{sign}{SYMBOLS[currency]}{size // 100:,}.{size % 100:02d}"


def price_description(what: Offer) -> str:
    """Write a price as the samples do: "$10.00 USD"."""
    if not what.price:
        return "Free"
    often = f" per {what.interval}" if what.interval else ""
    return f"{formatted(what.price, what.currency)} {what.currency}{often}"
