"""What the CRM's worker remembers, and what it asks of billing. Every method raises ``Retryable``
when it cannot be reached."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from carryover.crm.model import Bill, Known, Payer, PayerRef, Pointer, Reached
from carryover.crm.rules import Rules
from carryover.kernel.clock import Seconds
from carryover.kernel.errors import Retryable
from carryover.ports.highlevel_sales import Sold


class Changed(Retryable):
    """Somebody else was faster: look again."""


class RuleBook(Protocol):
    """The rules in force."""

    def read(self) -> Rules:
        """Read them; empty when nobody has decided."""


class Contacts(Protocol):
    """One item per contact, and pointers from payers to them."""

    def known(self, location: str, contact: str) -> Known:
        """Read one, consistently; of a contact never seen, an empty one."""

    def save(self, known: Known) -> Known:
        """Write it if it is still the version that was read (0: there is none yet), and answer it
        with its new version; raises ``Changed`` otherwise."""

    def pointer(self, location: str, payer: PayerRef) -> Pointer | None:
        """Read where a payer's contact is, consistently."""

    def point(self, pointer: Pointer, before: Pointer | None) -> None:
        """Write it if what is there is what was read; raises ``Changed`` otherwise."""


@dataclass(frozen=True, slots=True)
class Late:
    """Somebody who is to be looked at later."""

    payer: PayerRef
    note: str
    """Which message put them here: a later one is another note."""


class Overdue(Protocol):
    """Whoever could not be shown."""

    def put(self, late: Late, since: Seconds) -> None:
        """Remember them, or that it happened again."""

    def settle(self, late: Late) -> None:
        """Forget them, unless another note has come since."""

    def some(self, most: int) -> Sequence[Late]:
        """Name those who have waited longest."""


class Sales(Protocol):
    """What was sold inside HighLevel, as it was last read."""

    def keep(self, location: str, sold: Sequence[Sold]) -> int:
        """Record what is new or different; answer how many were."""


class Bills(Protocol):
    """Mirrors of invoices."""

    def find(self, location: str, account: str, invoice: str) -> Bill | None:
        """Read one, consistently."""

    def save(self, bill: Bill) -> Bill:
        """As ``Contacts.save``."""


class Progress(Protocol):
    """How far the lists were read."""

    def find(self, location: str, what: str) -> Reached | None:
        """Read it, consistently."""

    def save(self, reached: Reached) -> Reached:
        """As ``Contacts.save``."""


@dataclass(frozen=True, slots=True)
class Memory:
    """All of it."""

    contacts: Contacts
    overdue: Overdue
    sales: Sales
    bills: Bills
    progress: Progress


@dataclass(frozen=True, slots=True)
class Customers:
    """A page of an account's customers."""

    ids: Sequence[str]
    next_after: str | None


class Billing(Protocol):
    """Looks at Stripe. Raises ``NeedsReview`` when Stripe never will answer."""

    def payer(self, account: str, customer: str, paid_since: Seconds | None) -> Payer | None:
        """Look at a customer; ``paid_since``: with the invoices paid that were made since then.
        ``None``: Stripe does not know them."""

    def customers(self, account: str, after: str | None) -> Customers:
        """List customers, the newest first."""


class Places(Protocol):
    """Knows the locations there is a key for."""

    def alias(self, location_id: str) -> str | None:
        """Name the location HighLevel calls by this id; ``None``: it is none of ours."""
