"""Reading an order for a subscription: checked, complete, and not yet begun.

https://docs.stripe.com/api/subscriptions/create
"""

from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import invalid_request
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import anchoring, deductions, pricing, renewal, terms
from sandbox.stripe.lifecycle.agreed_end import agreed_end
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.lifecycle.test_clocks import check_room_for_subscription
from sandbox.stripe.payments.legacy import check_owned
from sandbox.stripe.payments.methods import method_object
from sandbox.stripe.shapes import subscription as shapes
from sandbox.stripe.shapes.customer import customer as new_customer


def ordered(account: Account, params: dict[str, Any]) -> Object:
    """Make the subscription that was asked for; nothing is kept yet."""
    customer = _customer(account, params)
    check_room_for_subscription(account, customer)
    items = params.get("items", [])
    prices = [pricing.resolve(account, each, f"items[{n}]") for n, each in enumerate(items)]
    currency = pricing.currency_for(account, prices, customer, params.get("currency"))
    mode = billing_mode(params, account.now())
    pricing.check_together(account, prices, currency, mode["type"])
    pricing.check_customer_currency(account, customer, currency)
    now = account.now()
    trial_end = anchoring.trial_end(params, prices, now)
    subscription = shapes.subscription(
        {
            "id": account.new_id("sub"),
            "billing_cycle_anchor": anchoring.anchor(params, prices, trial_end or now, now),
            "billing_cycle_anchor_config": _anchor_config(params),
            "billing_mode": mode,
            "created": now,
            "currency": currency,
            "customer": customer["id"],
            "livemode": account.livemode,
            "start_date": anchoring.start_date(params, now),
            "trial_end": trial_end,
            "trial_start": None if trial_end is None else now,
            **_plain(account, params, customer),
        }
    )
    subscription = _with_items(account, subscription, prices, params)
    return deductions.ordered(account, subscription, params)


def _with_items(
    account: Account, subscription: Object, prices: list[Object], params: dict[str, Any]
) -> Object:
    """Add items with their first period, then the agreed end, which may cut that period short."""
    now = account.now()
    wanted: list[Object] = params["items"]
    items = [
        new_item(account, subscription["id"], price, given, f"items[{n}]")
        for n, (price, given) in enumerate(zip(prices, wanted, strict=True))
    ]
    subscription["items"] = shapes.item_list(subscription["id"], items)
    _set_first_periods(subscription, now)
    subscription.update(agreed_end(subscription, params, now))
    _set_first_periods(subscription, now)
    return subscription


def _set_first_periods(subscription: Object, now: int) -> None:
    """The trial, or for each item the time to its first boundary."""
    if subscription["trial_end"] is not None:
        trial = Period(now, subscription["trial_end"])
        subscription["items"] = terms.with_period(subscription, trial)
    else:
        subscription["items"] = renewal.opened(subscription, now)
        if subscription["billing_cycle_anchor"] > now:
            subscription["items"] = terms.with_periods(
                subscription, lambda item: _since(subscription, item)
            )


def _since(subscription: Object, item: Object) -> Period:
    """A backdated subscription is in the cycle it would be in by now."""
    _, end = terms.period_of(item)
    start = terms.cycle(subscription, item["price"]).period_at(end - 1).start
    return Period(min(subscription["created"], max(subscription["start_date"], start)), end)


def new_item(
    account: Account, subscription_id: str, price: Object, given: dict[str, Any], place: str
) -> Object:
    """Make an item; its period is set with those of its sisters."""
    item: Object = {
        "id": account.new_id("si"),
        "created": account.now(),
        "metadata": merged({}, given.get("metadata")),
        "quantity": pricing.quantity(given, place),
        "subscription": subscription_id,
    }
    account.facts[item["id"]] = {"subscription": subscription_id}
    return shapes.item(item, price, Period(0, 0))


def billing_mode(params: dict[str, Any], now: int) -> Object:
    """Flexible unless said otherwise, since API 2025-09-30 (docs.stripe.com/changelog/clover)."""
    given: Object = params.get("billing_mode", {"type": "flexible"})
    if given["type"] == "classic":
        return {"flexible": None, "type": "classic", "updated_at": now}
    discounts = given.get("flexible", {}).get("proration_discounts", "included")
    return {"flexible": {"proration_discounts": discounts}, "type": "flexible", "updated_at": now}


def check_method(account: Account, method_id: str, customer_id: str) -> str:
    """Insist that a payment method belongs to the customer."""
    param = "default_payment_method"
    if method_object(account, method_id, param=param)["customer"] != customer_id:
        message = (
            f"The customer does not have a payment method with the ID {method_id}. The payment "
            "method must be attached to the customer."
        )
        raise invalid_request(message, param=param, code="resource_missing")
    return method_id


def collection(params: dict[str, Any], customer: Object, old: Object) -> Object:
    """Charge or send, with what each needs."""
    method = params.get("collection_method", old["collection_method"])
    days = params.get("days_until_due", old["days_until_due"])
    if method == "charge_automatically":
        if params.get("days_until_due") is not None:
            message = "`days_until_due` can only be set if `collection_method` is `send_invoice`."
            raise invalid_request(message, param="days_until_due")
        return {"collection_method": method, "days_until_due": None}
    if days is None:
        message = "`days_until_due` is required if `collection_method` is `send_invoice`."
        raise invalid_request(message, param="days_until_due")
    if customer.get("email") is None:
        message = (
            "Missing email. In order to create invoices that are sent to the customer, the "
            "customer must have a valid email."
        )
        raise invalid_request(message)
    return {"collection_method": method, "days_until_due": days}


def trial_settings(params: dict[str, Any]) -> Object:
    """What happens at the end of a trial without a payment method: an invoice, by default."""
    settings: Object = params.get("trial_settings", {})
    behavior: Object = settings.get("end_behavior", {})
    missing = behavior.get("missing_payment_method", "create_invoice")
    return {"end_behavior": {"billing_cycle_anchor": None, "missing_payment_method": missing}}


def invoice_settings(params: dict[str, Any], old: Object | None) -> Object:
    """Lay the texts of coming invoices over those that are set; empty ones clear."""
    given: Object = params.get("invoice_settings", {})
    before = old or shapes.subscription({"id": ""})["invoice_settings"]
    return {**before, **{name: value or None for name, value in given.items()}}


def stranger(account: Account, details: dict[str, Any]) -> Object:
    """Make up a customer for a preview from what is known of one who does not exist yet."""
    return account.add(new_customer(account, details))


def _customer(account: Account, params: dict[str, Any]) -> Object:
    if "customer" not in params:
        message = "Missing required param: customer."
        raise invalid_request(message, param="customer", code="parameter_missing")
    return account.get("customer", params["customer"], param="customer")


def _anchor_config(params: dict[str, Any]) -> Object | None:
    given = params.get("billing_cycle_anchor_config")
    if given is None:
        return None
    names = ("day_of_month", "hour", "minute", "month", "second")
    return {name: given.get(name) for name in names}


def _plain(account: Account, params: dict[str, Any], customer: Object) -> Object:
    """Fields that are kept as they were given."""
    method, source = params.get("default_payment_method"), params.get("default_source")
    settings: Object = params.get("payment_settings", {})
    return {
        **collection(params, customer, _FRESH),
        "default_payment_method": method and check_method(account, method, customer["id"]),
        "default_source": source and check_owned(account, customer["id"], source),
        "description": params.get("description"),
        "invoice_settings": invoice_settings(params, None),
        "metadata": merged({}, params.get("metadata")),
        "payment_settings": {
            "payment_method_options": settings.get("payment_method_options"),
            "payment_method_types": settings.get("payment_method_types") or None,
            "save_default_payment_method": settings.get("save_default_payment_method", "off"),
        },
        "trial_settings": trial_settings(params),
    }


_FRESH: Object = {"collection_method": "charge_automatically", "days_until_due": None}
