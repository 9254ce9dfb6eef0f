"""The account a key opens: https://docs.stripe.com/api/accounts/retrieve, without an id."""

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import route

DESCRIPTORS = (
    "statement_descriptor_prefix",
    "statement_descriptor_prefix_kana",
    "statement_descriptor_prefix_kanji",
)
SCRIPTS = (
    "statement_descriptor_kana",
    "statement_descriptor_kanji",
    "statement_descriptor_prefix_kana",
    "statement_descriptor_prefix_kanji",
)


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
        "settings": {
            "branding": dict.fromkeys(("icon", "logo", "primary_color", "secondary_color")),
            "card_payments": dict.fromkeys(DESCRIPTORS),
            "dashboard": {"display_name": account.alias, "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": None, **dict.fromkeys(SCRIPTS)},
        },
        "type": "standard",
    }
