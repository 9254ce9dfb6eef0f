"""Stripe's customers and what they pay with, as far as a judgement reads them."""

from typing import Any

from carryover.migration.planning.coupons import Discount
from carryover.migration.planning.paper import Paper


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
