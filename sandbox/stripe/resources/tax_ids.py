"""Tax ids of customers: https://docs.stripe.com/api/tax_ids. Account tax ids are refused."""

from sandbox.stripe.billing.tax_id_formats import VERIFIED, country_of, fits
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.due import task
from sandbox.stripe.core.errors import invalid_request, not_implemented, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.shapes.tax import tax_id

KIND = "tax_id"
MOST = 5
"""A customer can have so many (docs.stripe.com/billing/customer/tax-ids)."""
_CHECK_TAKES = 60
"""Seconds until the authorities have answered [inferred]."""
_MAGIC = {"111111111": "unverified", "222222222": "pending"}
"""Numbers for testing verification, same page; all others turn out to be genuine."""


@route("POST", "/v1/customers/{id}/tax_ids", params="CustomerCreateTaxIdParams")
@implemented("type", "value")
def create(call: Call, customer_id: str) -> Object:
    """Give a customer a tax id."""
    return add(call.account, call.account.get("customer", customer_id), call.params)


@route("GET", "/v1/customers/{id}/tax_ids/{id}", params="CustomerRetrieveTaxIdParams")
def retrieve(call: Call, customer_id: str, tax_id_id: str) -> Object:
    """Show one of a customer's."""
    return _of_customer(call.account, customer_id, tax_id_id)


@route("DELETE", "/v1/customers/{id}/tax_ids/{id}", params="CustomerDeleteTaxIdParams")
def delete(call: Call, customer_id: str, tax_id_id: str) -> Object:
    """Take one away."""
    return _removed(call.account, _of_customer(call.account, customer_id, tax_id_id))


@route("GET", "/v1/customers/{id}/tax_ids", params="CustomerListTaxIdsParams")
def index(call: Call, customer_id: str) -> Object:
    """List a customer's."""
    call.account.get("customer", customer_id)
    return call.listing(call.account.where(KIND, "customer", customer_id))


@route("POST", "/v1/tax_ids", params="TaxIdCreateParams")
@implemented("owner.customer", "owner.type", "type", "value")
def create_for_owner(call: Call) -> Object:
    """Give a customer a tax id, named as its owner."""
    customer = _owner(call.params)
    return add(call.account, call.account.get("customer", customer, param="owner"), call.params)


@route("GET", "/v1/tax_ids/{id}", params="TaxIdRetrieveParams")
def retrieve_any(call: Call, tax_id_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, tax_id_id)


@route("DELETE", "/v1/tax_ids/{id}", params="TaxIdDeleteParams")
def delete_any(call: Call, tax_id_id: str) -> Object:
    """Take one away."""
    return _removed(call.account, call.account.get(KIND, tax_id_id))


@route("GET", "/v1/tax_ids", params="TaxIdListParams")
@implemented("owner.customer", "owner.type")
def index_of_owner(call: Call) -> Object:
    """List the tax ids of one owner; the account itself, whose are listed unless another owner is
    named (api/tax_ids/list, ``owner``), has none here."""
    if call.params.get("owner", {"type": "self"})["type"] == "self":
        return call.listing(())
    return call.listing(call.account.where(KIND, "customer", _owner(call.params)))


@includable("customer", "tax_ids")
def tax_ids(account: Account, customer: Object) -> Object:
    """Show a customer's tax ids, which only an expansion does."""
    found = list(account.where(KIND, "customer", customer["id"]))
    return page(found, {}, f"/v1/customers/{customer['id']}/tax_ids")


@task("tax_id.check")
def check(account: Account, tax_id_id: str) -> None:
    """Hear from the authorities."""
    found = account.find(KIND, tax_id_id)
    if found is None:
        return
    digits = "".join(letter for letter in found["value"] if letter.isdigit())
    status = _MAGIC.get(digits, "verified")
    verification = {**found["verification"], "status": status}
    account.change(found, {"verification": verification}, "customer.tax_id.updated")


def add(account: Account, customer: Object, given: Object) -> Object:
    """Check and keep a customer's tax id."""
    check_value(given)
    held = [(each["type"], each["value"]) for each in _held(account, customer)]
    if (given["type"], given["value"]) in held:
        message = "The customer already has a tax ID with this type and value."
        raise invalid_request(message, param="value", code="resource_already_exists")
    if len(held) >= MOST:
        raise invalid_request(f"A customer can have at most {MOST} tax IDs.")
    country = country_of(given["type"], given["value"])
    status = "pending" if given["type"] in VERIFIED else "unavailable"
    made = account.add(
        tax_id(account, customer["id"], given, country, status), "customer.tax_id.created"
    )
    if status == "pending":
        account.at(account.now() + _CHECK_TAKES, "tax_id.check", made["id"])
    return made


def check_value(given: Object, param: str = "value") -> None:
    """Refuse what cannot be a tax id of its type."""
    if not fits(given["type"], given["value"]):
        message = f"Invalid value for {given['type']}."
        raise invalid_request(message, param=param, code="tax_id_invalid")


def _held(account: Account, customer: Object) -> list[Object]:
    return list(account.where(KIND, "customer", customer["id"]))


def _of_customer(account: Account, customer_id: str, tax_id_id: str) -> Object:
    account.get("customer", customer_id)
    found = account.find(KIND, tax_id_id)
    if found is None or found["customer"] != customer_id:
        raise resource_missing(KIND, tax_id_id)
    return found


def _removed(account: Account, found: Object) -> Object:
    account.remove(found, "customer.tax_id.deleted")
    return account.deleted[found["id"]]


def _owner(params: Object) -> str:
    owner = params.get("owner", {"type": "self"})
    if owner["type"] != "customer":
        raise not_implemented(f"tax ids of an owner of type {owner['type']}")
    if "customer" not in owner:
        raise missing("owner[customer]")
    return str(owner["customer"])
