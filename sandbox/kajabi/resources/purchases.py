"""/v1/purchases: who bought what, and whether it still opens doors."""

from sandbox.ground.asking import Object
from sandbox.kajabi.core.errors import not_found
from sandbox.kajabi.core.records import Access, Origin
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http import sales
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.incoming import Reply, instant
from sandbox.kajabi.http.listing import Listing, sparse
from sandbox.kajabi.people import access, paying


def _site(world: World, what: Access, wanted: str) -> bool:
    return world.contact(what.contact).site == wanted


def _customer(world: World, what: Access, wanted: str) -> bool:
    return world.contact(what.contact).customer == wanted


def _active(_: World, what: Access, wanted: str) -> bool:
    return what.active == (wanted == "true")


def _deactivated(_: World, what: Access, wanted: str) -> bool:
    return what.active != (wanted == "true")


COMPARED = frozenset(
    {
        "amount_in_cents",
        "multipay_payments_made",
        "opt_in",
        "currency",
        "effective_start_at",
        "cardholder_name",
        "billing_address_zip",
        "deactivated_at",
        "deactivation_reason",
        "coupon_code",
        "source",
        "referrer",
        "quantity",
        "created_at",
        "updated_at",
    }
)
PURCHASES = Listing(
    kind="purchases",
    render=sales.purchase,
    filters={
        "site_id": _site,
        "customer_id": _customer,
        "active": _active,
        "deactivated": _deactivated,
    },
    sorts=COMPARED - {"amount_in_cents"},
    compared=COMPARED,
    counts=True,
)


@endpoint("GET", "/v1/purchases", scope="view:purchases", query=PURCHASES.query)
def index(call: Call) -> Reply:
    """List purchases."""
    every = call.world.state.accesses.values()
    return PURCHASES.page(call, [each for each in every if _listed(call.world, each)])


@endpoint(
    "GET", "/v1/purchases/{id}", scope="view:purchases", query=frozenset({"fields[purchases]"})
)
def show(call: Call) -> Reply:
    """Show a purchase."""
    return _shown(call, _purchase(call))


@endpoint("POST", "/v1/purchases/{id}/deactivate", scope="owner")
def deactivate(call: Call) -> Reply:
    """Withdraw access; the subscription goes on."""
    found = _purchase(call)
    access.deactivate(call.world, found)
    return _shown(call, found)


@endpoint("POST", "/v1/purchases/{id}/reactivate", scope="owner")
def reactivate(call: Call) -> Reply:
    """Give access back; a cancelled subscription stays cancelled."""
    found = _purchase(call)
    access.reactivate(call.world, found)
    return _shown(call, found)


@endpoint("POST", "/v1/purchases/{id}/cancel_subscription", scope="owner")
def cancel_subscription(call: Call) -> Reply:
    """Cancel the subscription and withdraw access."""
    found = _purchase(call)
    paying.cancel(call.world, found)
    return _shown(call, found)


def _purchase(call: Call) -> Access:
    found = call.world.access(call.path["id"])
    if not _listed(call.world, found):
        raise not_found("purchases", found.id)
    return found


def _listed(world: World, what: Access) -> bool:
    """Tell whether this is a purchase: a grant is none [inferred], unless the settings say so."""
    return what.origin is Origin.PURCHASE or world.state.settings.grants_are_purchases


def _shown(call: Call, what: Access) -> Reply:
    shown = sales.purchase(call.world, what, call.asked.origin)
    shown["attributes"] |= _more(what)
    return Reply(body={"data": sparse(call, shown)})


def _more(what: Access) -> Object:
    """Give what only a single purchase shows; ``status`` has no documented values."""
    if what.recurring is None:
        return {"payment_plan_total_payments": None}
    trial = what.trial_end_at
    days = (trial - what.created_at) // 86_400 if trial else None
    return {"payment_plan_total_payments": None, "trial": days, "trial_end_at": instant(trial)}
