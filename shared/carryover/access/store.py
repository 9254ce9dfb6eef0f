"""What access remembers, and what it asks of billing. Every method raises ``Retryable`` when it
cannot be reached."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from carryover.access.brake import Brake
from carryover.access.findings import AuditPart, Findings
from carryover.access.model import AccessLink, Billed, CancelRequest, Reached, RefundWish
from carryover.access.paid import Charged, Paid
from carryover.access.rules import Rules
from carryover.kernel.errors import Retryable
from carryover.kernel.news import MoneyReturned


class Changed(Retryable):
    """Somebody else wrote it since we read it: look again."""


class RuleBook(Protocol):
    """The rules in force."""

    def read(self) -> Rules:
        """Read them; empty when nobody has decided."""


class Links(Protocol):
    """One link per subscription."""

    def find(self, account: str, subscription: str) -> AccessLink | None:
        """Read one, consistently."""

    def of_contact(self, site: str, contact: str) -> Sequence[AccessLink]:
        """Read everything a member has or had access by, consistently."""

    def save(self, link: AccessLink) -> AccessLink:
        """Write it if it is still the version that was read (0: there is none yet), and answer it
        with its new version; raises ``Changed`` otherwise."""

    def all(self, site: str) -> Iterator[AccessLink]:
        """Go through a site's links, in no promised order."""


class Requests(Protocol):
    """Confirmed cancellations, by their meaning."""

    def find(self, name: str) -> CancelRequest | None:
        """Read one, consistently."""

    def of(self, account: str, subscription: str) -> Sequence[CancelRequest]:
        """Read everything by which a subscription was to end, consistently."""

    def save(self, request: CancelRequest) -> CancelRequest:
        """Write it as ``Links.save`` does."""


class Brakes(Protocol):
    """One per site, and the wishes it holds."""

    def find(self, site: str) -> Brake | None:
        """Read it, consistently."""

    def save(self, brake: Brake) -> Brake:
        """Write it as ``Links.save`` does."""

    def hold(self, site: str, wish: str) -> None:
        """Put a wish's name among those that wait."""

    def let_go(self, site: str, wish: str) -> None:
        """Take it out again; not there is a yes."""

    def held(self, site: str, most: int) -> Sequence[str]:
        """Name those that wait, so many at most, consistently."""


class Refunds(Protocol):
    """Money that is to go back, by the invoice it was paid for."""

    def find(self, account: str, invoice: str) -> RefundWish | None:
        """Read one, consistently."""

    def save(self, wish: RefundWish) -> RefundWish:
        """Write it as ``Links.save`` does."""


class Progress(Protocol):
    """How far the lists of a site were read."""

    def find(self, site: str, what: str) -> Reached | None:
        """Read it, consistently."""

    def save(self, reached: Reached) -> Reached:
        """Write it as ``Links.save`` does."""


class Audits(Protocol):
    """What audits found, kept for 400 days. An audit is called by the id of the message that
    ordered it (``messages.Audit``), so whoever sent that message can ask for it."""

    def find(self, audit: str) -> Findings | None:
        """Add up what it found so far, consistently; ``None``: it has not begun."""

    def has(self, audit: str, number: int) -> bool:
        """Tell whether this part is written, consistently."""

    def save(self, part: AuditPart) -> None:
        """Write a part, over itself if it was written before."""


class Readings(Protocol):
    """Pages of a list of the site, kept for two days until all of them are read and compared: more
    people have an offer than one message can read of."""

    def keep(self, look: str, page: int, people: Sequence[str]) -> None:
        """Write a page, over itself if it was read before."""

    def people(self, look: str) -> frozenset[str]:
        """Read everybody of all pages, consistently."""


@dataclass(frozen=True, slots=True)
class Memory:
    """All of it."""

    rules: RuleBook
    links: Links
    requests: Requests
    progress: Progress
    refunds: Refunds
    audits: Audits
    readings: Readings
    brakes: Brakes


@dataclass(frozen=True, slots=True)
class Refused:
    """Billing said no to a cancellation."""

    sentence: str


class Payments(Protocol):
    """What was paid, as it is now."""

    def behind(self, money: MoneyReturned) -> Paid | None:
        """Find the invoice whose money went back; ``None``: it paid for no invoice."""

    def paid(self, one: Billed) -> Sequence[Paid]:
        """List the invoices of a subscription that took money, the youngest twenty."""

    def charges(self, paid: Paid) -> Sequence[Charged]:
        """Read the charges that paid an invoice, and what went back of them."""

    def refund_of(self, wish: RefundWish) -> str | None:
        """Look for the refund that was made for this wish, whatever became of it since."""

    def refund(self, wish: RefundWish) -> "str | Refused":
        """Make it, marked as ours; the same wish never makes a second one. Answers its id."""


class Billing(Payments, Protocol):
    """Subscriptions, as they are now. ``NeedsReview`` when an account cannot be read at all."""

    def subscription(self, account: str, name: str) -> Billed | None:
        """Read one; ``None``: unknown there."""

    def of_email(self, account: str, email: str) -> Sequence[Billed]:
        """Find the subscriptions, whatever their status, of every customer with this address,
        whatever its case."""

    def listed(self, account: str, after: str | None) -> tuple[Sequence[Billed], str | None]:
        """List all subscriptions of an account, whatever their status, a hundred at a time; with
        what to go on ``after``, or ``None`` at the end."""

    def end(self, one: Billed, *, at_once: bool, request: str) -> Refused | None:
        """End it now or at the end of the period paid, marked as ours. The same ``request`` never
        does more than that. Nothing is refunded and nothing is credited."""
