"""/invoices: mirrors of what was billed elsewhere can be kept here."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field

from sandbox.ground.asking import Reply
from sandbox.highlevel.core.errors import forbidden, invalid, not_implemented
from sandbox.highlevel.core.sales import Invoice
from sandbox.highlevel.core.world import found
from sandbox.highlevel.http.endpoints import Body, Call, done, endpoint, needed
from sandbox.highlevel.http.periods import within
from sandbox.highlevel.http.stretches import OF_LOCATION, location_of, stretch
from sandbox.highlevel.people import billing, sales

type Words = dict[str, Any]
"""A part that is shown again as it was said, and not looked into."""


class Alt(Body):
    """Whose it is."""

    location: Annotated[str, Field(alias="altId")]
    kind: Annotated[Literal["location"], Field(alias="altType")]


class Item(Body):
    """A line; taxes and the catalogue are not implemented."""

    name: str
    currency: str
    amount: Annotated[float, Field(ge=0)]
    """Major units [S: examples]."""
    qty: Annotated[int, Field(ge=1)]
    description: str = ""
    type: Literal["one_time", "recurring"] = "one_time"


class Discount(Body):
    """A discount; required even where there is none [S]."""

    type: Literal["percentage", "fixed"]
    value: Annotated[float, Field(ge=0)] = 0


class Details(Body):
    """Who owes it: four words of which none may be missing [S]."""

    id: str
    name: str
    phone: Annotated[str, Field(alias="phoneNo")]
    email: str
    company_name: Annotated[str | None, Field(alias="companyName")] = None
    address: Words | None = None


class SentTo(Body):
    """Where it would be sent."""

    email: list[str]
    cc: Annotated[list[str] | None, Field(alias="emailCc")] = None
    phone: Annotated[list[str] | None, Field(alias="phoneNo")] = None


class NewInvoice(Alt):
    """An invoice [S: ``CreateInvoiceDto``]."""

    name: str
    business: Annotated[Words, Field(alias="businessDetails")]
    currency: str
    items: Annotated[list[Item], Field(min_length=1)]
    discount: Discount
    contact: Annotated[Details, Field(alias="contactDetails")]
    issue_date: Annotated[str, Field(alias="issueDate")]
    due_date: Annotated[str | None, Field(alias="dueDate")] = None
    sent_to: Annotated[SentTo, Field(alias="sentTo")]
    live: Annotated[bool, Field(alias="liveMode")]
    title: str = "INVOICE"
    terms: Annotated[str | None, Field(alias="termsNotes")] = None
    number: Annotated[str | None, Field(alias="invoiceNumber")] = None

    def total(self) -> Decimal:
        """Add the lines up and take the discount off: exact, in major units."""
        whole = sum((Decimal(str(each.amount)) * each.qty for each in self.items), Decimal(0))
        off = Decimal(str(self.discount.value))
        off = whole * off / 100 if self.discount.type == "percentage" else off
        return max(whole - off, Decimal(0))


class Card(Body):
    """Which card it was; here its ``brand``, in orders its ``type`` [S]."""

    brand: str
    last4: str


class Cheque(Body):
    """Which cheque it was."""

    number: str


class Payment(Alt):
    """A payment that came in elsewhere [S: ``RecordPaymentDto``]. The schema requires card, cheque
    and notes all at once; whether the server does is unknown [U]: ``all_means_required``."""

    mode: Literal["cash", "card", "cheque", "bank_transfer", "other"]
    card: Card | None = None
    cheque: Cheque | None = None
    notes: str | None = None
    amount: Annotated[float, Field(gt=0)] | None = None
    """Major units; none: all that is owed."""
    meta: Words | None = None
    fulfilled_at: Annotated[str | None, Field(alias="fulfilledAt")] = None


@endpoint("POST", "/invoices", scope="invoices.write")
def create(call: Call) -> Reply:
    """Make a draft."""
    said = call.body(NewInvoice)
    if said.number is not None:
        raise not_implemented("invoiceNumber of a new invoice")
    call.at(said.location)
    owing = call.contact(said.contact.id)
    _day(said.issue_date, "issueDate")
    if any(each.currency != said.currency for each in said.items):
        raise invalid("items: every item must have the invoice's currency")
    shown = said.model_dump(by_alias=True, exclude_none=True, exclude={"items"})
    shown["invoiceItems"] = [each.model_dump() for each in said.items]
    parts = (said.name, said.currency, said.total(), said.live)
    return Reply(200, sales.invoice(billing.make(call.world, owing, *parts, shown)))


@endpoint(
    "GET",
    "/invoices",
    scope="invoices.readonly",
    query=OF_LOCATION | {"limit", "offset", "status", "contactId", "startAt", "endAt", "search"},
    left_out=frozenset({"paymentMode", "sortField", "sortOrder"}),
)
def index(call: Call) -> Reply:
    """List invoices, newest first [U]; here both paging parameters must be given [S]. ``search``
    finds a part of the name or the number [U]."""
    needed(call, "altType", "limit", "offset")
    location, word = location_of(call), call.query.get("search", "").lower()
    status, contact = call.query.get("status"), call.query.get("contactId")
    mine = [
        each
        for each in call.world.state.invoices.values()
        if each.location == location.id
        and status in {None, each.status}
        and contact in {None, each.contact}
        and (word in each.name.lower() or word == str(each.number))
        and within(call, each.created_at)
    ][::-1]
    return done(invoices=[sales.invoice(each) for each in stretch(call, mine)], total=len(mine))


@endpoint("GET", "/invoices/{invoice}", scope="invoices.readonly", query=OF_LOCATION)
def show(call: Call) -> Reply:
    """Show an invoice."""
    return Reply(200, sales.invoice(_invoice(call, location_of(call).id)))


@endpoint("POST", "/invoices/{invoice}/record-payment", scope="invoices.write")
def record_payment(call: Call) -> Reply:
    """Note that it was paid elsewhere."""
    said = call.body(Payment)
    means = {"card": said.card, "cheque": said.cheque, "notes": said.notes}
    lost = [name for name, value in means.items() if value is None]
    if lost and call.world.state.settings.all_means_required:
        raise invalid(*(f"{name} should not be empty" for name in lost))
    invoice = _invoice(call, said.location)
    amount = None if said.amount is None else Decimal(str(said.amount))
    at = _day(said.fulfilled_at, "fulfilledAt") if said.fulfilled_at else call.world.now
    billing.record(call.world, invoice, said.mode, amount, at)
    return done(success=True, invoice=sales.invoice(invoice))


@endpoint("POST", "/invoices/{invoice}/void", scope="invoices.write")
def void(call: Call) -> Reply:
    """Say that it is no longer owed."""
    invoice = _invoice(call, call.body(Alt).location)
    billing.void(call.world, invoice)
    return Reply(200, sales.invoice(invoice))


def _invoice(call: Call, location: str) -> Invoice:
    invoice = found(call.world.state.invoices, "Invoice", call.path["invoice"])
    if invoice.location != call.at(location).id:
        raise forbidden()
    return invoice


def _day(text: str, name: str) -> int:
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except ValueError as wrong:
        raise invalid(f"{name} must be a valid ISO 8601 date string") from wrong
