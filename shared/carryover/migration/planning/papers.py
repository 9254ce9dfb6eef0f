"""Stripe's JSON as far as a judgement reads it; whatever else it holds is ``fields``' business."""

from typing import Literal

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.migration.planning.coupons import Discount
from carryover.migration.planning.paper import Named, Paper
from carryover.migration.planning.payer import Customer, Instrument


class Recurring(Paper):
    """How often a price is billed."""

    interval: Literal["day", "week", "month", "year"]
    interval_count: int = Field(ge=1)
    usage_type: str = "licensed"


class Price(Paper):
    """A price, as an item shows it."""

    id: str
    currency: str
    unit_amount: int | None = None
    recurring: Recurring
    tax_behavior: str | None = None


class Item(Paper):
    """One item, with its period."""

    id: str
    price: Price
    quantity: int | None = None
    current_period_start: Seconds
    current_period_end: Seconds
    billed_until: Seconds | None = None
    discounts: tuple[Discount, ...] = ()
    tax_rates: tuple[Named, ...] | None = None
    metadata: dict[str, str] = Field(default_factory=dict)


class Items(Paper):
    """The list inside a subscription."""

    data: tuple[Item, ...] = Field(min_length=1)
    has_more: bool = False


class Invoice(Paper):
    """The latest one."""

    id: str
    status: str | None = None
    collection_method: str | None = None
    auto_advance: bool | None = None


class AnchorConfig(Paper):
    """``billing_cycle_anchor_config``."""

    day_of_month: int


class Flexible(Paper):
    """Of the flexible billing mode."""

    proration_discounts: str | None = None


class BillingMode(Paper):
    """How prorations are worked out."""

    type: Literal["classic", "flexible"]
    flexible: Flexible | None = None


class Switch(Paper):
    """Something that is on or off."""

    enabled: bool = False


class EndBehavior(Paper):
    """What happens when a trial ends."""

    missing_payment_method: str = "create_invoice"


class TrialSettings(Paper):
    """Settings of a trial."""

    end_behavior: EndBehavior = EndBehavior()


class Said(Paper):
    """``cancellation_details``."""

    comment: str | None = None


class Expiring(Paper):
    """``pending_update``."""

    expires_at: Seconds


class PauseCollection(Paper):
    """A pause of payments; the subscription goes on."""

    behavior: str
    resumes_at: Seconds | None = None


class Subscription(Paper):
    """A subscription with everything in ``seen.EXPAND``."""

    id: str
    status: str
    created: Seconds
    currency: str
    customer: Customer
    items: Items
    billing_cycle_anchor: Seconds
    billing_cycle_anchor_config: AnchorConfig | None = None
    billing_mode: BillingMode
    trial_end: Seconds | None = None
    trial_settings: TrialSettings | None = None
    cancel_at: Seconds | None = None
    cancel_at_period_end: bool = False
    cancellation_details: Said | None = None
    collection_method: str = "charge_automatically"
    days_until_due: int | None = None
    default_payment_method: Instrument | str | None = None
    default_source: Instrument | str | None = None
    default_tax_rates: tuple[Named, ...] | None = None
    description: str | None = None
    discounts: tuple[Discount, ...] = ()
    automatic_tax: Switch = Switch()
    latest_invoice: Invoice | str | None = None
    metadata: dict[str, str] = Field(default_factory=dict)
    pause_collection: PauseCollection | None = None
    pending_update: Expiring | None = None
    application: str | Named | None = None

    @property
    def parts(self) -> tuple[Item, ...]:
        """List its items."""
        return self.items.data

    @property
    def boundary(self) -> Seconds:
        """Find the end of what is paid for: the earliest of its items' periods."""
        return min(item.current_period_end for item in self.parts)

    @property
    def trialing(self) -> bool:
        """Tell whether it is in its trial."""
        return self.status == "trialing"

    @property
    def charged(self) -> bool:
        """Tell whether Stripe charges it without being asked; otherwise it sends invoices."""
        return self.collection_method == "charge_automatically"
