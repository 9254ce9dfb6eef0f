"""Rows of a mapping, and what is wrong with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from carryover.kernel.messages import Message
from carryover.migration.model import Old, Thing

COLUMNS: Final = ("customer_id_old", "source_id_old", "customer_id_new", "source_id_new")
"""As Stripe names them; newer files have others between them (``v2_account_id_old`` …)."""


class Row(Message):
    """One line: who and which card it was, who and which card it is."""

    line: int
    customer_old: str
    source_old: str = ""
    """Empty, like ``source_new``: a customer without a way to pay."""
    customer_new: str
    source_new: str = ""

    @property
    def said(self) -> tuple[str, str, str, str]:
        """What it says, wherever it stands."""
        return self.customer_old, self.source_old, self.customer_new, self.source_new


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row cannot be believed."""

    line: int
    """0: the file as a whole."""
    sentence: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.sentence}" if self.line else self.sentence


def customer(account: str, object_id: str) -> Old:
    """Name a customer of a source."""
    return Old(account=account, kind=Thing.CUSTOMER, id=object_id)


def method(account: str, object_id: str) -> Old:
    """Name a way to pay of a source."""
    return Old(account=account, kind=Thing.PAYMENT_METHOD, id=object_id)


def pairs(account: str, rows: Iterable[Row]) -> dict[Old, str]:
    """Say the mapping as the id map keeps it: ids of two sources may collide, so every old id
    carries its account (MIG-13). A card of another processor without an id of its own is known by
    its customer."""
    found: dict[Old, str] = {}
    for row in rows:
        found[customer(account, row.customer_old)] = row.customer_new
        if row.source_new:
            found[method(account, row.source_old or row.customer_old)] = row.source_new
    return found
