"""The balance and what moved it: docs.stripe.com/api/balance, …/api/balance_transactions."""

from sandbox.stripe.core.errors import not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.payments import ledger
from sandbox.stripe.payments.ledger import KIND


@route("GET", "/v1/balance", params="BalanceRetrieveParams")
def retrieve(call: Call) -> Object:
    """Add up what there is."""
    return ledger.total(call.account)


@route("GET", "/v1/balance_transactions/{id}", params="BalanceTransactionRetrieveParams")
def transaction(call: Call, transaction_id: str) -> Object:
    """Show one movement."""
    return call.account.get(KIND, transaction_id)


@route("GET", "/v1/balance_transactions", params="BalanceTransactionListParams")
@implemented("currency", "source", "type")
def index(call: Call) -> Object:
    """List movements."""
    exact = {name: call.params.get(name) for name in ("currency", "source", "type")}
    return call.listing(call.account.all(KIND), **exact)


@route("POST", "/v1/payouts", params="PayoutCreateParams")
def pay_out(_: Call) -> Object:
    """Refuse: the balance only grows here."""
    raise not_implemented("paying the balance out")
