"""Webhook endpoints: https://docs.stripe.com/api/webhook_endpoints."""

from urllib.parse import urlsplit

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.versions.known import check_version

KIND = "webhook_endpoint"
LONGEST_OVERLAP = 24 * 3600
MOST = 16
"""Endpoints an account may have in one mode: https://docs.stripe.com/webhooks."""


@route("POST", "/v1/webhook_endpoints", params="WebhookEndpointCreateParams")
@implemented("api_version", "description", "enabled_events", "metadata", "url")
def create(call: Call) -> Object:
    """Register a receiver; only this answer tells its secret."""
    account, params = call.account, call.params
    if "api_version" in params:
        check_version(params["api_version"], param="api_version")
    _check_url(account, params["url"])
    if len(list(account.all(KIND))) >= MOST:
        raise invalid_request(f"You have reached the maximum of {MOST} webhook endpoints.")
    made = account.add(_endpoint(account, params))
    secret = f"whsec_{token(32, account.world.seed, account.alias, made['id'])}"
    account.facts[made["id"]] = {"secret": secret}
    return {**made, "secret": secret}


@route("GET", "/v1/webhook_endpoints/{id}", params="WebhookEndpointRetrieveParams")
def retrieve(call: Call, endpoint_id: str) -> Object:
    """Show one, without its secret."""
    return call.account.get(KIND, endpoint_id)


@route("POST", "/v1/webhook_endpoints/{id}", params="WebhookEndpointModifyParams")
@implemented("description", "disabled", "enabled_events", "metadata", "url")
def update(call: Call, endpoint_id: str) -> Object:
    """Change what was given; a disabled endpoint gets nothing, and nothing is kept for it."""
    found = call.account.get(KIND, endpoint_id)
    if "url" in call.params:
        _check_url(call.account, call.params["url"])
    changes = {
        **call.given("description", "enabled_events", "url"),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    if "disabled" in call.params:
        changes["status"] = "disabled" if call.params["disabled"] else "enabled"
    return call.account.change(found, changes)


@route("DELETE", "/v1/webhook_endpoints/{id}", params="WebhookEndpointDeleteParams")
def delete(call: Call, endpoint_id: str) -> Object:
    """Stop sending to a receiver."""
    call.account.remove(call.account.get(KIND, endpoint_id))
    return call.account.deleted[endpoint_id]


@route("GET", "/v1/webhook_endpoints", params="WebhookEndpointListParams")
def index(call: Call) -> Object:
    """List the receivers."""
    return call.listing(call.account.all(KIND))


def roll(account: Account, endpoint_id: str, old_for: int) -> str:
    """Give an endpoint a new secret, as the dashboard does; the old one stays in force for
    ``old_for`` seconds (at most a day): https://docs.stripe.com/webhooks#roll-endpoint-secrets."""
    account.get(KIND, endpoint_id)
    known = account.facts[endpoint_id]
    fresh = f"whsec_{token(32, account.world.seed, account.alias, known['secret'])}"
    until = account.now() + min(old_for, LONGEST_OVERLAP)
    account.facts[endpoint_id] = {"secret": fresh, "old": [known["secret"]], "old_until": until}
    return fresh


def _endpoint(account: Account, params: Object) -> Object:
    return {
        "id": account.new_id("we"),
        "object": KIND,
        "api_version": params.get("api_version"),
        "application": None,
        "created": account.now(),
        "description": params.get("description") or None,
        "enabled_events": params["enabled_events"],
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "status": "enabled",
        "url": params["url"],
    }


def _check_url(account: Account, url: str) -> None:
    """Insist on HTTPS in live mode, except on this machine, where sandbox receivers live."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise invalid_request("Not a valid URL", param="url", code="url_invalid")
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if account.livemode and parts.scheme != "https" and not local:
        message = "Invalid URL: Live webhook endpoints must be HTTPS."
        raise invalid_request(message, param="url", code="url_invalid")
