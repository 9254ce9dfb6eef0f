"""Letters from Stripe, and what the translator makes of them."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from carryover.adapters.stripe.translate.event import StripeTranslator
from carryover.channel.translator import Understood, Unreadable
from carryover.kernel.facts import CustomerState, InvoiceState, StateSeen, SubscriptionState

type Json = dict[str, Any]

GOLDENS: Final = Path(__file__).parents[3] / "events" / "stripe"
NEWEST: Final = "2026-10-28.endive"

SHAPES: Final = {
    "customer": "customer.created",
    "subscription": "customer.subscription.created",
    "invoice": "invoice.created",
}


def golden(name: str) -> Json:
    """Open a golden event."""
    body: Json = json.loads((GOLDENS / f"{name}.json").read_text())
    return body


def an(kind: str, version: str = NEWEST, /, **changes: object) -> Json:
    """Take an object as a version shows it, with some fields changed."""
    shown: Json = golden(f"{SHAPES[kind]}.{version}")["data"]["object"]
    return shown | changes


def without(whole: Json, *names: str) -> Json:
    """Take an object without some of its fields."""
    return {name: value for name, value in whole.items() if name not in names}


def letter(event_type: str, about: object, **papers: object) -> Json:
    """Write an event about an object."""
    return {
        "id": "evt_1",
        "object": "event",
        "api_version": NEWEST,
        "created": 1_770_000_000,
        "data": {"object": deepcopy(about)},
        "type": event_type,
    } | papers


def updated(kind: str, about: Json, previous: object, version: str | None = NEWEST) -> Json:
    """Write that an object was updated, and what it was before."""
    prefix = "customer." if kind == "subscription" else ""
    body = letter(f"{prefix}{kind}.updated", about, api_version=version)
    body["data"]["previous_attributes"] = previous
    return body


def read(body: object) -> Understood | Unreadable:
    """Post it to the account ``us``."""
    return StripeTranslator().read("us", json.dumps(body).encode())


def understood(body: object) -> Understood:
    """Post it, and expect it to be understood."""
    answer = read(body)
    assert isinstance(answer, Understood), answer.reason
    return answer


def refusal(body: object) -> str:
    """Post it, and expect a sentence for a person."""
    answer = read(body)
    assert isinstance(answer, Unreadable)
    return answer.reason


def seen(body: object) -> StateSeen:
    """Post it, and expect it to show one state."""
    (fact,) = understood(body).facts
    assert isinstance(fact, StateSeen)
    return fact


def customer(about: Json) -> CustomerState:
    """Post that a customer is so."""
    state = seen(letter("customer.updated", about)).state
    assert isinstance(state, CustomerState)
    return state


def subscription(about: Json) -> SubscriptionState:
    """Post that a subscription is so."""
    state = seen(letter("customer.subscription.updated", about)).state
    assert isinstance(state, SubscriptionState)
    return state


def invoice(about: Json) -> InvoiceState:
    """Post that an invoice is so."""
    state = seen(letter("invoice.updated", about)).state
    assert isinstance(state, InvoiceState)
    return state
