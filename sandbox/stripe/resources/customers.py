"""Customers: https://docs.stripe.com/api/customers."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import includable
from sandbox.stripe.http.listing import page
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import balance, taxation
from sandbox.stripe.lifecycle.ending import end
from sandbox.stripe.lifecycle.test_clocks import check_room
from sandbox.stripe.payments import legacy
from sandbox.stripe.payments.methods import attach_to, resolve
from sandbox.stripe.resources import tax_ids
from sandbox.stripe.shapes.customer import PLAIN, customer, invoice_settings
from sandbox.stripe.shapes.payment_method import address

KIND = "customer"
ENDED = ("canceled", "incomplete_expired")
DEFAULT_METHOD = "invoice_settings[default_payment_method]"
SETTABLE = (
    *PLAIN, "address", "balance", "invoice_settings.custom_fields",
    "invoice_settings.default_payment_method", "invoice_settings.footer", "metadata",
    "next_invoice_sequence", "invoice_prefix", "preferred_locales", "tax.validate_location",
    "tax_exempt",
)  # fmt: skip


@route("POST", "/v1/customers", params="CustomerCreateParams")
@implemented(*SETTABLE, "payment_method", "source", "tax_id_data", "test_clock")
def create(call: Call) -> Object:
    """Make a customer; a payment method given along is attached, and refused with it."""
    check_room(call.account, call.params.get("test_clock"))
    made = customer(call.account, call.params)
    default = (call.params.get("invoice_settings") or {}).get("default_payment_method")
    method = call.params.get("payment_method")
    if default and default != method:
        raise _not_attached(default)
    _check_taxes(made, call.params)
    call.account.store.put(made)
    if method:
        _adopt(call.account, made, method, default=bool(default))
    if "source" in call.params:
        _adopt_source(call.account, made, call.params["source"])
    balance.open_book(call.account, made)
    call.account.announce("customer.created", made)
    for each in call.params.get("tax_id_data", []):
        tax_ids.add(call.account, made, each)
    return made


@route("GET", "/v1/customers/{id}", params="CustomerRetrieveParams")
def retrieve(call: Call, customer_id: str) -> Object:
    """Show one, or the stub of a deleted one."""
    gone = call.account.deleted.get(customer_id)
    return gone or call.account.get(KIND, customer_id)


@route("POST", "/v1/customers/{id}", params="CustomerModifyParams")
@implemented(*SETTABLE, "default_source", "source")
def update(call: Call, customer_id: str) -> Object:
    """Change what was given."""
    account, params = call.account, call.params
    found = account.get(KIND, customer_id)
    changes: Object = {
        **call.given(*PLAIN, "balance", "next_invoice_sequence", "invoice_prefix"),
        **call.given("preferred_locales"),
        "metadata": merged(found["metadata"], params.get("metadata")),
    }
    if "tax_exempt" in params:
        changes["tax_exempt"] = params["tax_exempt"] or "none"
    if "address" in params:
        changes["address"] = address(params["address"]) if params["address"] else None
    if "invoice_settings" in params:
        changes["invoice_settings"] = _settings(account, found, params["invoice_settings"])
    if "default_source" in params:
        wanted = params["default_source"]
        changes["default_source"] = legacy.check_owned(account, customer_id, wanted)
    if "source" in params:
        legacy.replace_default(account, found, params["source"])
    _check_taxes({**found, **changes}, params)
    balance.adjusted(account, found, params.get("balance"))
    return account.change(found, changes, "customer.updated")


@route("DELETE", "/v1/customers/{id}", params="CustomerDeleteParams")
def delete(call: Call, customer_id: str) -> Object:
    """Delete a customer; "also immediately cancels any active subscriptions" (API reference)."""
    account, found = call.account, call.account.get(KIND, customer_id)
    for subscription in account.where("subscription", "customer", customer_id):
        if subscription["status"] not in ENDED:
            end(account, subscription, reason="cancellation_requested")
    account.remove(found, "customer.deleted")
    return account.deleted[customer_id]


@route("GET", "/v1/customers", params="CustomerListParams")
@implemented("email", "test_clock")
def index(call: Call) -> Object:
    """List customers; ``email`` is compared exactly, case included."""
    narrowed = {name: call.params.get(name) for name in ("email", "test_clock")}
    return call.listing(call.account.all(KIND), **narrowed)


@includable("customer", "subscriptions")
def subscriptions(account: Account, found: Object) -> Object:
    """Show the customer's current subscriptions, which only an expansion does."""
    every = account.where("subscription", "customer", found["id"])
    current = [each for each in every if each["status"] not in ENDED]
    return page(current, {}, f"/v1/customers/{found['id']}/subscriptions")


@includable("customer", "tax")
def tax(_: Account, found: Object) -> Object:
    """Show where a customer is taxed, which only an expansion does."""
    where = taxation.location(found)
    return {
        "automatic_tax": taxation.status(found),
        "ip_address": None,
        "location": None if where is None else where._asdict(),
        "provider": "stripe",
    }


def _check_taxes(made: Object, params: Object) -> None:
    """Refuse tax ids that are none, and on demand a place that cannot be taxed."""
    for n, each in enumerate(params.get("tax_id_data", [])):
        tax_ids.check_value(each, f"tax_id_data[{n}][value]")
    if params.get("tax", {}).get("validate_location") == "immediately":
        taxation.check_location(made)


def _adopt(account: Account, made: Object, reference: str, *, default: bool) -> None:
    """Attach the method given at creation; when it is refused there is no customer either."""
    try:
        method = attach_to(account, resolve(account, reference), made["id"])
    except StripeError:
        account.store.drop(made)
        raise
    if default:
        settings = {**made["invoice_settings"], "default_payment_method": method["id"]}
        account.store.change(made, {"invoice_settings": settings})


def _adopt_source(account: Account, made: Object, reference: str) -> None:
    """Save the card given at creation as the default; refused, it takes the customer with it."""
    try:
        legacy.give_to(account, legacy.redeem(account, reference), made, quiet=True)
    except StripeError:
        account.store.drop(made)
        raise


def _settings(account: Account, found: Object, given: dict[str, Any]) -> Object:
    """Take a new default payment method, which has to be attached to this customer already."""
    wanted = given.get("default_payment_method")
    if wanted:
        method = resolve(account, wanted, param=DEFAULT_METHOD)
        if method["customer"] != found["id"]:
            raise _not_attached(wanted)
    return invoice_settings(given, found["invoice_settings"])


def _not_attached(method: str) -> StripeError:
    message = (
        f"The customer does not have a payment method with the ID {method}. The payment method "
        "must be attached to the customer."
    )
    return invalid_request(message, param=DEFAULT_METHOD, code="resource_missing")
