"""What was sold inside a location (CONTRACTS.md §2.4): read, for there is nothing to write.

Amounts are in major units there, JSON numbers read as exact decimals; ours are minor units.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Final

from carryover.adapters.highlevel.transport import Transport
from carryover.adapters.highlevel.wire import Json
from carryover.kernel.clock import Seconds, moment, seconds
from carryover.kernel.errors import NeedsReview, Retryable
from carryover.kernel.money import minor
from carryover.ports.highlevel_sales import Listed, Sale, Sold, Unclear

PAGE: Final = 100
"""Items per page; the default is 10, a maximum is not documented."""


@dataclass(frozen=True)
class HighLevelPayments:
    """Reads orders, transactions and subscriptions (``ports.highlevel.Payments``)."""

    transport: Transport

    def sold(
        self, location: str, sale: Sale, since: Seconds | None, offset: int
    ) -> Listed[Sold | Unclear]:
        """GET a stretch; ``startAt`` is a day."""
        day = {} if since is None else {"startAt": f"{moment(since):%Y-%m-%d}"}
        asked = {**self.transport.place(location), **day, "limit": str(PAGE), "offset": str(offset)}
        answer = self.transport.get(location, f"payments/{sale}", asked)
        if answer is None:
            raise Retryable(f"HighLevel has no list of {sale} now")
        items = [_either(sale, each) for each in answer.get("data") or ()]
        return Listed(items, int(answer.get("totalCount") or 0))

    def one_sold(self, location: str, sale: Sale, sold: str) -> Sold | None:
        """GET it."""
        answer = self.transport.get(
            location, f"payments/{sale}/{sold}", self.transport.place(location)
        )
        if answer is None:
            return None
        one = _either(sale, answer)
        if isinstance(one, Unclear):
            raise NeedsReview(f"{sale} {sold} at {location}", one.sentence)
        return one


def _either(sale: Sale, said: Json) -> Sold | Unclear:
    """Read one; what is odd about it is said by the field, never by its value."""
    try:
        return _sold(sale, said)
    except (KeyError, ValueError, TypeError, InvalidOperation) as error:
        name = error.args[0] if isinstance(error, KeyError) else type(error).__name__
        told = f"HighLevel shows one of its {sale} in an unknown shape ({name})."
        return Unclear(str(said.get("_id") or ""), told)


def _sold(sale: Sale, said: Json) -> Sold:
    currency = str(said["currency"]).lower()
    made = _at(str(said["createdAt"]))
    return Sold(
        sale=sale,
        id=str(said["_id"]),
        contact=str(said.get("contactId") or ""),
        email=str(said.get("contactEmail") or _inside(said, "contactSnapshot", "email")),
        currency=currency,
        amount=_minor(said["amount"], currency),
        refunded=_minor(said.get("amountRefunded") or 0, currency),
        status=str(said["status"]),
        live=bool(said.get("liveMode")),
        provider=str(said.get("paymentProviderType") or ""),
        charge=str(said.get("chargeId") or ""),
        subscription=str(said.get("subscriptionId") or ""),
        source=_source(said),
        created=made,
        changed=_at(str(said["updatedAt"])) if said.get("updatedAt") else made,
    )


def _source(said: Json) -> str:
    """Say where it was sold: lists spell it flat, single objects nested, and an order otherwise
    than the rest (``OrderResponseSchema``, ``GetTxnResponseSchema``)."""
    found = (
        (said.get(f"{flat}{end}") or _inside(said, nested, inner))
        for end, inner in (("Type", "type"), ("SubType", "subType"))
        for flat, nested in (("entitySource", "entitySource"), ("source", "source"))
    )
    return "/".join(str(kind) for kind in found if kind)


def _inside(said: Json, holder: str, name: str) -> str:
    held = said.get(holder)
    return str(held.get(name) or "") if isinstance(held, dict) else ""


def _minor(amount: object, currency: str) -> int:
    return minor(Decimal(str(amount)), currency)


def _at(text: str) -> Seconds:
    """Read ISO 8601; what bears no offset is UTC, as everything of theirs is (``…Z``)."""
    read = datetime.fromisoformat(text)
    if read.tzinfo is None:
        raise ValueError("a time without an offset")
    return seconds(read)
