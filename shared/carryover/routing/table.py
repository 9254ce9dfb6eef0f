"""The routing table. A new feature is a new line here, and nothing else upstream changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from carryover.kernel.facts import (
    Fact,
    InvoiceState,
    MemberHinted,
    ObjectTouched,
    StateSeen,
    SubscriptionState,
)
from carryover.kernel.news import MoneyReturned
from carryover.ports.outbox import Queue
from carryover.routing.contacts import is_touched_there, shows
from carryover.routing.debts import concerns_debt

DUNNED: Final = "carryover_dunning"
"""Metadata in which dunning marks a subscription that is not paid for any more."""


@dataclass(frozen=True, slots=True)
class Route:
    """One line: these facts go to this queue, because."""

    when: Callable[[Fact], bool]
    to: Queue
    why: str


def _is_state(fact: Fact) -> bool:
    return isinstance(fact, StateSeen)


def _is_touch(fact: Fact) -> bool:
    return isinstance(fact, ObjectTouched)


def _is_hint(fact: Fact) -> bool:
    return isinstance(fact, MemberHinted)


def _is_return(fact: Fact) -> bool:
    return isinstance(fact, MoneyReturned)


def _is_paid(fact: Fact) -> bool:
    """Tell an invoice of a subscription that money was just paid for."""
    if not isinstance(fact, StateSeen) or not isinstance(fact.state, InvoiceState):
        return False
    paid = fact.state.status == "paid" and fact.state.amount_paid > 0
    news = not isinstance(fact.before, InvoiceState) or fact.before.status != "paid"
    return paid and news and fact.state.subscription is not None


def _turns(fact: Fact) -> bool:
    """Tell a subscription that begins, ends, or begins or stops to end itself. Renewals and the
    like change nothing about access, and each would cost a look at Stripe."""
    if not isinstance(fact, StateSeen) or not isinstance(fact.state, SubscriptionState):
        return False
    return not isinstance(fact.before, SubscriptionState) or _standing(fact.before) != _standing(
        fact.state
    )


def _standing(state: SubscriptionState) -> tuple[object, ...]:
    plans = frozenset(item.price for item in state.items)
    unpaid = state.pause_collection is not None and state.metadata.get(DUNNED)
    return state.status, state.cancel_at_period_end, state.cancel_at, plans, unpaid


ROUTES: Final = (
    Route(_is_state, Queue.SUBSCRIPTION_MIRROR, "the record follows every state Stripe tells us"),
    Route(_is_touch, Queue.SUBSCRIPTION_MIRROR, "news without a state: the record has to look"),
    Route(_is_hint, Queue.ACCESS, "an unsigned word about a member: the site has to be asked"),
    Route(_turns, Queue.ACCESS, "who begins to pay gets access, who stops loses it"),
    Route(_is_return, Queue.ACCESS, "money that went back may take access with it, or return it"),
    Route(_is_paid, Queue.ACCESS, "a new payment gives back what a refund or a dispute withheld"),
    Route(concerns_debt, Queue.DUNNING, "a payment failed, or what it hangs on has changed"),
    Route(shows, Queue.CRM, "a contact shows what is true at Stripe, and nothing else"),
    Route(is_touched_there, Queue.CRM, "somebody changed or sold something inside the CRM"),
)


def routed(fact: Fact) -> tuple[Queue, ...]:
    """Name the queues that must hear of this fact, each once."""
    return tuple(dict.fromkeys(route.to for route in ROUTES if route.when(fact)))
