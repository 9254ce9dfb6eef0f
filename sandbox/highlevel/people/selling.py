"""What a location's own checkout does: the deeds behind orders, transactions, subscriptions.

HighLevel has no webhook for subscriptions and none for transactions [D]; only orders are told.
"""

from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import Seconds
from sandbox.highlevel.core.errors import bad_request
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.core.sales import Major, Order, Source, Subscription, Transaction
from sandbox.highlevel.core.world import World
from sandbox.highlevel.people import sales


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs."""

    amount: Major
    currency: str = "USD"


@dataclass(frozen=True, slots=True)
class Charge:
    """What the payment provider said of a payment."""

    status: str = "succeeded"
    provider: str = "stripe"
    id: str = ""
    snapshot: Object = field(default_factory=dict)
    fulfilled_at: Seconds | None = None
    """When it was really paid, if not now: an import says so [T]."""


def order(
    world: World,
    buyer: Contact,
    price: Price,
    items: list[str],
    source: Source | None = None,
    live: bool = True,  # noqa: FBT001, FBT002
) -> Order:
    """Place an order, not paid yet."""
    made = Order(
        id=world.object_id("orders"),
        location=buyer.location,
        contact=buyer.id,
        currency=price.currency,
        amount=price.amount,
        status="pending",
        created_at=world.now,
        updated_at=world.now,
        source=source or Source(),
        items=items,
        live=live,
    )
    world.state.orders[made.id] = made
    _tell(world, made, "OrderCreate")
    return made


def moved(world: World, order: Order, status: str) -> None:
    """Change the status of an order."""
    order.status, order.updated_at = status, world.now
    _tell(world, order, "OrderStatusUpdate")


def pay(
    world: World, order: Order, charge: Charge, subscription: str = "", amount: Major | None = None
) -> Transaction:
    """Have an order charged; one that succeeds completes it."""
    made = _transaction(world, order, charge, subscription, order.amount)
    made.amount = order.amount if amount is None else amount
    if charge.status == "succeeded":
        order.paid += made.amount
        moved(world, order, "completed" if order.paid >= order.amount else "partially_paid")
    return made


def paid_by_hand(world: World, order: Order, mode: str, amount: float | None) -> Transaction:
    """Note a payment that came in elsewhere."""
    said = order.amount - order.paid if amount is None else Decimal(str(amount))
    if said > order.amount - order.paid:
        raise bad_request("The amount is more than what is owed")
    return pay(world, order, Charge(provider=mode), amount=said)


def subscribe(
    world: World, order: Order, provider_id: str, status: str = "active", provider: str = "stripe"
) -> Subscription:
    """Have an order begin a subscription that HighLevel itself runs."""
    made = Subscription(
        id=world.object_id("subscriptions"),
        location=order.location,
        contact=order.contact,
        currency=order.currency,
        amount=order.amount,
        status=status,
        created_at=world.now,
        updated_at=world.now,
        source=order.source,
        entity=order.id,
        provider_id=provider_id,
        provider=provider,
        live=order.live,
        snapshot={"id": provider_id, "status": status},
    )
    world.state.subscriptions[made.id] = made
    return made


def renew(world: World, subscription: Subscription, charge: Charge) -> Transaction:
    """Charge a subscription once more."""
    order = world.state.orders[subscription.entity]
    return _transaction(world, order, charge, subscription.provider_id, subscription.amount)


def stands(world: World, subscription: Subscription, status: str) -> None:
    """Change the status of a subscription; nobody is told."""
    subscription.status, subscription.updated_at = status, world.now
    subscription.snapshot = {**subscription.snapshot, "status": status}
    if status == "canceled":
        subscription.canceled_at = world.now


def refund(world: World, paid: Transaction, amount: Major | None = None) -> None:
    """Give money back, at most what is left."""
    left = paid.amount - paid.refunded
    back = left if amount is None else min(amount, left)
    paid.refunded += back
    paid.status = "refunded" if paid.refunded == paid.amount else "partially_refunded"
    paid.updated_at = world.now
    order = world.state.orders.get(paid.entity)
    if order is not None:
        order.refunded += back
        moved(world, order, "refunded" if order.refunded >= order.amount else "partially_refunded")


def collected(world: World, subscription: Subscription) -> int:
    """Count the payments of a subscription that succeeded."""
    return sum(
        each.status == "succeeded" and each.subscription == subscription.provider_id
        for each in world.state.transactions.values()
    )


def _transaction(
    world: World, order: Order, charge: Charge, subscription: str, amount: Major
) -> Transaction:
    fulfilled = world.now if charge.fulfilled_at is None else charge.fulfilled_at
    made = Transaction(
        id=world.object_id("transactions"),
        location=order.location,
        contact=order.contact,
        currency=order.currency,
        amount=amount,
        status=charge.status,
        created_at=world.now,
        updated_at=world.now,
        fulfilled_at=fulfilled,
        source=order.source,
        entity_type="order",
        entity=order.id,
        subscription=subscription,
        charge=charge.id,
        provider=charge.provider,
        live=order.live,
        snapshot=charge.snapshot,
    )
    world.state.transactions[made.id] = made
    return made


def _tell(world: World, order: Order, event: str) -> None:
    """Write the webhook of an order [D]."""
    world.tell(event, order.location, sales.whole_order(world, order))
