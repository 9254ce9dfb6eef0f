"""Who pays when, and what becomes of those who do not, foretold.

docs.stripe.com/billing/subscriptions/overview, subscription statuses. Smart Retries choose their
own times; the sandbox promises those of ``DAYS``.
"""

from collections.abc import Callable
from typing import Protocol

from tests.simulation.life import Life
from tests.simulation.oracle.dates import DAY
from tests.simulation.oracle.state import Invoice, Standing

DAYS = (1, 3, 5, 7)
"""After the first failure."""


class Teller(Protocol):
    """Who tells the fortune."""

    life: Life
    standing: Standing
    now: int

    def at(self, when: int, work: Callable[[], None]) -> None:
        """Remember what is to happen."""

    def end(self) -> None:
        """It is over."""


def collect(teller: Teller, invoice: Invoice, *, scheduled: bool) -> None:
    """Try once; nothing to pay is paid."""
    standing = teller.standing
    if invoice.due and (scheduled or invoice.attempts == 0):
        invoice.attempts += 1
    if invoice.due == 0 or standing.card_works:
        _paid(teller, invoice)
    elif standing.status != "incomplete":
        _failed(teller, invoice)


def _paid(teller: Teller, invoice: Invoice) -> None:
    standing = teller.standing
    invoice.status, invoice.paid_at, invoice.paid = "paid", teller.now, invoice.due
    if invoice is standing.latest and standing.status in {"past_due", "unpaid"}:
        standing.status = "active"


def _failed(teller: Teller, invoice: Invoice) -> None:
    standing = teller.standing
    invoice.first_failure = invoice.first_failure or teller.now
    if invoice is standing.latest and standing.status == "active":
        standing.status = "past_due"
    if invoice.attempts <= len(DAYS):
        when = invoice.first_failure + DAYS[invoice.attempts - 1] * DAY
        teller.at(when, lambda: _retry(teller, invoice))
    elif standing.status == "past_due":
        _give_up(teller)


def _retry(teller: Teller, invoice: Invoice) -> None:
    if invoice.status == "open" and invoice.automatic:
        collect(teller, invoice, scheduled=True)


def _give_up(teller: Teller) -> None:
    """What the account chose for subscriptions whose retries are used up."""
    match teller.life.last_resort:
        case "cancel":
            teller.end()
        case "unpaid":
            teller.standing.status = "unpaid"
        case "past_due":
            return
