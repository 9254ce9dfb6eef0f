"""Coupons: https://docs.stripe.com/api/coupons."""

from sandbox.stripe.billing.calendar import DAY
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.currencies import CURRENCIES
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import check_chosen_id, missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle.redeeming import close_codes, coupon_facts
from sandbox.stripe.shapes.discount import coupon

KIND = "coupon"
_LONGEST = 5 * 366 * DAY
"""Seconds: "redeem_by … cannot be set to more than 5 years in the future" (api/coupons/create)."""


@route("POST", "/v1/coupons", params="CouponCreateParams")
@implemented(
    "amount_off", "applies_to", "currency", "currency_options", "duration", "duration_in_months",
    "id", "max_redemptions", "metadata", "name", "percent_off", "redeem_by",
)  # fmt: skip
def create(call: Call) -> Object:
    """Make a coupon."""
    account, params = call.account, call.params
    check_chosen_id(call.params.get("id"))
    if account.find(KIND, params.get("id", "")):
        message = "Coupon already exists."
        raise invalid_request(message, param="id", code="resource_already_exists")
    _check_worth(params)
    _check_duration(params)
    _check_limits(params, account.now())
    for product in params.get("applies_to", {}).get("products", []):
        account.get("product", product, param="applies_to[products]")
    made = coupon(account, params)
    account.facts[f"coupon {made['id']}"] = {
        "applies_to": params.get("applies_to"),
        "currency_options": _options(params),
    }
    if made["redeem_by"] is not None:
        account.at(made["redeem_by"] + 1, "coupon.expire", made["id"])
    return account.add(made, "coupon.created")


@route("GET", "/v1/coupons/{id}", params="CouponRetrieveParams")
def retrieve(call: Call, coupon_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, coupon_id)


@route("POST", "/v1/coupons/{id}", params="CouponModifyParams")
@implemented("currency_options", "metadata", "name")
def update(call: Call, coupon_id: str) -> Object:
    """Change what it is called, or add currencies: what it is worth is fixed."""
    account, params = call.account, call.params
    found = account.get(KIND, coupon_id)
    if "currency_options" in params:
        if found["amount_off"] is None:
            raise _only_with_amount()
        facts = coupon_facts(account, found)
        facts["currency_options"] = {**(facts["currency_options"] or {}), **_options(params)}
    changes = {
        **call.given("name"),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    return account.change(found, changes, "coupon.updated")


@route("DELETE", "/v1/coupons/{id}", params="CouponDeleteParams")
def delete(call: Call, coupon_id: str) -> Object:
    """Delete a coupon; whoever has redeemed it keeps the discount, its codes are closed."""
    account = call.account
    found = account.get(KIND, coupon_id)
    account.remove(found, "coupon.deleted")
    close_codes(account, coupon_id)
    return account.deleted[coupon_id]


@route("GET", "/v1/coupons", params="CouponListParams")
def index(call: Call) -> Object:
    """List coupons."""
    return call.listing(call.account.all(KIND))


@includable(KIND, "applies_to")
def applies_to(account: Account, found: Object) -> object:
    """Show what it is good for, which only an expansion does."""
    return coupon_facts(account, found)["applies_to"]


@includable(KIND, "currency_options")
def currency_options(account: Account, found: Object) -> object:
    """Show every amount, the first currency's included, which only an expansion does."""
    if found["amount_off"] is None:
        return None
    own = {found["currency"]: {"amount_off": found["amount_off"]}}
    return {**own, **(coupon_facts(account, found)["currency_options"] or {})}


@task("coupon.expire")
def expire(account: Account, coupon_id: str) -> None:
    """Close a coupon after its ``redeem_by`` [that an event tells of it is inferred]."""
    found = account.find(KIND, coupon_id)
    if found is None or found["redeem_by"] is None or found["redeem_by"] >= account.now():
        return
    account.change(found, {"valid": False}, "coupon.updated")
    close_codes(account, coupon_id)


def _check_worth(params: Object) -> None:
    if ("percent_off" in params) == ("amount_off" in params):
        message = "Must provide either percent_off or amount_off, and not both."
        raise invalid_request(message, param="percent_off")
    if "percent_off" in params and not 0 < params["percent_off"] <= 100:
        message = "Invalid percent_off: must be greater than 0 and less than or equal to 100."
        raise invalid_request(message, param="percent_off")
    if "amount_off" in params:
        _check_amount(params)
    elif "currency_options" in params:
        raise _only_with_amount()


def _check_amount(params: Object) -> None:
    if "currency" not in params:
        raise missing("currency")
    options = params.get("currency_options", {})
    if "" in options.values():
        raise invalid_request("Invalid object", param="currency_options")
    amounts = [params["amount_off"], *(option["amount_off"] for option in options.values())]
    if min(amounts) < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_request(message, param="amount_off", code="parameter_invalid_integer")
    for currency in (params["currency"], *options):
        if currency.lower() not in CURRENCIES:
            raise invalid_request(f"Invalid currency: {currency}", param="currency")


def _check_duration(params: Object) -> None:
    months = params.get("duration_in_months")
    if params.get("duration") != "repeating":
        if months is not None:
            message = "duration_in_months can only be set if duration is repeating."
            raise invalid_request(message, param="duration_in_months")
        return
    if months is None:
        raise missing("duration_in_months")
    if months < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_request(message, param="duration_in_months", code="parameter_invalid_integer")


def _check_limits(params: Object, now: int) -> None:
    redeem_by = params.get("redeem_by")
    if redeem_by is not None and not now < redeem_by <= now + _LONGEST:
        message = "Invalid redeem_by: must be in the future and no more than five years ahead."
        raise invalid_request(message, param="redeem_by")
    if params.get("max_redemptions", 1) < 1:
        message = "This value must be greater than or equal to 1."
        raise invalid_request(message, param="max_redemptions", code="parameter_invalid_integer")


def _options(params: Object) -> Object:
    options: Object = params.get("currency_options", {})
    return {currency.lower(): dict(option) for currency, option in options.items()}


def _only_with_amount() -> Exception:
    message = "currency_options can only be set if the coupon has an amount_off."
    return invalid_request(message, param="currency_options")
