"""Invoices made by hand: https://docs.stripe.com/api/invoices/create."""

from collections.abc import Iterator
from typing import Any

from sandbox.stripe.billing.calendar import due_date
from sandbox.stripe.billing.retries import FINALIZATION_DELAY
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.lifecycle import discounting, drafts, ordering, redeeming, terms
from sandbox.stripe.lifecycle.composing import compose, taken_up
from sandbox.stripe.lifecycle.invoicing import pending_items
from sandbox.stripe.shapes import invoice as shapes


def create(account: Account, params: dict[str, Any]) -> Object:
    """Draft an invoice, empty unless waiting items are asked for."""
    subscription = _subscription(account, params)
    customer = _customer(account, params, subscription)
    currency = _currency(account, params, customer, subscription)
    finalizes_at = _finalizes_at(params, account.now())
    invoice_id = account.new_id("in")
    waiting = list(_waiting(account, params, customer, subscription))
    given = {
        "id": invoice_id,
        "automatically_finalizes_at": finalizes_at,
        "currency": currency,
        "parent": None if subscription is None else shapes.subscription_parent(subscription),
        **_said(account, params, customer),
        **collection(params, customer, subscription, account.now()),
        **_deductions(account, customer, currency, params, invoice_id),
    }
    proto = {**_PLAIN, **given, "customer": customer["id"]}
    sums = drafts.of_invoice(account, proto, taken_up(account, invoice_id, waiting))
    invoice = compose(account, customer, given, sums.fields, sums.lines)
    redeeming.count(account, invoice["discounts"])
    discounting.spend(account, invoice)
    if subscription is not None:
        latest = {"latest_invoice": invoice_id}
        account.change(subscription, latest, "customer.subscription.updated")
    if finalizes_at is not None:
        account.at(finalizes_at, "invoice.advance", invoice_id)
    return invoice


def _finalizes_at(params: dict[str, Any], now: int) -> int | None:
    """An hour from now, or when it was said; None: it does not advance by itself."""
    when: int = params.get("automatically_finalizes_at", now + FINALIZATION_DELAY)
    if when <= now:
        message = "Invalid timestamp: must be an integer Unix timestamp in the future."
        raise invalid_request(message, param="automatically_finalizes_at")
    return when if params.get("auto_advance", False) else None


def _said(account: Account, params: dict[str, Any], customer: Object) -> Object:
    """Fields that are kept as they were given."""
    now, method = account.now(), params.get("default_payment_method")
    plain = ("description", "footer", "number", "statement_descriptor")
    return {
        "auto_advance": bool(params.get("auto_advance", False)),
        "billing_reason": "manual",
        "created": now,
        "default_payment_method": method and ordering.check_method(account, method, customer["id"]),
        "livemode": account.livemode,
        "metadata": merged({}, params.get("metadata")),
        "period_end": now,
        "period_start": now,
        "webhooks_delivered_at": None,
        **{name: params.get(name) for name in plain},
    }


_PLAIN: Object = {
    "automatic_tax": {"enabled": False},
    "default_tax_rates": [],
    "discounts": [],
    "parent": None,
}


def _deductions(
    account: Account, customer: Object, currency: str, params: dict[str, Any], invoice_id: str
) -> Object:
    """Discounts and taxes; without a word about discounts, the customer's one is inherited."""
    said = drafts.settings(account, customer, currency, params, {"id": invoice_id})
    inherited = [customer["discount"]["id"]] if customer.get("discount") else []
    return {"discounts": inherited, **said}


def collection(params: dict[str, Any], customer: Object, old: Object | None, now: int) -> Object:
    """Charge, or send with a day by which it is due."""
    before = old or {"collection_method": "charge_automatically", "days_until_due": None}
    days = params.get("days_until_due")
    if "due_date" in params:
        if days is not None:
            message = "You may only specify one of these parameters: due_date, days_until_due."
            raise invalid_request(message, param="due_date")
        if params["due_date"] <= now:
            message = "Invalid due_date: must be in the future."
            raise invalid_request(message, param="due_date")
        days = 0
    asked = {**params, **({} if days is None else {"days_until_due": days})}
    chosen = ordering.collection(asked, customer, {"days_until_due": None, **before})
    due = None
    if chosen["collection_method"] == "send_invoice":
        due = params.get("due_date") or due_date(now, chosen["days_until_due"])
    return {"collection_method": chosen["collection_method"], "due_date": due}


def _subscription(account: Account, params: dict[str, Any]) -> Object | None:
    if "subscription" not in params:
        return None
    return account.get("subscription", params["subscription"], param="subscription")


def _customer(account: Account, params: dict[str, Any], subscription: Object | None) -> Object:
    if "customer" not in params and subscription is None:
        raise missing("customer")
    wanted = params.get("customer") or (subscription or {})["customer"]
    return account.get("customer", wanted, param="customer")


def _currency(
    account: Account, params: dict[str, Any], customer: Object, subscription: Object | None
) -> str:
    """What was said, what the customer is billed in, what waits, or the account's own: dollars."""
    if subscription is not None:
        return str(subscription["currency"])
    items = account.where("invoiceitem", "customer", customer["id"])
    waits = next((item["currency"] for item in items if item["invoice"] is None), None)
    given = params.get("currency") or customer.get("currency") or waits or "usd"
    return str(given).lower()


def _waiting(
    account: Account, params: dict[str, Any], customer: Object, subscription: Object | None
) -> Iterator[Object]:
    """An invoice of a subscription takes what waits for it alone; others take what belongs to no
    subscription, and only when asked (``pending_invoice_items_behavior``)."""
    if subscription is not None:
        waiting = pending_items(account, subscription)
        yield from (item for item in waiting if item["parent"] is not None)
        return
    if params.get("pending_invoice_items_behavior", "exclude") == "exclude":
        return
    currency = _currency(account, params, customer, subscription)
    for item in account.where("invoiceitem", "customer", customer["id"]):
        free = item["invoice"] is None and (
            item["parent"] is None or _is_over(account, item["parent"])
        )
        if free and item["currency"] == currency:
            yield item


def _is_over(account: Account, parent: Object) -> bool:
    """What a cancelled subscription left behind is for anyone to invoice [inferred]."""
    found = account.find("subscription", parent["subscription_details"]["subscription"])
    return found is None or found["status"] in terms.OVER
