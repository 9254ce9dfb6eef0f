"""Payment links: https://docs.stripe.com/api/payment-link."""

from sandbox.stripe.checkout import linking
from sandbox.stripe.checkout.linking import KIND, SIMPLE
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route

_ANY_TIME = (
    *SIMPLE, "after_completion", "metadata", "subscription_data.metadata",
    "subscription_data.trial_period_days",
    "subscription_data.trial_settings.end_behavior.missing_payment_method",
)  # fmt: skip


@route("POST", "/v1/payment_links", params="PaymentLinkCreateParams")
@implemented(
    *_ANY_TIME, "subscription_data.description", "line_items.price", "line_items.price_data",
    "line_items.quantity",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make one."""
    return linking.begin(call.account, call.params)


@route("GET", "/v1/payment_links/{id}", params="PaymentLinkRetrieveParams")
def retrieve(call: Call, link_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, link_id)


@route("POST", "/v1/payment_links/{id}", params="PaymentLinkModifyParams")
@implemented(*_ANY_TIME, "active")
def update(call: Call, link_id: str) -> Object:
    """Change one, or switch it off."""
    account, params = call.account, call.params
    found = account.get(KIND, link_id)
    changes = {
        **linking.changed(params),
        **call.given("active"),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    return account.change(found, changes, "payment_link.updated")


@route("GET", "/v1/payment_links/{id}/line_items", params="PaymentLinkListLineItemsParams")
def lines(call: Call, link_id: str) -> Object:
    """List what it sells."""
    call.account.get(KIND, link_id)
    return page(_lines(call.account, link_id)[::-1], call.params, call.path)


@route("GET", "/v1/payment_links", params="PaymentLinkListParams")
@implemented("active")
def index(call: Call) -> Object:
    """List links."""
    return call.listing(call.account.all(KIND), active=call.params.get("active"))


@includable(KIND, "line_items")
def line_items(account: Account, found: Object) -> Object:
    """Show what it sells, which only an expansion does."""
    path = f"/v1/payment_links/{found['id']}/line_items"
    return page(_lines(account, found["id"])[::-1], {}, path)


def _lines(account: Account, link_id: str) -> list[Object]:
    kept: list[Object] = account.facts[link_id]["lines"]
    return kept
