"""What Stripe's objects say to the CRM: pure readings of JSON at the pinned version.

The order in which Stripe looks for a way to pay is invoice, subscription, customer; of each the
payment method before the legacy source (docs.stripe.com/api/subscriptions/object#default_source,
docs.stripe.com/billing/subscriptions/payment-methods-setting).
"""

from typing import Final

from carryover.crm.model import Failure, Method, Owed, Paid, Subscribed
from carryover.kernel.clock import Seconds
from carryover.ports.stripe_api import Json

CHARGES: Final = frozenset({"active", "trialing", "past_due"})
"""Statuses in which the next period is charged (docs.stripe.com/billing/subscriptions/overview)."""

WAITS_FOR_CUSTOMER: Final = "requires_action"


def method(*holders: Json) -> Method | None:
    """Find what would be charged: the first way that the first of these holders names."""
    for holder in holders:
        settings = holder.get("invoice_settings") or {}
        for way in (
            holder.get("default_payment_method") or settings.get("default_payment_method"),
            holder.get("default_source"),
        ):
            if isinstance(way, dict):
                return _method(way)
    return None


def subscribed(account: str, raw: Json, way: Method | None, plan: str, ignored: str) -> Subscribed:
    """Read a subscription."""
    items = raw["items"]["data"]
    plans = [name for item in items for name in (item["price"]["id"], item["price"]["product"])]
    return Subscribed(
        id=raw["id"],
        account=account,
        status=raw["status"],
        plans=tuple(dict.fromkeys(plans)),
        plan=plan,
        created=raw["created"],
        next_charge=_next_charge(raw),
        ends=_ends(raw),
        stopped=raw.get("canceled_at"),
        ended=raw.get("ended_at"),
        method=way,
        automatic=raw["collection_method"] == "charge_automatically",
        paused=raw.get("pause_collection") is not None,
        ignored=ignored,
    )


def owed(account: str, raw: Json, way: Method | None, failure: Failure | None) -> Owed:
    """Read an open invoice."""
    return Owed(
        id=raw["id"],
        account=account,
        subscription=subscription_of(raw),
        remaining=raw["amount_remaining"],
        currency=raw["currency"],
        attempts=raw.get("attempt_count") or 0,
        created=raw["created"],
        link=str(raw.get("hosted_invoice_url") or ""),
        failure=failure,
        method=way,
        automatic=raw["collection_method"] == "charge_automatically",
    )


def paid(account: str, raw: Json) -> Paid:
    """Read a paid invoice."""
    return Paid(
        id=raw["id"],
        account=account,
        number=str(raw.get("number") or ""),
        amount=raw["amount_paid"],
        currency=raw["currency"],
        created=raw["created"],
        livemode=bool(raw["livemode"]),
    )


def subscription_of(invoice: Json) -> str:
    """Name the subscription an invoice is for; empty: none."""
    details = (invoice.get("parent") or {}).get("subscription_details") or {}
    found = details.get("subscription")
    return str(found["id"] if isinstance(found, dict) else found or "")


def was_tried(invoice: Json) -> bool:
    """Tell whether somebody tried to collect it."""
    return bool(invoice.get("attempted") or invoice.get("attempt_count"))


def intent_of(invoice: Json) -> Json | None:
    """Find the latest payment of an invoice whose payments are expanded."""
    listed = (invoice.get("payments") or {}).get("data") or ()
    found = [each["payment"].get("payment_intent") for each in listed]
    intents = [each for each in found if isinstance(each, dict)]
    return max(intents, key=lambda each: each["created"], default=None)


def waiting(intent: Json) -> Failure:
    """A payment that only its customer can take further. Stripe dates no step of it."""
    way = intent.get("payment_method") or ""
    name = way["id"] if isinstance(way, dict) else str(way)
    return Failure(at=intent["created"], method=name, code="authentication_required")


def failed(charge: Json) -> Failure | None:
    """Read why a charge failed; one that did not is no failure. A charge has no ``decline_code``:
    of an issuer's no, ``outcome.reason`` is it (docs.stripe.com/declines)."""
    if charge["status"] != "failed":
        return None
    outcome = charge.get("outcome") or {}
    declined = outcome.get("type") == "issuer_declined"
    return Failure(
        at=charge["created"],
        method=str(charge.get("payment_method") or ""),
        code=str(charge.get("failure_code") or ""),
        decline=str(outcome.get("reason") or "") if declined else "",
        advice=str(outcome.get("advice_code") or ""),
        network_advice=str(outcome.get("network_advice_code") or ""),
    )


def _period_end(raw: Json) -> Seconds:
    """The first boundary any item reaches."""
    ends: list[Seconds] = [item["current_period_end"] for item in raw["items"]["data"]]
    return min(ends)


def _ends(raw: Json) -> Seconds | None:
    if raw["status"] not in CHARGES:
        return None
    if raw["cancel_at_period_end"]:
        return _period_end(raw)
    at: Seconds | None = raw.get("cancel_at")
    return at


def _next_charge(raw: Json) -> Seconds | None:
    """Say when it is charged next: not where it ends first, nor where collection is paused."""
    if raw["status"] not in CHARGES or raw.get("pause_collection") is not None:
        return None
    due, ends = _period_end(raw), _ends(raw)
    return None if ends is not None and ends <= due else due


def _method(raw: Json) -> Method:
    """Read a payment method, or a legacy card or source."""
    if raw.get("object") == "card":
        return _described(raw["id"], "card", raw)
    kind = str(raw.get("type") or raw.get("object") or "unknown")
    return _described(raw["id"], kind, raw.get(kind) or {})


def _described(name: str, kind: str, details: Json) -> Method:
    year, month = details.get("exp_year"), details.get("exp_month")
    return Method(
        id=name,
        kind=kind,
        brand=str(details.get("brand") or "").lower(),
        last4=str(details.get("last4") or ""),
        expires=(year, month) if year and month else None,
    )
