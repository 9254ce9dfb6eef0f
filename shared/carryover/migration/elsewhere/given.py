"""Ids in the file that are the target's already: they are mapped to themselves, so that the rest of
the move need not know of it."""

from collections.abc import Iterable, Iterator, Mapping

from carryover.migration.elsewhere.rows import Row
from carryover.migration.model import Old, Thing


def given(account: str, rows: Iterable[Row], cards: Mapping[Old, str]) -> dict[Old, str]:
    """Map prices, coupons and tax rates to themselves, and customers and cards that the mapping of
    Stripe's import does not know but the target does (``cus_…``, ``pm_…``)."""
    found = {
        Old(account=account, kind=kind, id=name): name for row in rows for kind, name in _own(row)
    }
    return {old: new for old, new in found.items() if old not in cards}


def method_of(row: Row) -> str:
    """Name what is charged; a mapping without sources of its own has it under the customer."""
    return row.payment_method or row.customer


def _own(row: Row) -> Iterator[tuple[Thing, str]]:
    for part in row.parts:
        yield Thing.PRICE, part.price
        yield from ((Thing.TAX_RATE, rate) for rate in part.tax_rates)
    yield from ((Thing.TAX_RATE, rate) for rate in row.default_tax_rates)
    if row.coupon:
        yield Thing.COUPON, row.coupon
    if row.customer.startswith("cus_"):
        yield Thing.CUSTOMER, row.customer
    if row.payment_method.startswith(("pm_", "card_", "src_")):
        yield Thing.PAYMENT_METHOD, row.payment_method
