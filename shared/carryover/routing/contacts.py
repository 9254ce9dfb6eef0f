"""Which facts change what a contact in the CRM shows. Every look costs Stripe three reads, so what
shows nowhere is passed over; whatever slips through, the daily walk finds."""

from carryover.kernel.crm_facts import CrmTouched
from carryover.kernel.facts import (
    CustomerState,
    Fact,
    InvoiceState,
    State,
    StateSeen,
    SubscriptionState,
)
from carryover.kernel.news import CardChanged

QUIET = "draft"
"""An invoice that is still being written is nobody's debt."""


def is_touched_there(fact: Fact) -> bool:
    """Tell news from the CRM itself."""
    return isinstance(fact, CrmTouched)


def shows(fact: Fact) -> bool:
    """Tell a state that a contact would show otherwise than the one before it, and a card that is
    good again."""
    if isinstance(fact, CardChanged):
        return fact.customer is not None
    if not isinstance(fact, StateSeen):
        return False
    now, before = _shown(fact.state), None if fact.before is None else _shown(fact.before)
    return bool(now) and now != before


def _shown(state: State) -> tuple[object, ...]:
    """Pick what a contact shows of a state; nothing of what it does not show at all."""
    match state:
        case CustomerState():
            return (
                state.email, state.name, state.default_payment_method, state.default_source,
                state.deleted,
            )  # fmt: skip
        case SubscriptionState():
            return (
                state.status, tuple(item.price for item in state.items), state.cancel_at,
                state.current_period_end, state.cancel_at_period_end, state.pause_collection,
                state.default_payment_method, state.default_source,
            )  # fmt: skip
        case InvoiceState():
            return _owed(state)


def _owed(state: InvoiceState) -> tuple[object, ...]:
    """An open invoice nobody has tried to collect shows nowhere."""
    untried = state.status == "open" and not state.attempted and not state.attempt_count
    if state.status == QUIET or untried:
        return ()
    return state.status, state.attempt_count, state.amount_remaining
