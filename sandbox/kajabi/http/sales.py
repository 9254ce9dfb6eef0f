"""How offers and what was bought look from outside: attributes and relationships of the spec's
examples."""

from sandbox.ground.asking import Object
from sandbox.kajabi.core.records import Access, Offer, Product, Transaction
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.incoming import instant
from sandbox.kajabi.http.shapes import many, one
from sandbox.kajabi.people.catalogue import SYMBOLS


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
