"""Offers and products: read-only, since there is no endpoint that makes them."""

from sandbox.kajabi.core.records import Offer, Product
from sandbox.kajabi.core.world import World, found
from sandbox.kajabi.http import sales, shapes
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.including import included
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing, sparse


def _of_site(_: World, item: Offer | Product, wanted: str) -> bool:
    return item.site == wanted


OFFERS = Listing(
    kind="offers",
    render=sales.offer,
    filters={"site_id": _of_site},
    sorts=frozenset({"title", "price_in_cents"}),
    compared=frozenset({"title", "description"}),
)
PRODUCTS = Listing(
    kind="products",
    render=sales.product,
    filters={"site_id": _of_site},
    sorts=frozenset({"title"}),
    compared=frozenset({"title", "description"}),
)


@endpoint("GET", "/v1/offers", scope="any", query=OFFERS.query)
def offers(call: Call) -> Reply:
    """List the offers."""
    return OFFERS.page(call, call.world.state.offers.values())


@endpoint("GET", "/v1/offers/{id}", scope="any", query=frozenset({"fields[offers]", "include"}))
def offer(call: Call) -> Reply:
    """Show an offer."""
    what = call.world.offer(call.path["id"])
    shown = sales.offer(call.world, what, call.asked.origin)
    return included(call, shown, {"products": lambda: what.products})


@endpoint("GET", "/v1/offers/{id}/relationships/products", scope="any")
def products_of(call: Call) -> Reply:
    """List what an offer opens."""
    return Reply(body=shapes.many("products", call.world.offer(call.path["id"]).products))


@endpoint("GET", "/v1/products", scope="any", query=PRODUCTS.query)
def products(call: Call) -> Reply:
    """List the products."""
    return PRODUCTS.page(call, call.world.state.products.values())


@endpoint("GET", "/v1/products/{id}", scope="any", query=frozenset({"fields[products]"}))
def product(call: Call) -> Reply:
    """Show a product."""
    what = found(call.world.state.products, "products", call.path["id"])
    return Reply(body={"data": sparse(call, sales.product(call.world, what, call.asked.origin))})
