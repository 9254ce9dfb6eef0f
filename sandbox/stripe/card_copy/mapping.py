"""The mapping a copy leaves, for the receiving account only."""

import csv
import io
from collections.abc import Iterable

COLUMNS = ("customer_id_old", "source_id_old", "customer_id_new", "source_id_new")

type Row = dict[str, str]


def row(customer: str, source: str, new_customer: str, new_source: str) -> Row:
    """Write one line; a customer without a way to pay has empty sources [inferred]."""
    return dict(zip(COLUMNS, (customer, source, new_customer, new_source), strict=True))


def as_csv(rows: Iterable[Row]) -> str:
    """Write the file Stripe offers for download."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()
