"""What is sold inside HighLevel, as plain data. Amounts are major units, as its API speaks."""

from dataclasses import dataclass, field
from decimal import Decimal

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import Seconds

type Major = Decimal
"""19.90 is nineteen euros and ninety cents; exact, never a float inside."""


@dataclass(slots=True)
class Source:
    """Where in HighLevel something was sold."""

    type: str = "funnel"
    sub_type: str = "two_step_order_form"
    id: str = ""
    name: str = ""


@dataclass(slots=True, kw_only=True)
class Sold:
    """What everything sold at a checkout has."""

    id: str
    location: str
    contact: str
    currency: str
    amount: Major
    status: str
    created_at: Seconds
    updated_at: Seconds
    source: Source
    live: bool = True

    @property
    def mode(self) -> str:
        """Tell what the filter ``paymentMode`` asks for."""
        return "live" if self.live else "test"


@dataclass(slots=True, kw_only=True)
class Order(Sold):
    """An order of a location's checkout."""

    items: list[str]
    """Names of what was bought."""
    discount: Major = Decimal(0)
    coupon: str = ""
    paid: Major = Decimal(0)
    refunded: Major = Decimal(0)

    @property
    def payment_status(self) -> str:
        """Tell what the filter ``paymentStatus`` asks for."""
        if self.refunded:
            return "refunded"
        if not self.paid:
            return "unpaid"
        return "paid" if self.paid >= self.amount else "partially_paid"


@dataclass(slots=True, kw_only=True)
class Transaction(Sold):
    """Money that moved, or should have."""

    fulfilled_at: Seconds
    """When it was really paid: earlier than created for what was imported."""
    entity_type: str
    entity: str
    subscription: str = ""
    """The provider's id."""
    charge: str = ""
    provider: str = "stripe"
    refunded: Major = Decimal(0)
    snapshot: Object = field(default_factory=dict)
    """What the provider said of the charge."""


@dataclass(slots=True, kw_only=True)
class Subscription(Sold):
    """A subscription HighLevel itself made; one made outside can never be among them."""

    entity: str
    """The order it came from."""
    provider_id: str
    """``sub_…`` or ``I-…``."""
    provider: str = "stripe"
    canceled_at: Seconds | None = None
    snapshot: Object = field(default_factory=dict)


@dataclass(slots=True)
class Invoice:
    """An invoice of a location."""

    id: str
    location: str
    contact: str
    number: int
    name: str
    currency: str
    total: Major
    status: str
    created_at: Seconds
    updated_at: Seconds
    said: Object
    """What it was made with, and is shown again."""
    live: bool = True
    paid: Major = Decimal(0)

    @property
    def due(self) -> Major:
        """Work out what is still owed."""
        return Decimal(0) if self.status == "void" else self.total - self.paid
