"""/v1/transactions: the only place where refunds and disputes can be seen."""

from datetime import UTC, date, datetime
from functools import cache

from sandbox.kajabi.core.errors import not_implemented
from sandbox.kajabi.core.records import Transaction
from sandbox.kajabi.core.world import World, found
from sandbox.kajabi.http import sales
from sandbox.kajabi.http.endpoints import Call, endpoint
from sandbox.kajabi.http.including import included
from sandbox.kajabi.http.incoming import Reply
from sandbox.kajabi.http.listing import Listing

SHOW = frozenset({"include", "fields[transactions]", "fields[customers]", "fields[purchases]"})
COUNTED = frozenset({"charge", "refund", "subscribe", "subscription_charge", "dispute"})
"""The list leaves out free and test rows, failed and pending ones (spec)."""


def _site(world: World, what: Transaction, wanted: str) -> bool:
    owner = world.state.contacts.get(what.contact)
    return owner is not None and owner.site == wanted


def _customer(world: World, what: Transaction, wanted: str) -> bool:
    owner = world.state.contacts.get(what.contact)
    return owner is not None and owner.customer == wanted


def _person(world: World, what: Transaction, wanted: str) -> bool:
    owner = world.state.contacts.get(what.contact)
    return owner is not None and wanted.lower() in f"{owner.name}\n{owner.email}".lower()


def _from(_: World, what: Transaction, wanted: str) -> bool:
    return _day_of(what) >= _day(wanted)


def _to(_: World, what: Transaction, wanted: str) -> bool:
    return _day_of(what) <= _day(wanted)


TRANSACTIONS = Listing(
    kind="transactions",
    render=sales.transaction,
    filters={
        "site_id": _site,
        "customer_id": _customer,
        "name_or_email": _person,
        "start_date": _from,
        "end_date": _to,
    },
)


@endpoint("GET", "/v1/transactions", scope="view:transactions", query=TRANSACTIONS.query)
def index(call: Call) -> Reply:
    """List transactions, oldest first [inferred: the spec has no order and no ``sort`` here]."""
    every = call.world.state.transactions.values()
    return TRANSACTIONS.page(call, [each for each in every if each.action in COUNTED])


@endpoint("GET", "/v1/transactions/{id}", scope="view:transactions", query=SHOW)
def show(call: Call) -> Reply:
    """Show a transaction."""
    what = found(call.world.state.transactions, "transactions", call.path["id"])
    owner = call.world.state.contacts.get(what.contact)
    customer = [owner.customer] if owner and owner.customer else []
    shown = sales.transaction(call.world, what, call.asked.origin)
    offered = {"customer": lambda: customer, "purchases": lambda: what.accesses}
    return included(call, shown, offered)


def _day_of(what: Transaction) -> date:
    return datetime.fromtimestamp(what.created_at, UTC).date()


@cache
def _day(text: str) -> date:
    """Read a day; both ends count, in UTC [inferred]. A time of day is not documented."""
    try:
        return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError as wrong:
        raise not_implemented(f"{text} as a date: write 2024-12-31") from wrong
