"""Promotion codes: https://docs.stripe.com/api/promotion_codes."""

import re

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.discount import promotion_code

KIND = "promotion_code"
_LETTERS = re.compile(r"[A-Za-z0-9-]+")


@route("POST", "/v1/promotion_codes", params="PromotionCodeCreateParams")
@implemented(
    "active", "code", "customer", "expires_at", "max_redemptions", "metadata", "promotion",
    "restrictions.first_time_transaction", "restrictions.minimum_amount",
    "restrictions.minimum_amount_currency",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a code that customers can redeem."""
    account, params = call.account, call.params
    if "coupon" not in params["promotion"]:
        raise missing("promotion[coupon]")
    coupon = account.get("coupon", params["promotion"]["coupon"], param="promotion[coupon]")
    if not coupon["valid"]:
        message = f"The coupon {coupon['id']} is not valid any more."
        raise invalid_request(message, param="promotion[coupon]")
    if "customer" in params:
        account.get("customer", params["customer"], param="customer")
    _check_limits(params, coupon, account.now())
    _check_minimum(params.get("restrictions", {}))
    if params.get("active", True) and "code" in params:
        _check_free(account, params["code"], params.get("customer"))
    made = promotion_code(account, params)
    if made["expires_at"] is not None:
        account.at(made["expires_at"] + 1, "promotion_code.expire", made["id"])
    return account.add(made, "promotion_code.created")


@route("GET", "/v1/promotion_codes/{id}", params="PromotionCodeRetrieveParams")
def retrieve(call: Call, code_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, code_id)


@route("POST", "/v1/promotion_codes/{id}", params="PromotionCodeModifyParams")
@implemented("active", "metadata")
def update(call: Call, code_id: str) -> Object:
    """Close a code, or open it again as long as it could be redeemed."""
    account, params = call.account, call.params
    found = account.get(KIND, code_id)
    if params.get("active") and not found["active"]:
        _check_can_reopen(account, found)
    changes = {
        **call.given("active"),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    return account.change(found, changes, "promotion_code.updated")


@route("GET", "/v1/promotion_codes", params="PromotionCodeListParams")
@implemented("active", "code", "coupon", "customer")
def index(call: Call) -> Object:
    """List codes; a code is found whatever its case."""
    params = call.params
    code, coupon = params.get("code", "").lower(), params.get("coupon")
    every = (
        each
        for each in call.account.all(KIND)
        if (not code or each["code"].lower() == code)
        and coupon in (None, each["promotion"]["coupon"])
    )
    return call.listing(every, active=params.get("active"), customer=params.get("customer"))


@task("promotion_code.expire")
def expire(account: Account, code_id: str) -> None:
    """Close a code after its ``expires_at``."""
    found = account.find(KIND, code_id)
    if found is not None and found["expires_at"] < account.now():
        account.change(found, {"active": False}, "promotion_code.updated")


def _check_limits(params: Object, coupon: Object, now: int) -> None:
    """A code cannot promise more than its coupon (api/promotion_codes/create)."""
    if "code" in params and not _LETTERS.fullmatch(params["code"]):
        message = "Invalid code: must only contain letters, digits and dashes."
        raise invalid_request(message, param="code")
    if _is_outside(params.get("expires_at"), now + 1, coupon["redeem_by"]):
        message = "Invalid expires_at: must be in the future and not after the coupon's redeem_by."
        raise invalid_request(message, param="expires_at")
    if _is_outside(params.get("max_redemptions"), 1, coupon["max_redemptions"]):
        message = "Invalid max_redemptions: must be positive and not exceed the coupon's."
        raise invalid_request(message, param="max_redemptions")


def _is_outside(value: int | None, least: int, most: int | None) -> bool:
    if value is None:
        return False
    return value < least or (most is not None and value > most)


def _check_minimum(restrictions: Object) -> None:
    names = {"minimum_amount", "minimum_amount_currency"}
    given = names & restrictions.keys()
    if len(given) == 1:
        raise missing(f"restrictions[{min(names - given)}]")


def _check_free(account: Account, code: str, customer: str | None) -> None:
    """Codes are unique among the active ones of a customer, whatever their case."""
    for other in account.all(KIND):
        same = other["code"].lower() == code.lower()
        shared = customer == other["customer"] or None in (customer, other["customer"])
        if other["active"] and same and shared:
            message = "An active promotion code with `code: {code}` already exists."
            raise invalid_request(message.format(code=code), param="code")


def _check_can_reopen(account: Account, found: Object) -> None:
    coupon = account.find("coupon", found["promotion"]["coupon"])
    used_up = found["max_redemptions"] and found["times_redeemed"] >= found["max_redemptions"]
    expired = found["expires_at"] is not None and found["expires_at"] < account.now()
    if coupon is None or not coupon["valid"] or used_up or expired:
        message = "This promotion code cannot be activated because it can no longer be redeemed."
        raise invalid_request(message, param="active")
    _check_free(account, found["code"], found["customer"])
