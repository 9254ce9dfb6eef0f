"""/payments: what was sold in HighLevel. Nothing of it can be made by the API [S]: there is no
POST for orders, transactions or subscriptions, so a subscription made elsewhere is never here."""

from collections.abc import Callable, Iterable
from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.ground.asking import Object, Reply
from sandbox.highlevel.core.errors import bad_request, forbidden, invalid
from sandbox.highlevel.core.sales import Order, Sold, Subscription, Transaction
from sandbox.highlevel.core.world import World, found
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint, needed
from sandbox.highlevel.http.periods import within
from sandbox.highlevel.http.stretches import OF_LOCATION, location_of, stretch
from sandbox.highlevel.people import sales, selling

PAGE = frozenset({*OF_LOCATION, "limit", "offset", "startAt", "endAt", "paymentMode", "contactId"})
ORDERS: dict[str, Callable[[Order], str]] = {
    "contactId": lambda each: each.contact,
    "status": lambda each: each.status,
    "paymentStatus": lambda each: each.payment_status,
    "paymentMode": lambda each: each.mode,
}
TRANSACTIONS: dict[str, Callable[[Transaction], str]] = {
    "contactId": lambda each: each.contact,
    "subscriptionId": lambda each: each.subscription,
    "entityId": lambda each: each.entity,
    "entitySourceType": lambda each: each.source.type,
    "entitySourceSubType": lambda each: each.source.sub_type,
    "paymentMode": lambda each: each.mode,
}
SUBSCRIPTIONS: dict[str, Callable[[Subscription], str]] = {
    "id": lambda each: each.id,
    "contactId": lambda each: each.contact,
    "entityId": lambda each: each.entity,
    "entitySourceType": lambda each: each.source.type,
    "paymentMode": lambda each: each.mode,
}


class Card(Body):
    """Which card it was, as somebody noted."""

    type: Literal["visa", "mastercard", "other"]
    last4: str


class Cheque(Body):
    """Which cheque it was."""

    number: str


class OrderPayment(Body):
    """A payment that came in elsewhere [S: ``PostRecordOrderPaymentBody``]."""

    location: Annotated[str, Field(alias="altId")]
    kind: Annotated[Literal["location"], Field(alias="altType")]
    mode: Literal["cash", "card", "cheque", "bank_transfer", "other"]
    card: Card | None = None
    cheque: Cheque | None = None
    notes: str = ""
    amount: Annotated[float, Field(gt=0)] | None = None
    """Major units."""
    meta: dict[str, Any] | None = None
    partial: Annotated[bool, Field(alias="isPartialPayment")] = False


@endpoint(
    "GET",
    "/payments/orders",
    scope="payments/orders.readonly",
    query=PAGE | ORDERS.keys(),
    left_out=frozenset({"search", "funnelProductIds", "sourceId"}),
)
def orders(call: Call) -> Reply:
    """List orders, newest first [U]."""
    return _listed(call, call.world.state.orders.values(), ORDERS, sales.order)


@endpoint("GET", "/payments/orders/{order}", scope="payments/orders.readonly", query=OF_LOCATION)
def order(call: Call) -> Reply:
    """Show an order."""
    needed(call, "altId")
    return Reply(200, sales.whole_order(call.world, _order(call, call.query["altId"])))


@endpoint("POST", "/payments/orders/{order}/record-payment", scope="payments/orders.collectPayment")
def record_payment(call: Call) -> Reply:
    """Note that an order was paid elsewhere. (An open report says that the real one answers 404
    for orders that exist [T]; that is not played.)"""
    said = call.body(OrderPayment)
    order = _order(call, said.location)
    if order.status in {"completed", "refunded"}:
        raise bad_request("Order is already paid")
    selling.paid_by_hand(call.world, order, said.mode, said.amount)
    return done(success=True)


@endpoint(
    "GET",
    "/payments/transactions",
    scope="payments/transactions.readonly",
    query=PAGE | TRANSACTIONS.keys(),
    left_out=frozenset({"search"}),
)
def transactions(call: Call) -> Reply:
    """List transactions, newest first [U]."""
    every = call.world.state.transactions.values()
    return _listed(call, every, TRANSACTIONS, sales.transaction)


@endpoint(
    "GET",
    "/payments/transactions/{transaction}",
    scope="payments/transactions.readonly",
    query=OF_LOCATION,
)
def transaction(call: Call) -> Reply:
    """Show a transaction."""
    kept = call.world.state.transactions
    shown = _own(call, found(kept, "Transaction", call.path["transaction"]))
    return Reply(200, sales.whole_transaction(call.world, shown))


@endpoint(
    "GET",
    "/payments/subscriptions",
    scope="payments/subscriptions.readonly",
    query=PAGE | SUBSCRIPTIONS.keys() | {"getPaymentsCollectedCount"},
    left_out=frozenset({"search"}),
)
def subscriptions(call: Call) -> Reply:
    """List subscriptions, newest first [U]."""
    needed(call, "altType")

    def shown(world: World, each: Subscription) -> Object:
        count = selling.collected(world, each)
        counted = {"paymentsCollectedCount": count}
        wanted = call.query.get("getPaymentsCollectedCount") == "true"
        return {**sales.subscription(world, each), **(counted if wanted else {})}

    return _listed(call, call.world.state.subscriptions.values(), SUBSCRIPTIONS, shown)


@endpoint(
    "GET",
    "/payments/subscriptions/{subscription}",
    scope="payments/subscriptions.readonly",
    query=OF_LOCATION,
)
def subscription(call: Call) -> Reply:
    """Show a subscription, by HighLevel's id."""
    kept = call.world.state.subscriptions
    shown = _own(call, found(kept, "Subscription", call.path["subscription"]))
    return Reply(200, sales.whole_subscription(call.world, shown))


def _listed[Item: Sold](
    call: Call,
    every: Iterable[Item],
    filters: dict[str, Callable[[Item], str]],
    show: Callable[[World, Item], Object],
) -> Reply:
    location = location_of(call)
    if call.query.get("paymentMode", "live") not in {"live", "test"}:
        raise invalid("paymentMode must be one of the following values: live, test")
    asked = [(name, read) for name, read in filters.items() if name in call.query]
    mine = [
        each
        for each in every
        if each.location == location.id
        and within(call, each.created_at)
        and all(read(each) == call.query[name] for name, read in asked)
    ]
    newest = mine[::-1]
    return done(data=[show(call.world, e) for e in stretch(call, newest)], totalCount=len(mine))


def _own[Item: Sold](call: Call, sold: Item) -> Item:
    if sold.location != location_of(call).id:
        raise forbidden()
    return sold


def _order(call: Call, location: str) -> Order:
    order = found(call.world.state.orders, "Order", call.path["order"])
    if order.location != call.at(location).id:
        raise forbidden()
    return order
