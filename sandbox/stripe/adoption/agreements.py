"""Discounts, subscriptions and schedules: what was agreed on, and what Stripe does not show of it.

Not shown is whether the time before a later anchor was to be charged (``proration_behavior``), and
whether a subscription without discounts declined its customer's one. Where that could make a
difference to a later invoice, and nothing shows it, the subscription is refused.
"""

from sandbox.stripe.adoption.house import (
    EMPTY,
    House,
    check_current,
    check_empty,
    check_known,
)
from sandbox.stripe.adoption.report import RefusedError
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import redeeming, terms
from sandbox.stripe.lifecycle.tariff_of import options
from sandbox.stripe.payments import setups
from sandbox.stripe.shapes import subscription as shapes

_NOT_SIMULATED = (
    "billing_schedules", "billing_thresholds", "next_pending_invoice_item_invoice",
    "pending_invoice_item_interval", "pending_update", "test_clock",
)  # fmt: skip
_MONEY_OF_OTHERS = ("application", "application_fee_percent", "on_behalf_of", "transfer_data")
_OF_TODAY = ("billing_cycle_anchor", "billing_mode", "discounts", "items", "start_date", "status")
_OF_TODAYS_ITEM = ("current_period_end", "current_period_start", "discounts", "price", "tax_rates")
_KNOWN = {*shapes.subscription({"id": ""}), *_OF_TODAY, "created", "currency", "customer"} | {
    "livemode", "status_details", "plan", "quantity", "current_period_start", "current_period_end",
}  # fmt: skip


def discount(house: House, obj: Object) -> None:
    """Keep a discount with what it is worth, which its coupon says."""
    check_current(obj, ("source",))
    coupon = house.need("coupon", obj["source"]["coupon"])
    percent = coupon["percent_off"]
    house.account.facts[obj["id"]] = {
        "amounts": redeeming.amounts(house.account, coupon),
        "counted": True,
        "once": coupon["duration"] == "once",
        "percent": None if percent is None else str(percent),
        "products": (redeeming.coupon_facts(house.account, coupon)["applies_to"] or {}).get(
            "products"
        ),
    }
    house.put(obj)
    if obj["end"] is not None:
        house.account.at(obj["end"], "discount.end", obj["id"])


def customer_discount(house: House, customer: Object) -> None:
    """The discount inside a customer is the kept one itself, so that its end shows there."""
    shown = customer.get("discount")
    kept = house.account.find("discount", shown["id"]) if shown else None
    if kept is not None:
        house.account.store.change(customer, {"discount": kept})


def subscription(house: House, obj: Object) -> None:
    """Keep a subscription that will be billed here exactly as it was there."""
    check_current(obj, _OF_TODAY)
    check_known(obj, _KNOWN)
    if obj["status"] not in terms.OVER:
        check_empty(obj, _NOT_SIMULATED)
    if any(obj.get(name) not in EMPTY for name in _MONEY_OF_OTHERS):
        house.report.suppose("Fees and transfers to other accounts are left out: nobody pays more.")
    customer = house.need("customer", obj["customer"])
    _check_discounts(house, obj, customer)
    _check_latest(house, obj)
    _check_schedule(house, obj)
    items = [_item(house, obj, each) for each in _all_items(obj)]
    rates = [house.need("tax_rate", each["id"]) for each in obj["default_tax_rates"]]
    kept: Object = {
        **_completed(shapes.subscription({"id": obj["id"]}), obj),
        "default_tax_rates": rates,
        "items": {**shapes.item_list(obj["id"], items)},
    }
    if obj["status"] not in terms.OVER:
        house.need_instrument(terms.payment_method(house.account, kept))
        _check_rhythm(kept)
    _remember(house, kept, customer)
    _keep_setup(house, kept)
    house.put(kept)


def _completed(usual: Object, given: Object) -> Object:
    """Lay what was read over what such an object usually says, within its hashes, too."""
    inner = {
        name: {**usual[name], **value}
        for name, value in given.items()
        if isinstance(value, dict) and isinstance(usual.get(name), dict)
    }
    return {**usual, **given, **inner}


def _keep_setup(house: House, obj: Object) -> None:
    """What still has to be set up is named, if not shown: then it waits for a payment method."""
    key = obj.get("pending_setup_intent")
    if key is None:
        return
    if house.account.find("setup_intent", key) is None:
        intent = setups.begin(house.account, {"customer": obj["customer"]})
        house.account.store.drop(intent)
        house.put({**intent, "id": key})
    house.account.facts[key] = {"subscription": obj["id"]}


def _all_items(obj: Object) -> list[Object]:
    items: Object = obj["items"]
    if items["has_more"]:
        raise RefusedError("it has more items than are in the snapshot")
    found: list[Object] = items["data"]
    return found


def _item(house: House, obj: Object, item: Object) -> Object:
    check_current(item, _OF_TODAYS_ITEM)
    check_empty(item, ("billing_thresholds", "current_trial"))
    if obj["status"] in terms.OVER:
        house.account.facts[item["id"]] = {"subscription": obj["id"]}
        return item
    price = house.need("price", item["price"]["id"])
    if obj["currency"] not in options(house.account, price):
        raise RefusedError(f"what {price['id']} costs in {obj['currency']} is not in the snapshot")
    rates = [house.need("tax_rate", each["id"]) for each in item["tax_rates"]]
    house.account.facts[item["id"]] = {"subscription": obj["id"]}
    return {**item, "price": price, "plan": shapes.plan(price), "tax_rates": rates}


def _check_discounts(house: House, obj: Object, customer: Object) -> None:
    if obj["status"] in terms.OVER:
        return
    for key in (
        *obj["discounts"],
        *(k for item in obj["items"]["data"] for k in item["discounts"]),
    ):
        house.need("discount", key)
    if customer.get("discount") is not None:
        house.need("discount", customer["discount"]["id"])


def _check_latest(house: House, obj: Object) -> None:
    """Its latest invoice decides whether it is in debt."""
    if obj["latest_invoice"] is not None and obj["status"] not in terms.OVER:
        house.need("invoice", obj["latest_invoice"])


def _check_rhythm(obj: Object) -> None:
    """The period it is in has to be the one it would be in here."""
    if obj["status"] in terms.STANDS_STILL:
        return
    for item in terms.items(obj):
        start, end = terms.period_of(item)
        ends = {terms.cycle(obj, item["price"]).next_after(start), obj["cancel_at"]}
        if obj["status"] == "trialing":
            ends = {obj["trial_end"]}
        if end not in ends:
            raise RefusedError(
                f"its period ends at {end}, and by its anchor the local Stripe would end it at "
                f"{min(filter(None, ends))}"
            )
    if obj["status"] == "trialing" and obj["billing_cycle_anchor"] > obj["trial_end"]:
        raise RefusedError(
            "its anchor is later than the end of its trial, and no API shows whether the time "
            "between is charged"
        )


def _remember(house: House, obj: Object, customer: Object) -> None:
    """An anchor ahead without any invoice: the time before it was not to be charged."""
    silent = obj["latest_invoice"] is None and obj["trial_start"] is None
    facts: Object = {"proration_behavior": "none" if silent else "create_prorations"}
    facts["announced_trial_end"] = obj["trial_end"]
    if customer.get("discount") and not obj["discounts"] and obj["status"] not in terms.OVER:
        facts["inherits_no_discount"] = _declined_discount(house, obj, customer["discount"])
    house.account.facts[obj["id"]] = facts


def _declined_discount(house: House, obj: Object, discount: Object) -> bool:
    """Its latest invoice shows whether its customer's discount reduces it."""
    latest = house.account.find("invoice", obj["latest_invoice"] or "")
    if latest is None or latest["created"] < discount["start"] or not latest["subtotal"]:
        house.report.suppose("A customer's discount reduces subscriptions that have none.")
        return False
    return discount["id"] not in {each["discount"] for each in latest["total_discount_amounts"]}


def schedule(house: House, obj: Object) -> None:
    """Keep a schedule that still has something to do."""
    check_current(obj, ("phases", "status", "billing_mode"))
    if obj["status"] in ("active", "not_started"):
        house.need("customer", obj["customer"])
        check_empty(obj, ("pause_schedules", "test_clock"))
        for phase in obj["phases"]:
            _phase(house, phase)
    house.put(obj)


def _phase(house: House, phase: Object) -> None:
    check_empty(phase, ("billing_thresholds",))
    for item in phase["items"]:
        house.need("price", item["price"])


def _check_schedule(house: House, obj: Object) -> None:
    """A subscription goes where its schedule leads: one cannot be here without the other."""
    if obj["schedule"] is not None and obj["status"] not in terms.OVER:
        house.need("subscription_schedule", obj["schedule"])
