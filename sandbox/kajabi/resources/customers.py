"""/v1/customers: contacts that hold or held an offer."""

from sandbox.kajabi.http import shapes
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.including import included
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing
from sandbox.kajabi.http.people_filters import PEOPLE
from sandbox.kajabi.people.access import active_offers, products

CUSTOMERS = Listing(
    kind="customers",
    render=shapes.customer,
    filters=PEOPLE,
    sorts=frozenset({"name", "email", "created_at", "net_revenue"}),
    default="-created_at",
    by_age=False,
)
SHOW = frozenset({"include", "fields[customers]"})


@endpoint("GET", "/v1/customers", scope="view:contacts", query=CUSTOMERS.query)
def index(call: Call) -> Reply:
    """List customers, newest first; that this takes ``view:contacts`` is inferred."""
    every = call.world.state.contacts.values()
    return CUSTOMERS.page(call, [each for each in every if each.customer])


@endpoint("GET", "/v1/customers/{id}", scope="view:contacts", query=SHOW)
def show(call: Call) -> Reply:
    """Show a customer."""
    who = call.world.by_customer(call.path["id"])
    offered = {
        "offers": lambda: active_offers(call.world, who),
        "products": lambda: sorted(products(call.world, who)),
    }
    return included(call, shapes.customer(call.world, who, call.asked.origin), offered)
