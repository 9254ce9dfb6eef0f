"""The account a key opens: https://docs.stripe.com/api/accounts/retrieve, without an id."""

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import route


@route("GET", "/v1/account", params="AccountRetrieveParams")
def retrieve(call: Call) -> Object:
    """Show what a key may learn of its own account; who owns it is nobody's business here."""
    account = call.account
    return {
        "id": account.id,
        "object": "account",
        "business_profile": None,
        "business_type": None,
        "charges_enabled": True,
        "controller": {"type": "account"},
        "country": "US",
        "created": account.world.start,
        "default_currency": "usd",
        "details_submitted": True,
        "email": None,
        "metadata": {},
        "payouts_enabled": True,
        "settings": {"dashboard": {"display_name": account.alias, "timezone": "Etc/UTC"}},
        "type": "standard",
    }
