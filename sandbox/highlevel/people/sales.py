"""Orders, transactions, subscriptions and invoices as HighLevel shows them."""

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import instant
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.core.sales import Invoice, Order, Sold, Source, Subscription, Transaction
from sandbox.highlevel.core.world import World
from sandbox.highlevel.http.written import number


def order(world: World, sold: Order) -> Object:
    """Show an order in a list [S: ``OrderResponse``]."""
    return {
        **_sold(world, sold),
        "subtotal": number(sold.amount + sold.discount),
        "discount": number(sold.discount),
        "status": sold.status,
        "totalProducts": len(sold.items),
        "couponCode": sold.coupon,
        "fulfillmentStatus": "unfulfilled",
        "sourceType": sold.source.type,
        "sourceSubType": sold.source.sub_type,
        "sourceId": sold.source.id,
        "sourceName": sold.source.name,
        "sourceMeta": {},
    }


def whole_order(world: World, sold: Order) -> Object:
    """Show one order [S: ``GetOrderResponseSchema``]; its webhooks look the same [D]."""
    return {
        **_one(world, sold),
        "status": sold.status,
        "fulfillmentStatus": "unfulfilled",
        "amountSummary": {
            "subtotal": number(sold.amount + sold.discount),
            "discount": number(sold.discount),
        },
        "source": _source(sold.source),
        "items": [{"name": name, "qty": 1} for name in sold.items],
        "markAsTest": not sold.live,
    }


def transaction(world: World, sold: Transaction) -> Object:
    """Show a transaction in a list [S: ``TxnResponse``]."""
    return {**_sold(world, sold), **_paid(sold), **_entity(sold.source)}


def whole_transaction(world: World, sold: Transaction) -> Object:
    """Show one transaction [S: ``GetTxnResponseSchema``]."""
    source = {"entitySource": _source(sold.source)}
    provider = {"paymentProvider": {"type": sold.provider}}
    return {**_one(world, sold), **_paid(sold), **source, **provider}


def subscription(world: World, sold: Subscription) -> Object:
    """Show a subscription in a list [S: ``SubscriptionResponseSchema``]."""
    return {**_sold(world, sold), **_renewing(sold), **_entity(sold.source)}


def whole_subscription(world: World, sold: Subscription) -> Object:
    """Show one subscription [S: ``GetSubscriptionResponseSchema``]."""
    source = {"entitySource": _source(sold.source)}
    provider = {"paymentProvider": {"type": sold.provider}}
    return {**_one(world, sold), **_renewing(sold), **source, **provider}


def invoice(made: Invoice) -> Object:
    """Show an invoice [S: ``GetInvoiceResponseDto``]; amounts are major units [S: examples]."""
    return {
        **made.said,
        "_id": made.id,
        "status": made.status,
        "liveMode": made.live,
        "altId": made.location,
        "altType": "location",
        "name": made.name,
        "invoiceNumber": made.number,
        "currency": made.currency,
        "total": number(made.total),
        "amountPaid": number(made.paid),
        "amountDue": number(made.due),
        "createdAt": instant(made.created_at),
        "updatedAt": instant(made.updated_at),
        "totalSummary": {"subTotal": number(made.total), "discount": 0, "tax": 0},
    }


def _sold(world: World, sold: Sold) -> Object:
    buyer = world.state.contacts.get(sold.contact)
    return {
        **_about(sold),
        "contactName": buyer.name if buyer else "",
        "contactEmail": buyer.email if buyer else "",
    }


def _one(world: World, sold: Sold) -> Object:
    buyer = world.state.contacts.get(sold.contact)
    return {**_about(sold), "contactSnapshot": _snapshot(buyer)}


def _about(sold: Sold) -> Object:
    return {
        "_id": sold.id,
        "altId": sold.location,
        "altType": "location",
        "contactId": sold.contact,
        "currency": sold.currency,
        "amount": number(sold.amount),
        "liveMode": sold.live,
        "createdAt": instant(sold.created_at),
        "updatedAt": instant(sold.updated_at),
    }


def _snapshot(buyer: Contact | None) -> Object:
    if buyer is None:
        return {}
    known = {"id": buyer.id, "locationId": buyer.location, "email": buyer.email}
    return {**known, "firstName": buyer.first, "lastName": buyer.last, "phone": buyer.phone}


def _paid(sold: Transaction) -> Object:
    return {
        "status": sold.status,
        "amountRefunded": number(sold.refunded),
        "entityType": sold.entity_type,
        "entityId": sold.entity,
        "subscriptionId": sold.subscription,
        "chargeId": sold.charge,
        "chargeSnapshot": sold.snapshot,
        "paymentProviderType": sold.provider,
        "fulfilledAt": instant(sold.fulfilled_at),
    }


def _renewing(sold: Subscription) -> Object:
    canceled = {} if sold.canceled_at is None else {"canceledAt": instant(sold.canceled_at)}
    return {
        "status": sold.status,
        "entityType": "order",
        "entityId": sold.entity,
        "subscriptionId": sold.provider_id,
        "subscriptionSnapshot": sold.snapshot,
        "paymentProviderType": sold.provider,
        **canceled,
    }


def _entity(source: Source) -> Object:
    return {
        "entitySourceType": source.type,
        "entitySourceSubType": source.sub_type,
        "entitySourceId": source.id,
        "entitySourceName": source.name,
        "entitySourceMeta": {},
    }


def _source(source: Source) -> Object:
    return {"type": source.type, "subType": source.sub_type, "id": source.id, "name": source.name}
