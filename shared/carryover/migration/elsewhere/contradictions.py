"""What is well written and cannot be meant: within a row, and between rows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final

from carryover.migration.elsewhere.rows import Row

type Wrong = Callable[[Row], bool]

_RULES: Final[Sequence[tuple[Wrong, str]]] = (
    (
        lambda row: _invoices(row) and row.days_until_due is None,
        "it sends invoices and has no days_until_due.",
    ),
    (
        lambda row: not _invoices(row) and row.days_until_due is not None,
        "it has days_until_due and sends no invoices.",
    ),
    (
        lambda row: row.automatic_tax and _rated(row),
        "it has automatic_tax and tax rates: Stripe takes one or the other.",
    ),
    (
        lambda row: row.trial_end not in (None, row.starts),
        "its trial_end is not its start_date: an extra, shortened period would be charged.",
    ),
    (
        lambda row: row.coupon_months is not None and not row.coupon,
        "it has coupon_months and no coupon.",
    ),
    (
        lambda row: (row.anchor_day or 1) > 31,
        "its anchor_day is a day that no month has.",
    ),
    (
        lambda row: (row.stopped_confirmed or 0) >= row.starts,
        "it was stopped after its charge was due: was it charged? Write the start_date that holds.",
    ),
)


def of_row(row: Row) -> Iterator[str]:
    """Say what its cells say against one another."""
    return (sentence for wrong, sentence in _RULES if wrong(row))


def _invoices(row: Row) -> bool:
    return row.collection_method == "send_invoice"


def _rated(row: Row) -> bool:
    return bool(row.default_tax_rates) or any(part.tax_rates for part in row.parts)


def of_rows(rows: Sequence[Row]) -> Iterator[tuple[int, str]]:
    """What rows say against one another."""
    subscriptions: dict[str, int] = {}
    currencies: dict[str, Mapping[str, int]] = {}
    for row in rows:
        first = subscriptions.setdefault(row.subscription, row.line)
        if first != row.line:
            yield row.line, f"{row.subscription} is in line {first} already."
        known_as = currencies.setdefault(row.customer, {row.currency: row.line})
        if row.currency not in known_as:
            ((currency, line),) = known_as.items()
            told = f"{row.customer} pays in {currency} in line {line}"
            yield row.line, f"{told}: Stripe bills a customer in one currency."
