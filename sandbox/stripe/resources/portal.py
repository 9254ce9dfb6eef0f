"""The customer portal: docs.stripe.com/api/customer_portal. Visits last as long as the sandbox."""

from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import not_implemented
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.portal import (
    EVERYTHING,
    configuration,
    features,
    portal_session,
    profile,
)

KIND = "billing_portal.configuration"
SESSION = "billing_portal.session"
_FEATURES = (
    "features.customer_update", "features.invoice_history",
    "features.payment_method_update.enabled", "features.subscription_cancel.enabled",
    "features.subscription_cancel.mode", "features.subscription_cancel.proration_behavior",
)  # fmt: skip


@route(
    "POST", "/v1/billing_portal/configurations", params="billing_portal.ConfigurationCreateParams"
)
@implemented("business_profile", "default_return_url", "metadata", "name", *_FEATURES)
def configure(call: Call) -> Object:
    """Say what customers may do."""
    made = _configuration(call.account, call.params)
    return call.account.add(made, "billing_portal.configuration.created")


@route(
    "GET",
    "/v1/billing_portal/configurations/{id}",
    params="billing_portal.ConfigurationRetrieveParams",
)
def retrieve(call: Call, configuration_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, configuration_id)


@route(
    "POST",
    "/v1/billing_portal/configurations/{id}",
    params="billing_portal.ConfigurationModifyParams",
)
@implemented("active", "business_profile", "default_return_url", "metadata", "name", *_FEATURES)
def update(call: Call, configuration_id: str) -> Object:
    """Change one."""
    account, params = call.account, call.params
    found = account.get(KIND, configuration_id)
    changes = {
        **call.given("active", "default_return_url", "name"),
        "business_profile": profile(params.get("business_profile", {}), found["business_profile"]),
        "features": features(params.get("features", {}), found["features"]),
        "metadata": merged(found["metadata"], params.get("metadata")),
        "updated": account.now(),
    }
    return account.change(found, changes, "billing_portal.configuration.updated")


@route("GET", "/v1/billing_portal/configurations", params="billing_portal.ConfigurationListParams")
@implemented("active", "is_default")
def index(call: Call) -> Object:
    """List configurations."""
    exact = {name: call.params.get(name) for name in ("active", "is_default")}
    return call.listing(call.account.all(KIND), **exact)


@route("POST", "/v1/billing_portal/sessions", params="billing_portal.SessionCreateParams")
@implemented("configuration", "customer", "locale", "return_url")
def visit(call: Call) -> Object:
    """Let a customer in."""
    account, params = call.account, call.params
    account.get("customer", params.get("customer", ""), param="customer")
    wanted = params.get("configuration")
    kept = account.get(KIND, wanted, param="configuration") if wanted else _default(account)
    object_id = account.new_id("bps")
    secret = token(32, account.world.seed, object_id)
    given = {
        "id": object_id,
        "configuration": kept["id"],
        "created": account.now(),
        "customer": params["customer"],
        "livemode": account.livemode,
        "url": hosted.page(account, "billing", f"/p/session/{secret}"),
        **call.given("locale"),
        "return_url": params.get("return_url") or kept["default_return_url"],
    }
    return account.add(portal_session(given), "billing_portal.session.created")


@route("POST", "/v1/customer_sessions", params="CustomerSessionCreateParams")
@implemented("customer", "components")
def customer_session(_: Call) -> Object:
    """Refuse: there are no browser components here."""
    raise not_implemented("customer sessions for components in a browser")


def _configuration(account: Account, params: Object, *, default: bool = False) -> Object:
    now = account.now()
    return configuration(
        {
            "id": account.new_id("bpc"),
            "business_profile": profile(params.get("business_profile", {})),
            "created": now,
            "default_return_url": params.get("default_return_url"),
            "features": features(params.get("features", {})),
            "is_default": default,
            "livemode": account.livemode,
            "metadata": merged({}, params.get("metadata")),
            "name": params.get("name"),
        }
    )


def _default(account: Account) -> Object:
    """Find the dashboard's configuration, saved there the first time it is needed."""
    known = next((each for each in account.all(KIND) if each["is_default"]), None)
    if known is not None:
        return known
    made = _configuration(account, {"features": EVERYTHING}, default=True)
    return account.add(made, "billing_portal.configuration.created")
