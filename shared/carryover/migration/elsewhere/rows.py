"""One row of the file, read as what it means."""

from typing import Final

from pydantic import Field

from carryover.kernel.clock import Seconds, moment
from carryover.kernel.messages import Message
from carryover.migration.elsewhere.cells import Cells
from carryover.migration.elsewhere.columns import ITEM, METADATA, REFUSED

START: Final = ("start_date", "next_charge_at", "billing_cycle_anchor")
"""Three names for one moment."""


class Part(Message):
    """One item of a row."""

    price: str
    quantity: int = 1
    tax_rates: tuple[str, ...] = ()


class Row(Message):
    """One subscription at the other processor."""

    line: int
    subscription: str
    customer: str
    starts: Seconds
    """When what is paid there ends, and the target charges."""
    currency: str
    parts: tuple[Part, ...]
    payment_method: str = ""
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    default_tax_rates: tuple[str, ...] = ()
    automatic_tax: bool = False
    coupon: str = ""
    coupon_months: int | None = None
    trial_end: Seconds | None = None
    cancel_at_period_end: bool = False
    anchor_day: int | None = None
    description: str = ""
    billing_mode: str = "flexible"
    metadata: dict[str, str] = Field(default_factory=dict)
    next_amount: int | None = None
    stopped_confirmed: Seconds | None = None


def row_of(line: int, cells: Cells) -> Row | None:
    """Read one row; ``None`` when something without which there is no row is missing."""
    for name, instead in REFUSED.items():
        if cells.text(name):
            cells.faults.append(f"{name} cannot be obeyed: {instead}.")
    cells.word("proration_behavior", "none")
    subscription, customer = cells.needed("source_subscription"), cells.needed("customer")
    starts, parts = _starts(cells), _parts(cells)
    if starts is None:
        return None
    return Row(
        line=line,
        subscription=subscription,
        customer=customer,
        starts=starts,
        currency=_currency(cells),
        parts=parts,
        payment_method=cells.text("payment_method"),
        collection_method=cells.word("collection_method", "charge_automatically", "send_invoice"),
        days_until_due=cells.whole("days_until_due"),
        default_tax_rates=cells.names("default_tax_rate"),
        automatic_tax=cells.flag("automatic_tax"),
        coupon=cells.text("coupon"),
        coupon_months=cells.whole("coupon_months", least=1),
        trial_end=cells.moment("trial_end"),
        cancel_at_period_end=cells.flag("cancel_at_period_end"),
        anchor_day=cells.whole("anchor_day", least=1),
        description=cells.text("description"),
        billing_mode=cells.word("billing_mode", "flexible", "classic"),
        metadata=_metadata(cells),
        next_amount=cells.whole("next_amount"),
        stopped_confirmed=cells.moment("stopped_confirmed"),
    )


def _starts(cells: Cells) -> Seconds | None:
    told = {name: cells.moment(name) for name in START if cells.text(name)}
    found = {at for at in told.values() if at is not None}
    if not told:
        cells.faults.append(f"its {START[0]} is empty.")
    if len(found) > 1:
        cells.faults.append(f"{' and '.join(told)} are different times.")
    return min(found, default=None)


def _currency(cells: Cells) -> str:
    found = cells.needed("currency").lower()
    if found and not (len(found) == 3 and found.isascii() and found.isalpha()):
        cells.faults.append(f"its currency is {found!r}, not three letters.")
    return found


def _parts(cells: Cells) -> tuple[Part, ...]:
    """Gather ``price`` or ``items.0.price`` and what belongs to each."""
    matches = map(ITEM.fullmatch, cells.values)
    numbers = sorted({int(match[1]) for match in matches if match})
    found = [_part(cells, place) for place in ("", *(f"items.{number}." for number in numbers))]
    parts = tuple(part for part in found if part is not None)
    if not parts:
        cells.faults.append("it has no price.")
    if cells.text("price") and len(parts) > 1:
        cells.faults.append("it has price and items at once: write one or the other.")
    return parts


def _part(cells: Cells, place: str) -> Part | None:
    price = cells.text(f"{place}price")
    if not price:
        return None
    quantity = _quantity(cells, f"{place}quantity")
    return Part(price=price, quantity=quantity, tax_rates=cells.names(f"{place}tax_rates"))


def _quantity(cells: Cells, name: str) -> int:
    found = cells.whole(name)
    return 1 if found is None else found


def _metadata(cells: Cells) -> dict[str, str]:
    told = {
        found[1]: cells.text(name)
        for name in cells.values
        if (found := METADATA.fullmatch(name)) and cells.text(name)
    }
    began = cells.moment("backdate_start_date")
    return {**told, "original_start_date": moment(began).isoformat()} if began else told
