"""Mirrored invoices (CONTRACTS.md §2.7): drafts nobody is sent, and what was paid elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.highlevel.wire import Json
from carryover.kernel.clock import moment
from carryover.kernel.errors import Retryable
from carryover.kernel.money import major, minor
from carryover.ports.highlevel import Bill, NewBill, No
from carryover.ports.highlevel_sales import Listed

PAGE: Final = 100

NOTHING: Final[Mapping[str, Json]] = {
    "card": {"brand": "", "last4": ""},
    "cheque": {"number": ""},
}
"""The schema of ``record-payment`` calls both required at once, whatever the mode."""


@dataclass(frozen=True)
class HighLevelInvoices:
    """Keeps mirrors (``ports.highlevel.Invoices``)."""

    transport: Transport

    def bills(self, location: str, contact: str, offset: int) -> Listed[Bill]:
        """GET a contact's; both paging parameters are required."""
        paging = {"limit": str(PAGE), "offset": str(offset), "contactId": contact}
        answer = self.transport.get(
            location, "invoices/", {**self.transport.place(location), **paging}
        )
        if answer is None:
            raise Retryable("HighLevel has no list of invoices now")
        items = [_bill(each) for each in answer.get("invoices") or ()]
        return Listed(items, int(answer.get("total") or 0))

    def bill(self, location: str, new: NewBill) -> Bill | No:
        """POST a draft."""
        answer = self.transport.write(
            location, "POST", "invoices/", {**self.transport.place(location), **_said(new)}
        )
        return answer if isinstance(answer, No) else _bill(answer)

    def record_payment(self, location: str, bill: str, amount: int, currency: str) -> No | None:
        """POST it as paid elsewhere."""
        said = {
            "mode": "other",
            "notes": "Paid at Stripe",
            "amount": _number(amount, currency),
            **NOTHING,
        }
        path = f"invoices/{bill}/record-payment"
        return _no(
            self.transport.write(location, "POST", path, {**self.transport.place(location), **said})
        )

    def void(self, location: str, bill: str) -> No | None:
        """POST it."""
        path = f"invoices/{bill}/void"
        return _no(self.transport.write(location, "POST", path, self.transport.place(location)))


def _said(new: NewBill) -> Json:
    currency, whom = new.currency.upper(), new.contact
    line = {
        "name": new.item,
        "currency": currency,
        "amount": _number(new.amount, currency),
        "qty": 1,
    }
    return {
        "name": new.name,
        "businessDetails": {"name": new.business},
        "currency": currency,
        "items": [line],
        "discount": {"type": "percentage", "value": 0},
        "contactDetails": {
            "id": whom.id,
            "name": whom.name,
            "phoneNo": whom.phone,
            "email": whom.email,
        },
        "issueDate": f"{moment(new.issued):%Y-%m-%d}",
        "sentTo": {"email": [whom.email]},
        "liveMode": new.live,
    }


def _number(amount: int, currency: str) -> int | float:
    """Say an amount as HighLevel wants it: a JSON number of major units. The shortest decimal text
    of a double is exact up to 15 digits (Python, ``float.__repr__``), and that text is what is
    sent; nothing is reckoned with it."""
    units = major(amount, currency)
    return int(units) if units == units.to_integral_value() else float(units)


def _bill(said: Json) -> Bill:
    currency = str(said.get("currency") or "usd")
    return Bill(
        id=str(said["_id"]),
        name=str(said.get("name") or ""),
        status=str(said.get("status") or ""),
        total=minor(Decimal(str(said.get("total") or 0)), currency),
        paid=minor(Decimal(str(said.get("amountPaid") or 0)), currency),
    )


def _no(answer: Json | No) -> No | None:
    return answer if isinstance(answer, No) else None
