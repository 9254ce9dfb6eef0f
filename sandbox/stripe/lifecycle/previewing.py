"""The invoice that would be made next: https://docs.stripe.com/api/invoices/create_preview.

Nothing is computed here. What was asked for is done in a rehearsal of the account, its clock runs
until an invoice is drafted, and that draft is the preview.
"""

import json
from dataclasses import dataclass
from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.rehearsal import Rehearsal
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.lifecycle import (
    cancelling,
    changes,
    composing,
    extra_items,
    manual,
    ordering,
    renewal,
    scheduling,
    terms,
)
from sandbox.stripe.lifecycle.opening import Manner, begin
from sandbox.stripe.lifecycle.pausing import pause, resume

_UPDATES = (
    "automatic_tax",
    "billing_cycle_anchor",
    "cancel_at",
    "cancel_at_period_end",
    "default_tax_rates",
    "discounts",
    "items",
    "metadata",
    "proration_behavior",
    "proration_date",
    "trial_end",
)
_GENERAL = ("automatic_tax", "discounts")
"""What a preview says of the subscription as well as of an invoice without one."""
_MOST_STEPS = 500
"""Pieces of due work between now and the next invoice, with room to spare."""


@dataclass(frozen=True, slots=True)
class Preview:
    """The draft, all its lines, and the discounts that exist only in it."""

    invoice: Object
    lines: list[Object]
    discounts: dict[str, Object]


def preview(account: Account, params: dict[str, Any]) -> Preview:
    """Find out what the next invoice would say."""
    stage = Rehearsal(account)
    params = {**_of_schedule(stage, params), **params}
    general = {name: params[name] for name in _GENERAL if name in params}
    details: dict[str, Any] = {**params.get("subscription_details", {}), **general}
    customer = _customer(stage, params)
    subscription = _subscription(stage, params, customer)
    _add_items(stage, customer, subscription, params.get("invoice_items", []))
    if subscription is not None:
        _change(stage, subscription, details)
    elif "schedule" in params:
        scheduling.plan(stage, stage.get("subscription_schedule", params["schedule"]))
    elif details.get("items"):
        subscription = _begin(stage, customer, params, details)
    else:
        order = {"customer": customer["id"], **_ONE_OFF, **_currency(params), **general}
        manual.create(stage, order)
    _run(stage, subscription)
    return _first_draft(stage, customer)


_ONE_OFF: Object = {"pending_invoice_items_behavior": "include"}


def _of_schedule(stage: Account, params: dict[str, Any]) -> Object:
    """A schedule stands for its subscription, or for the one it will begin."""
    if "schedule" not in params:
        return {}
    if "subscription" in params or "subscription_details" in params:
        message = "You cannot use `schedule` together with `subscription` parameters."
        raise invalid_request(message, param="schedule")
    found = stage.get("subscription_schedule", params["schedule"], param="schedule")
    known = {"customer": found["customer"], "subscription": found["subscription"]}
    return {name: value for name, value in known.items() if value is not None}


def _customer(stage: Account, params: dict[str, Any]) -> Object:
    """Who would pay: somebody known, the owner of the subscription, or somebody made up."""
    if "subscription" in params:
        found = stage.get("subscription", params["subscription"], param="subscription")
        params = {"customer": found["customer"], **params}
    if "customer" in params:
        return stage.get("customer", params["customer"], param="customer")
    if "customer_details" in params:
        return ordering.stranger(stage, params["customer_details"])
    raise missing("customer")


def _subscription(stage: Account, params: dict[str, Any], customer: Object) -> Object | None:
    """The one named, or the customer's that renews next, unless a new one is described."""
    if "subscription" in params:
        return stage.get("subscription", params["subscription"], param="subscription")
    described = params.get("subscription_details", {}).get("items")
    if described or params.get("invoice_items") or "schedule" in params:
        return None
    mine = stage.where("subscription", "customer", customer["id"])
    running = [each for each in mine if each["status"] not in terms.STANDS_STILL]
    return min(running, key=lambda each: terms.period(each).end, default=None)


def _change(stage: Account, subscription: Object, details: dict[str, Any]) -> None:
    """Do to the subscription what the details say."""
    if details.get("cancel_now"):
        prorate = details.get("proration_behavior", "create_prorations") != "none"
        cancelling.cancel(stage, subscription, invoice_now=True, prorate=prorate)
        return
    if details.get("resume_at") == "now":
        names = ("billing_cycle_anchor", "proration_behavior", "proration_date")
        resume(stage, subscription, {name: details[name] for name in names if name in details})
        return
    if "pause" in details:
        pause(stage, subscription, details["pause"])
        return
    asked = {name: details[name] for name in _UPDATES if name in details}
    anchor: Object = asked.get("billing_cycle_anchor", {})
    if anchor.get("type") == "timestamp":
        message = "For existing subscriptions, `billing_cycle_anchor` can only be now or unchanged."
        raise invalid_request(message, param="subscription_details[billing_cycle_anchor]")
    if asked:
        changes.update(stage, subscription, asked)


def _begin(
    stage: Rehearsal, customer: Object, params: dict[str, Any], details: dict[str, Any]
) -> Object:
    """Subscribe as described; nobody is asked for money."""
    order = {
        name: value
        for name, value in details.items()
        if name not in {"billing_cycle_anchor", "proration_behavior", "start_date"}
    }
    anchor = details.get("billing_cycle_anchor", {})
    if anchor.get("type") == "timestamp":
        order["billing_cycle_anchor"] = anchor["timestamp"]
    start = details.get("start_date", stage.now())
    if start > stage.now():
        stage.world.advance(start)
    elif start < stage.now():
        order["backdate_start_date"] = start
    order.update(customer=customer["id"], **_currency(params))
    behavior = details.get("proration_behavior", "create_prorations")
    return begin(stage, ordering.ordered(stage, order), Manner("default_incomplete", behavior))


def _currency(params: dict[str, Any]) -> Object:
    return {"currency": params["currency"]} if "currency" in params else {}


def _add_items(
    stage: Account, customer: Object, subscription: Object | None, given: list[dict[str, Any]]
) -> None:
    """Add invoice items that do not exist yet, and change some that do."""
    for each in given:
        wanted = {**each, **_as_pricing(each)}
        if "invoiceitem" in each:
            extra_items.change(stage, stage.get("invoiceitem", each["invoiceitem"]), wanted)
            continue
        if subscription is not None:
            wanted.setdefault("currency", subscription["currency"])
            wanted["subscription"] = subscription["id"]
        made = extra_items.item(stage, customer, wanted, customer["currency"])
        extra_items.keep(stage, made, wanted)


def _as_pricing(given: dict[str, Any]) -> Object:
    """Previews name prices and unit amounts as invoice items did before 2025."""
    if "price" in given:
        return {"pricing": {"price": given["price"]}}
    if "unit_amount" in given:
        return {"unit_amount_decimal": str(given["unit_amount"])}
    return {}


def _run(stage: Rehearsal, subscription: Object | None) -> None:
    """Let time pass until there is an invoice, or nothing left that could make one."""
    if subscription is not None and subscription["status"] not in terms.STANDS_STILL:
        if subscription["schedule"] is not None:
            scheduling.plan(stage, stage.get("subscription_schedule", subscription["schedule"]))
        renewal.plan_ahead(stage, subscription)
    for _ in range(_MOST_STEPS):
        due = stage.world.due()
        if _drafted(stage) is not None or not due:
            return
        stage.world.advance(due[0].when)


def _drafted(stage: Account) -> Object | None:
    told = (event for event in stage.events if event.type == "invoice.created")
    first = next(told, None)
    return None if first is None else dict(json.loads(first.data)["object"])


def _first_draft(stage: Account, customer: Object) -> Preview:
    draft = _drafted(stage)
    if draft is None:
        raise _nothing_to_come(customer["id"])
    draft["test_clock"] = customer.get("test_clock")
    discounts = {each["id"]: each for each in stage.all("discount")}
    return Preview(draft, composing.lines_of(stage, draft), discounts)


def _nothing_to_come(customer: str) -> StripeError:
    """docs.stripe.com/error-codes, invoice_upcoming_none."""
    message = f"No upcoming invoices for customer: {customer}"
    return StripeError(message, status=404, code="invoice_upcoming_none")
