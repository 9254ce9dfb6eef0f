"""What Stripe's objects say about an invoice that is to be collected (``dunning.facts.Sight``).

What is owed, and to whom it is charged, comes out of one expanded answer. The order
in which Stripe looks for a way to pay is invoice, subscription, customer; of each the payment
method before the legacy source (docs.stripe.com/api/subscriptions/object#default_source,
docs.stripe.com/billing/subscriptions/payment-methods-setting).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal

from carryover.adapters.stripe import billing
from carryover.dunning.declines import Decline
from carryover.dunning.facts import Papers
from carryover.dunning.silence import digest
from carryover.dunning.world import Attempt, Card, Invoice, Mark, Person, Subscription
from carryover.ports.stripe_api import Json

_SUBSCRIPTION: Final = "parent.subscription_details.subscription"
EXPAND: Final = (
    "payments.data.payment.payment_intent",
    "customer",
    "default_payment_method",
    "default_source",
    f"{_SUBSCRIPTION}.default_payment_method",
    f"{_SUBSCRIPTION}.default_source",
)
"""Four levels deep at most (docs.stripe.com/api/expanding_objects), and nothing below the customer:
of a deleted one there is nothing that could be expanded."""

OF_CUSTOMER: Final = ("invoice_settings.default_payment_method", "default_source")
"""What is expanded of a customer that is there."""

_LINE: Final = re.compile(r"\d+ \u00d7 (.+?) \(at .+\)")

SETTLED: Final[Mapping[str, Literal["paid", "declined", "pending"]]] = {
    "succeeded": "paid",
    "pending": "pending",
    "failed": "declined",
}
"""A charge's status in our words (docs.stripe.com/api/charges/object#charge_object-status)."""

WAITS_FOR_CUSTOMER: Final = "requires_action"
"""The status of a PaymentIntent that only the customer can take further."""


def invoice(raw: Json) -> Invoice:
    """Read what is owed, and whether Stripe goes on collecting it by itself."""
    return Invoice(
        id=raw["id"],
        status=raw["status"] or "draft",
        currency=raw["currency"],
        amount_remaining=raw["amount_remaining"],
        amount_paid=raw["amount_paid"],
        auto_advance=bool(raw.get("auto_advance")),
        next_payment_attempt=raw.get("next_payment_attempt"),
        collection_method=raw["collection_method"],
    )


def subscription(raw: Json) -> Subscription | None:
    """Read the subscription it is for."""
    found = _subscription(raw)
    if found is None:
        return None
    items = found["items"]["data"]
    plans = [name for item in items for name in (item["price"]["id"], item["price"]["product"])]
    return Subscription(
        id=found["id"],
        status=found["status"],
        plans=tuple(dict.fromkeys(plans)),
        mark=_mark(found),
        collection_paused=found.get("pause_collection") is not None,
    )


def card(raw: Json) -> Card | None:
    """Find what Stripe would charge by the invoice or its subscription; ``None``: by the
    customer."""
    held = _subscription(raw) or {}
    return _first(raw.get("default_payment_method"), raw.get("default_source")) or _first(
        held.get("default_payment_method"), held.get("default_source")
    )


def card_of(customer: Json) -> Card | None:
    """Find what Stripe would charge by the customer alone."""
    settings = customer.get("invoice_settings") or {}
    return _first(settings.get("default_payment_method"), customer.get("default_source"))


def _first(*ways: object) -> Card | None:
    return next((_card(way) for way in ways if isinstance(way, dict)), None)


def attempts(raw: Json, charges: Sequence[Json]) -> tuple[Attempt, ...]:
    """List every attempt Stripe knows of, by time: charges, and payments that wait for their
    customer, for which there is no charge."""
    intents = {intent["id"]: intent for intent in _intents(raw)}
    name = raw["id"]
    ours = (name if each.get("payment_intent") in intents else None for each in charges)
    made = [_charged(*each) for each in zip(charges, ours, strict=True)]
    latest = max((one.at for one in made if one.invoice == name), default=0)
    waits = [each for each in intents.values() if each["status"] == WAITS_FOR_CUSTOMER]
    waiting = [_unanswered(each, name, latest) for each in waits]
    return tuple(sorted((*made, *waiting), key=lambda one: one.at))


def person(raw: Json) -> Person:
    """Read who is written to."""
    customer = _customer(raw)
    address = customer.get("address") or raw.get("customer_address") or {}
    locales = customer.get("preferred_locales") or [None]
    email = _email(raw)
    return Person(
        country=address.get("country"),
        locale=locales[0],
        address=digest(email) if email else "",
        channels=frozenset({"email"}) if email else frozenset[str](),
    )


def papers(raw: Json) -> Papers:
    """Read the rest."""
    customer, held = _customer(raw), _subscription(raw)
    lines = (raw.get("lines") or {}).get("data") or [{}]
    finalized = (raw.get("status_transitions") or {}).get("finalized_at")
    return Papers(
        customer="" if customer.get("deleted") else str(customer.get("id") or ""),
        email=_email(raw),
        name=str(customer.get("name") or raw.get("customer_name") or ""),
        number=str(raw.get("number") or ""),
        about=_named(str(lines[0].get("description") or raw.get("description") or "")),
        pay_url=str(raw.get("hosted_invoice_url") or ""),
        attempted=bool(raw.get("attempted")),
        begins=held is not None and held["status"] in ("incomplete", "incomplete_expired"),
        due_at=finalized or raw["created"],
        price=held["items"]["data"][0]["price"]["id"] if held else None,
    )


def _named(description: str) -> str:
    """Take the product's name out of Stripe's own wording of a line, quantity times name (at $29.00
    / month); other wordings are shown as they are."""
    worded = _LINE.fullmatch(description)
    return worded[1] if worded else description


def _email(raw: Json) -> str:
    return str(_customer(raw).get("email") or raw.get("customer_email") or "").strip()


def _customer(raw: Json) -> Json:
    """Read the expanded customer; of a deleted one Stripe shows the id and that it is deleted."""
    found = raw.get("customer")
    return found if isinstance(found, dict) else {"id": found or ""}


def _subscription(raw: Json) -> Json | None:
    details = (raw.get("parent") or {}).get("subscription_details") or {}
    found = details.get("subscription")
    return found if isinstance(found, dict) else None


def _intents(raw: Json) -> Iterator[Json]:
    for payment in (raw.get("payments") or {}).get("data") or ():
        intent = payment["payment"].get("payment_intent")
        if isinstance(intent, dict):
            yield intent


def _unanswered(intent: Json, name: str, latest: int) -> Attempt:
    """Stripe dates no step of a PaymentIntent: it waits since it was made, or since the last
    charge."""
    return Attempt(
        id=intent["id"],
        invoice=name,
        at=max(intent["created"], latest),
        amount=intent["amount"],
        currency=intent["currency"],
        result="declined",
        decline=Decline(code="authentication_required"),
    )


def _charged(raw: Json, name: str | None) -> Attempt:
    return Attempt(
        id=raw["id"],
        invoice=name,
        at=raw["created"],
        amount=raw["amount"],
        currency=raw["currency"],
        result=SETTLED[raw["status"]],
        card=_card_of_charge(raw),
        decline=_decline(raw) if raw["status"] == "failed" else None,
    )


def _decline(raw: Json) -> Decline:
    """A charge has no ``decline_code``: of an issuer's no, ``outcome.reason`` is it
    (docs.stripe.com/declines#retrieve-decline-code)."""
    outcome = raw.get("outcome") or {}
    kind, reason = outcome.get("type"), outcome.get("reason")
    return Decline(
        advice_code=outcome.get("advice_code"),
        network_advice_code=outcome.get("network_advice_code"),
        decline_code=reason if kind == "issuer_declined" else None,
        network_decline_code=outcome.get("network_decline_code"),
        code=raw.get("failure_code"),
        outcome=kind,
        reason=reason,
    )


def _card_of_charge(raw: Json) -> Card | None:
    details, name = raw.get("payment_method_details") or {}, raw.get("payment_method")
    kind = details.get("type")
    if not name or not kind:
        return None
    return _described(str(name), str(kind), details.get(kind) or {})


def _card(raw: Json) -> Card:
    """Read a payment method, or a legacy card or source."""
    if raw.get("object") == "card":
        return _described(raw["id"], "card", raw)
    kind = str(raw.get("type") or raw.get("object"))
    return _described(raw["id"], kind, raw.get(kind) or {})


def _described(name: str, kind: str, shown: Json) -> Card:
    """Cards of two networks go over the one that was chosen, else over their brand's."""
    preferred = (shown.get("networks") or {}).get("preferred")
    network = shown.get("network") or preferred or shown.get("brand")
    return Card(
        id=name,
        type=kind,
        fingerprint=shown.get("fingerprint"),
        network=str(network).casefold() if network else None,
        exp_month=shown.get("exp_month"),
        exp_year=shown.get("exp_year"),
    )


def _mark(raw: Json) -> Mark:
    """Recognise the migration's marks; an end of access' own is none of them."""
    found = billing.mark(raw).value
    return Mark(found) if found in set(Mark) else Mark.NONE
