"""Stripe's JSON as far as a judgement reads it; whatever else it holds is ``fields``' business."""

from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from carryover.kernel.clock import Seconds

ENDED: Final = frozenset({"canceled", "incomplete_expired"})


class Paper(BaseModel):
    """Theirs, so open: unknown fields are looked at elsewhere."""

    model_config = ConfigDict(frozen=True, extra="ignore", defer_build=True)


class Named(Paper):
    """Something of which only the id matters here."""

    id: str


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


class Coupon(Paper):
    """What a discount is worth, and for how long."""

    id: str
    duration: Literal["forever", "once", "repeating"]
    duration_in_months: int | None = None
    amount_off: int | None = None
    currency: str | None = None
    currency_options: dict[str, Any] | None = None
    """Only when expanded."""


class CouponSource(Paper):
    """Since 2025-09-30 a discount names its coupon here (docs.stripe.com/changelog/clover)."""

    coupon: Coupon | Named | str
    """A coupon that was deleted is but its id."""


class Discount(Paper):
    """A coupon at work."""

    id: str
    source: CouponSource
    end: Seconds | None = None
    promotion_code: str | Named | None = None

    @property
    def coupon(self) -> str:
        """Name the coupon."""
        return self.source.coupon if isinstance(self.source.coupon, str) else self.source.coupon.id


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


class Instrument(Paper):
    """A way to pay: PaymentMethod, card, bank account or source."""

    id: str
    object: str
    type: str | None = None
    """``card``, ``sepa_debit`` …; cards and bank accounts of old have none."""


class Settings(Paper):
    """``invoice_settings`` of a customer."""

    default_payment_method: Instrument | str | None = None
    custom_fields: tuple[dict[str, Any], ...] | None = None
    footer: str | None = None


class TaxId(Paper):
    """One of a customer's tax ids."""

    type: str
    value: str


class TaxIds(Paper):
    """The list inside a customer."""

    data: tuple[TaxId, ...] = ()
    has_more: bool = False


class Customer(Paper):
    """Who pays."""

    id: str
    deleted: bool = False
    email: str | None = None
    balance: int = 0
    discount: Discount | None = None
    default_source: Instrument | str | None = None
    invoice_settings: Settings = Settings()
    tax_exempt: str | None = None
    preferred_locales: tuple[str, ...] | None = None
    tax_ids: TaxIds | None = None
    shipping: dict[str, Any] | None = None


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
    def begun(self) -> Seconds:
        """Find when the period that ends at the boundary began."""
        return max(item.current_period_start for item in self.parts)

    @property
    def trialing(self) -> bool:
        """Tell whether it is in its trial."""
        return self.status == "trialing"

    @property
    def charged(self) -> bool:
        """Tell whether Stripe charges it without being asked; otherwise it sends invoices."""
        return self.collection_method == "charge_automatically"
