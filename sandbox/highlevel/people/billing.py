"""Invoices of a location: made, paid elsewhere, voided."""

from decimal import Decimal

from sandbox.ground.asking import Object
from sandbox.highlevel.core.errors import bad_request
from sandbox.highlevel.core.records import Contact
from sandbox.highlevel.core.sales import Invoice, Major, Source, Transaction
from sandbox.highlevel.core.world import World
from sandbox.highlevel.people import sales


def make(  # noqa: PLR0913, PLR0917 - an invoice is its parts
    world: World,
    owing: Contact,
    name: str,
    currency: str,
    total: Major,
    live: bool,  # noqa: FBT001
    said: Object,
) -> Invoice:
    """Make a draft; nothing is sent to anybody."""
    made = Invoice(
        id=world.object_id("invoices"),
        location=owing.location,
        contact=owing.id,
        number=world.count(f"invoices of {owing.location}"),
        name=name,
        currency=currency,
        total=total,
        status="draft",
        created_at=world.now,
        updated_at=world.now,
        said=said,
        live=live,
    )
    world.state.invoices[made.id] = made
    _tell(world, made, "InvoiceCreate")
    return made


def record(world: World, invoice: Invoice, mode: str, amount: Major | None, at: int) -> None:
    """Note a payment that came in elsewhere; it becomes a transaction [T]. More than what is owed
    is refused, and so is a payment of what is paid or void [U]."""
    said = invoice.due if amount is None else amount
    if invoice.status in {"paid", "void"}:
        raise bad_request(f"Invoice is already {invoice.status}")
    if not Decimal(0) < said <= invoice.due:
        raise bad_request("The amount is more than what is owed")
    invoice.paid, invoice.updated_at = invoice.paid + said, world.now
    invoice.status = "partially_paid" if invoice.due else "paid"
    _transaction(world, invoice, mode, said, at)
    _tell(world, invoice, "InvoicePartiallyPaid" if invoice.due else "InvoicePaid")


def void(world: World, invoice: Invoice) -> None:
    """Say that an invoice is no longer owed; a paid one stays paid [U]."""
    if invoice.status in {"paid", "void"}:
        raise bad_request(f"Invoice is already {invoice.status}")
    invoice.status, invoice.updated_at = "void", world.now
    _tell(world, invoice, "InvoiceVoid")


def _transaction(world: World, invoice: Invoice, mode: str, amount: Major, at: int) -> None:
    made = Transaction(
        id=world.object_id("transactions"),
        location=invoice.location,
        contact=invoice.contact,
        currency=invoice.currency,
        amount=amount,
        status="succeeded",
        created_at=world.now,
        updated_at=world.now,
        fulfilled_at=at,
        source=Source("invoice", ""),
        entity_type="invoice",
        entity=invoice.id,
        provider=mode,
        live=invoice.live,
    )
    world.state.transactions[made.id] = made


def _tell(world: World, invoice: Invoice, event: str) -> None:
    """Write the webhook of an invoice: its documented body has no ``type`` [D]."""
    world.tell(event, invoice.location, sales.invoice(invoice))
