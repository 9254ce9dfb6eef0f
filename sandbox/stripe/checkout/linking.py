"""Payment links: one address, a fresh Checkout Session for everybody who opens it.

https://docs.stripe.com/payment-links
"""

from typing import Any

from sandbox.stripe.checkout import lines as line_items
from sandbox.stripe.checkout import opening
from sandbox.stripe.core import hosted
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.shapes.payment_link import after, payment_link, subscription_data

KIND = "payment_link"


def begin(account: Account, params: dict[str, Any]) -> Object:
    """Make a link; it sells the same lines to everybody."""
    given = params["line_items"]
    mode = "subscription" if _recurring(account, given) else "payment"
    lines = line_items.sold(account, given, mode)
    object_id = account.new_id("plink")
    made = payment_link(
        {
            "id": object_id,
            "currency": lines[0]["currency"],
            "livemode": account.livemode,
            "metadata": merged({}, params.get("metadata")),
            "url": hosted.page(account, "buy", f"/b/{token(20, account.world.seed, object_id)}"),
            **changed(params),
        }
    )
    account.facts[object_id] = {"lines": lines, "mode": mode}
    return account.add(made, "payment_link.created")


def changed(params: dict[str, Any]) -> Object:
    """Read what a link can be told at any time."""
    changes: Object = {name: params[name] for name in SIMPLE if name in params}
    if "after_completion" in params:
        changes["after_completion"] = after(params["after_completion"])
    if params.get("subscription_data"):
        changes["subscription_data"] = subscription_data(params["subscription_data"])
    return changes


SIMPLE = (
    "billing_address_collection", "customer_creation", "inactive_message",
    "payment_method_collection", "submit_type",
)  # fmt: skip


def follow(account: Account, link: Object) -> Object:
    """Open a link as a customer does: their own session begins."""
    if not link["active"]:
        message = link["inactive_message"] or "This link is no longer active."
        raise invalid_request(message, code="payment_link_not_active")
    known = account.facts[link["id"]]
    params: Object = {
        "line_items": [
            {"price": line["price"]["id"], "quantity": line["quantity"]} for line in known["lines"]
        ],
        "metadata": dict(link["metadata"]),
        "mode": known["mode"],
        "success_url": _afterwards(account, link),
    }
    if known["mode"] == "subscription":
        params["payment_method_collection"] = link["payment_method_collection"]
        if link["subscription_data"]:
            params["subscription_data"] = _asked(link["subscription_data"])
    elif link["customer_creation"] != "if_required":
        params["customer_creation"] = link["customer_creation"]
    return opening.begin(account, params, link["id"])


def _asked(data: Object) -> Object:
    names = ("description", "metadata", "trial_period_days", "trial_settings")
    return {name: data[name] for name in names if data[name]}


def _afterwards(account: Account, link: Object) -> str:
    redirect: Object = link["after_completion"].get("redirect") or {}
    return str(redirect.get("url") or hosted.page(account, "buy", "/thanks"))


def _recurring(account: Account, given: list[Object]) -> bool:
    """A link's mode follows from what it sells."""
    for each in given:
        if (each.get("price_data") or {}).get("recurring"):
            return True
        price = account.find("price", each.get("price", ""))
        if price is not None and price["recurring"]:
            return True
    return False
