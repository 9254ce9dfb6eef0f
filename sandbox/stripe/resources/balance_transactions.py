"""The book of a customer's balance: https://docs.stripe.com/api/customer_balance_transactions."""

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import balance
from sandbox.stripe.lifecycle.balance import KIND
from sandbox.stripe.lifecycle.price_rules import check_currency

_ALL = "/v1/customers/{id}/balance_transactions"
_ONE = f"{_ALL}/{{id}}"


@route("POST", _ALL, params="CustomerCreateBalanceTransactionParams")
@implemented("amount", "currency", "description", "metadata")
def create(call: Call, customer_id: str) -> Object:
    """Give or take credit by hand."""
    account, params = call.account, call.params
    customer = account.get("customer", customer_id, param="customer")
    currency = params["currency"].lower()
    check_currency(currency, "currency")
    if customer["currency"] not in {None, currency}:
        message = (
            f"The currency of the transaction ({currency}) must match that of the customer "
            f"({customer['currency']})."
        )
        raise invalid_request(message, param="currency")
    if customer["currency"] is None:
        account.change(customer, {"currency": currency}, "customer.updated")
    said = {
        "description": params.get("description"),
        "metadata": merged({}, params.get("metadata")),
    }
    return balance.move(account, customer, params["amount"], "adjustment", **said)


@route("GET", _ONE, params="CustomerRetrieveBalanceTransactionParams")
def retrieve(call: Call, customer_id: str, transaction_id: str) -> Object:
    """Show one."""
    return _found(call.account, customer_id, transaction_id)


@route("POST", _ONE, params="CustomerModifyBalanceTransactionParams")
@implemented("description", "metadata")
def update(call: Call, customer_id: str, transaction_id: str) -> Object:
    """Change what it says, never what it moved."""
    found = _found(call.account, customer_id, transaction_id)
    changes = {
        **call.given("description"),
        "metadata": merged(found["metadata"], call.params.get("metadata")),
    }
    return call.account.change(found, changes)


@route("GET", _ALL, params="CustomerListBalanceTransactionsParams")
@implemented("invoice")
def index(call: Call, customer_id: str) -> Object:
    """List the customer's transactions."""
    call.account.get("customer", customer_id, param="customer")
    every = call.account.where(KIND, "customer", customer_id)
    return call.listing(every, invoice=call.params.get("invoice"))


def _found(account: Account, customer_id: str, transaction_id: str) -> Object:
    found = account.find(KIND, transaction_id)
    if found is None or found["customer"] != customer_id:
        raise resource_missing(KIND, transaction_id)
    return found
