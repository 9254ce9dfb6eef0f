"""What is wrong with a row by itself: ids that cannot be what their column says."""

from collections.abc import Iterator
from typing import Final

from carryover.migration.cards.model import Fault, Row

WAYS_TO_PAY: Final = ("pm_", "card_", "src_", "ba_")
"""The copy keeps their type (docs.stripe.com/get-started/data-migrations/pan-copy-self-serve)."""

_CUSTOMER: Final = "cus_"


def doubts_of(row: Row, *, foreign: bool = False) -> Iterator[Fault]:
    """Say everything that is wrong with it; old ids of another processor may look like anything."""
    if foreign:
        told = [*_nobody(row)] or [*_customers(row), *_new_source(row)]
    else:
        told = [*_empty(row), *_swapped(row)] or [*_customers(row), *_sources(row)]
    return (Fault(row.line, sentence) for sentence in told)


def _nobody(row: Row) -> Iterator[str]:
    for name in ("customer_old", "customer_new"):
        if not getattr(row, name):
            yield f"its {_column(name)} is empty."


def _empty(row: Row) -> Iterator[str]:
    yield from _nobody(row)
    if bool(row.source_old) != bool(row.source_new):
        there, gone = ("old", "new") if row.source_old else ("new", "old")
        yield f"it has a source_id_{there} and no source_id_{gone}."


def _swapped(row: Row) -> Iterator[str]:
    for name in ("customer_old", "customer_new"):
        if getattr(row, name).startswith(WAYS_TO_PAY):
            yield f"{getattr(row, name)} in {_column(name)} is a way to pay: columns are swapped."
    for name in ("source_old", "source_new"):
        if getattr(row, name).startswith(_CUSTOMER):
            yield f"{getattr(row, name)} in {_column(name)} is a customer: columns are swapped."


def _customers(row: Row) -> Iterator[str]:
    """Old ids may be of one's own choosing, and are kept; a new one that differs is Stripe's."""
    if row.customer_new != row.customer_old and not row.customer_new.startswith(_CUSTOMER):
        yield f"{row.customer_new} is no id of a customer (cus_…)."


def _sources(row: Row) -> Iterator[str]:
    if not row.source_old:
        return
    old, new = _kind(row.source_old), _kind(row.source_new)
    for given, kind in ((row.source_old, old), (row.source_new, new)):
        if not kind:
            yield f"{given} is no way to pay (pm_…, card_…, src_…, ba_…)."
    if old and new and old != new:
        yield f"{row.source_old} became {row.source_new}: a data copy keeps the type."


def _new_source(row: Row) -> Iterator[str]:
    if row.source_old and not row.source_new:
        yield "it has a source_id_old and no source_id_new."
    if row.source_new and not _kind(row.source_new):
        yield f"{row.source_new} is no way to pay (pm_…, card_…, src_…, ba_…)."


def _kind(source: str) -> str:
    return next((each for each in WAYS_TO_PAY if source.startswith(each)), "")


def _column(name: str) -> str:
    who, when = name.split("_")
    return f"{who}_id_{when}"
