"""A subscription as it shall be in the target, in the source's ids.

Old ids, because the plan is made before the catalogue exists, and because the same subscription of
the same snapshot must give the same bytes (MIG-2). ``params`` says it in the target's ids.
"""

from typing import Any, Literal

from pydantic import Field

from carryover.kernel.clock import Seconds
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message


class Discount(Message):
    """One discount, with what is left of it."""

    coupon: str
    """Id at the source."""
    months: int | None = None
    """Of a repeating coupon: how many months it still has to run in the target. ``None``: the
    coupon as it is (forever, or once and not yet used, or repeating with all its months left)."""
    repeats: bool = False
    """Whether it is for a number of months: an update may drop it then (STRIPE.md §3)."""
    promotion_code: str | None = None
    """Through which code it was redeemed, for the record; the coupon is what is applied."""


class Item(Message):
    """One item."""

    price: str
    quantity: int | None = None
    tax_rates: tuple[str, ...] = ()
    discounts: tuple[Discount, ...] = ()
    metadata: dict[str, str] = Field(default_factory=dict)


class TaxId(Message):
    """One tax id of the customer; the data copy does not list them (STRIPE.md §1)."""

    type: str
    """``eu_vat`` …"""
    value: str


class CustomerTerms(Message):
    """What a customer brings to an invoice besides money, and the data copy leaves behind."""

    tax_exempt: str = "none"
    preferred_locales: tuple[str, ...] = ()
    tax_ids: tuple[TaxId, ...] = ()
    invoice_settings: dict[str, Any] = Field(default_factory=dict)
    """``custom_fields`` and ``footer`` of every invoice."""


class Spec(Message):
    """Everything needed to recreate one subscription exactly."""

    account: AccountAlias
    subscription: str
    customer: str
    currency: str
    boundary: Seconds
    """The end of the period paid at the source: where the source ends and the target bills."""
    anchor_config: dict[str, int] | None = None
    """``day_of_month`` …, where a plain anchor at the boundary would forget the 29th to 31st."""
    ends_by_date: bool = False
    """Whether the end it is armed with is ``cancel_at=min_period_end``: with items of different
    intervals, ``cancel_at_period_end`` would mean another end."""
    items: tuple[Item, ...]
    discounts: tuple[Discount, ...] = ()
    default_tax_rates: tuple[str, ...] = ()
    payment_method: str | None = None
    """What this subscription itself is charged to (``pm_``, ``card_``, ``src_``)."""
    customer_payment_method: str | None = None
    """What its customer is charged by default, where the subscription falls back to it."""
    customer_terms: CustomerTerms = CustomerTerms()
    trial_end: Seconds | None = None
    cancel_at: Seconds | None = None
    """An end later than the boundary, agreed at the source."""
    pause: dict[str, Any] | None = None
    """``pause_collection`` as it stands."""
    billing_mode: Literal["classic", "flexible"]
    metadata: dict[str, str] = Field(default_factory=dict)
    plain: dict[str, Any] = Field(default_factory=dict)
    """Parameters of the creation that need no translation: ``collection_method``,
    ``days_until_due``, ``automatic_tax``, ``trial_settings``, ``description`` …"""
    amount: int | None = None
    """What a period costs by the price list before discounts and tax, in minor units, as far as it
    can be said: for totals, never for a decision."""
