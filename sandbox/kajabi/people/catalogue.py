"""What is made in the dashboard, since no API makes it: offers, products, tags."""

from dataclasses import dataclass

from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Offer, Product, Site, Tag
from sandbox.kajabi.core.world import World

SYMBOLS = {"USD": "$", "EUR": "€", "GBP": "£", "PLN": "zł"}
"""The currencies whose amounts we know how to write; two decimals each."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What an offer costs: minor units, and how often; None: once."""

    price: int = 0
    currency: str = "USD"
    interval: str | None = None
    trial_days: int = 0


def make_offer(world: World, site: Site, title: str, terms: Terms, products: list[str]) -> Offer:
    """Make an offer with at least one product, a new one if none is named."""
    if terms.currency not in SYMBOLS:
        raise not_implemented(f"prices in {terms.currency}: {', '.join(SYMBOLS)} are")
    key = world.number("offers")
    within = products or [make_product(world, site, title).id]
    offer = Offer(
        key,
        site.id,
        title,
        world.token(8, "checkout", key),
        world.token(20, "inbound", key),
        terms.currency,
        terms.price,
        terms.interval,
        terms.trial_days,
        within,
        world.now,
    )
    world.state.offers[key] = offer
    return offer


def make_product(world: World, site: Site, title: str) -> Product:
    """Make a product."""
    made = Product(world.number("products"), site.id, title, world.now)
    world.state.products[made.id] = made
    return made


def make_tag(world: World, site: Site, name: str) -> Tag:
    """Make a tag."""
    made = Tag(world.number("contact_tags"), site.id, name)
    world.state.tags[made.id] = made
    return made
