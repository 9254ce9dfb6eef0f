"""What is well written and cannot be meant: within a row, and between rows."""

from collections.abc import Iterator, Mapping, Sequence

from carryover.migration.elsewhere.rows import Row


def of_row(row: Row) -> Iterator[str]:
    """What is well written and cannot be meant."""
    invoices = row.collection_method == "send_invoice"
    if invoices and row.days_until_due is None:
        yield "it sends invoices and has no days_until_due."
    if not invoices and row.days_until_due is not None:
        yield "it has days_until_due and sends no invoices."
    if row.automatic_tax and (row.default_tax_rates or any(p.tax_rates for p in row.parts)):
        yield "it has automatic_tax and tax rates: Stripe takes one or the other."
    if row.trial_end not in (None, row.starts):
        yield "its trial_end is not its start_date: an extra, shortened period would be charged."
    if row.coupon_months is not None and not row.coupon:
        yield "it has coupon_months and no coupon."
    if row.anchor_day is not None and row.anchor_day > 31:
        yield f"its anchor_day is {row.anchor_day}: no month has it."
    if row.stopped_confirmed is not None and row.stopped_confirmed >= row.starts:
        yield (
            "it was stopped after its next charge was due: see whether it was charged there, and "
            "write the start_date that holds now."
        )


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
