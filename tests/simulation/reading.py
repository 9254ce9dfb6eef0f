"""Reads an account out through the API, as any client could: what an adoption starts from."""

from collections.abc import Iterator

from tests.unit.sandbox.stripe.billing.shop import Object, Shop

_LISTS: tuple[tuple[str, dict[str, object], tuple[str, ...]], ...] = (
    (
        "subscriptions",
        {"status": "all"},
        (
            "customer", "customer.tax_ids", "customer.default_source",
            "customer.invoice_settings.default_payment_method", "default_payment_method",
            "default_source", "discounts", "items.data.discounts", "latest_invoice", "schedule",
        ),
    ),
    ("subscription_schedules", {}, ()),
    ("invoiceitems", {"pending": True}, ()),
    ("invoices", {}, ()),
    ("customers", {}, ("tax_ids", "default_source", "invoice_settings.default_payment_method")),
    ("products", {}, ()),
    ("prices", {}, ("tiers", "currency_options")),
    ("coupons", {}, ("applies_to", "currency_options")),
    ("promotion_codes", {}, ()),
    ("tax_rates", {}, ()),
)  # fmt: skip


def read_out(shop: Shop) -> dict[str, list[Object]]:
    """Read every list to its end."""
    return {name: list(_all(shop, name, given, wide)) for name, given, wide in _LISTS}


def _all(
    shop: Shop, name: str, given: dict[str, object], wide: tuple[str, ...]
) -> Iterator[Object]:
    after: dict[str, object] = {}
    while True:
        expand = {"expand": [f"data.{each}" for each in wide]} if wide else {}
        page = shop.get(f"/v1/{name}", limit=100, **given, **expand, **after)
        yield from page["data"]
        if not page["has_more"]:
            return
        after = {"starting_after": page["data"][-1]["id"]}
