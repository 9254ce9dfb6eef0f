"""What the oracle keeps in mind while it foretells a life."""

from dataclasses import dataclass, field

from tests.simulation.life import Item, Pausing, Price, Tax
from tests.simulation.oracle.sums import Bargain


@dataclass(slots=True)
class Debit:
    """Time that was charged for and not credited since; flexible credits mirror it."""

    start: int
    end: int
    amount: int
    """Net of discounts."""


@dataclass(slots=True)
class Held:
    """An item as it stands."""

    number: int
    price: Price
    quantity: int
    own: list[Bargain]
    taxes: tuple[Tax, ...]
    start: int = 0
    end: int = 0
    natural: tuple[int, int] = (0, 0)
    """The whole period that the current one is, or is a part of."""
    debits: list[Debit] = field(default_factory=list)


@dataclass(slots=True)
class Line:
    """A line of an invoice."""

    held: Held
    start: int
    end: int
    amount: int
    adjusting: bool = False
    """Unused or remaining time: already net of discounts."""
    off: int = 0
    tax: int = 0


@dataclass(slots=True)
class Invoice:
    """An invoice as it should be."""

    created: int
    reason: str
    lines: list[Line]
    automatic: bool
    subtotal: int = 0
    total: int = 0
    status: str = "draft"
    finalized_at: int | None = None
    paid_at: int | None = None
    starting: int = 0
    ending: int | None = None
    due: int = 0
    paid: int = 0
    attempts: int = 0
    first_failure: int | None = None


@dataclass(slots=True)
class Standing:
    """The subscription and its customer."""

    status: str = "active"
    items: list[Held] = field(default_factory=list)
    bargains: list[Bargain] = field(default_factory=list)
    pending: list[Line] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    latest: Invoice | None = None
    """The latest that was finalised."""
    balance: int = 0
    card_works: bool = True
    pause: Pausing | None = None
    cancel_at: int | None = None
    flagged: bool = False
    cut: int | None = None
    """From where on time was given back because of an agreed end."""
    ended_at: int | None = None

    @property
    def over(self) -> bool:
        return self.ended_at is not None

    def period_end(self) -> int:
        return min(item.end for item in self.items)


def holding(number: int, item: Item, own: list[Bargain], default: tuple[Tax, ...]) -> Held:
    """An item of its own rates, or else the subscription's."""
    return Held(number, item.price, item.quantity, own, item.taxes or default)
