"""What concerns an invoice that may have failed: not the many that are paid as they should be."""

from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import (
    CustomerState,
    Fact,
    InvoiceState,
    ObjectTouched,
    StateSeen,
    SubscriptionState,
)
from carryover.kernel.identity import Kind
from carryover.kernel.news import CardChanged, MoneyReturned

AT_ONCE: Final[Seconds] = 60
"""Who pays within so many seconds of the invoice was charged at the first attempt, as nearly all
are. Should it have been a second one, the case closes when it is looked at next."""


def concerns_debt(fact: Fact) -> bool:
    """Tell what dunning has to hear of: failures and their ends, another card, another address,
    ends of subscriptions, disputes."""
    match fact:
        case StateSeen(state=InvoiceState() as invoice):
            return _failed(invoice) or _over(invoice)
        case StateSeen(state=CustomerState() as after, before=before):
            return after.deleted or (
                isinstance(before, CustomerState) and _ways(before) != _ways(after)
            )
        case StateSeen(state=SubscriptionState() as after, before=before):
            return not isinstance(before, SubscriptionState) or _terms(before) != _terms(after)
        case ObjectTouched(kind=kind):
            return kind is not Kind.SUBSCRIPTION
        case CardChanged(customer=customer):
            return customer is not None
        case _:
            return isinstance(fact, MoneyReturned) and fact.kind == "dispute"


def _failed(invoice: InvoiceState) -> bool:
    return invoice.status == "open" and invoice.attempted and not invoice.deleted


def _over(invoice: InvoiceState) -> bool:
    if invoice.deleted or invoice.status in ("void", "uncollectible"):
        return True
    begun = invoice.finalized_at or invoice.created
    late = (invoice.paid_at or 0) - begun > AT_ONCE
    return invoice.status == "paid" and invoice.total > 0 and late


def _ways(state: CustomerState) -> tuple[object, ...]:
    return state.default_payment_method, state.default_source, state.email


def _terms(state: SubscriptionState) -> tuple[object, ...]:
    paused = state.pause_collection is not None
    return state.status, state.default_payment_method, state.default_source, paused
