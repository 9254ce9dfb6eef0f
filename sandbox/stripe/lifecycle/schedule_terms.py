"""What a phase asks of its subscription, in the words of the subscription's own endpoints.

So a schedule can do what an update can do, and what is refused there is refused here.
"""

from typing import Any

from sandbox.stripe.core.errors import not_implemented
from sandbox.stripe.http.routing import ROUTES, covered, names
from sandbox.stripe.lifecycle import terms
from sandbox.stripe.lifecycle.terms import Object

type Params = dict[str, Any]

_CREATE = ("POST", "/v1/subscriptions")
_UPDATE = ("POST", "/v1/subscriptions/{id}")


def beginning(schedule: Object, now: int) -> Params:
    """Order the subscription of the first phase."""
    phase = schedule["phases"][0]
    mode = schedule["billing_mode"]
    params = {
        **_settings(schedule, phase),
        "billing_mode": {name: mode[name] for name in ("type", "flexible") if mode[name]},
        "currency": phase["currency"],
        "customer": schedule["customer"],
        "items": [_item(item) for item in phase["items"]],
        "proration_behavior": phase["proration_behavior"],
        **_end(schedule, phase),
    }
    if phase["start_date"] < now:
        params["backdate_start_date"] = phase["start_date"]
    if phase["trial_end"] is not None and phase["trial_end"] > now:
        params["trial_end"] = phase["trial_end"]
    return checked(params, _CREATE)


def entering(schedule: Object, phase: Object, subscription: Object, now: int) -> Params:
    """Change the subscription to what the phase that begins says; a change at the very end of a
    period has nothing to prorate."""
    whole = terms.period(subscription).end == now
    behavior = "none" if whole else phase["proration_behavior"]
    params = {**changing(schedule, phase, subscription), "proration_behavior": behavior}
    if phase["add_invoice_items"]:
        params["add_invoice_items"] = sold_along(phase)
    if _anchor(schedule, phase) == "phase_start":
        params["billing_cycle_anchor"] = {"type": "now"}
    if phase["trial_end"] is not None and phase["trial_end"] > now:
        params["trial_end"] = phase["trial_end"]
    return checked(params, _UPDATE)


def changing(schedule: Object, phase: Object, subscription: Object) -> Params:
    """Change the subscription to what its phase says by now, its dates left alone."""
    params = {
        **_settings(schedule, phase),
        "items": _items_changed(subscription, phase),
        **_end(schedule, phase),
    }
    if params.get("cancel_at") == subscription["cancel_at"]:
        params.pop("cancel_at", None)
    return checked(params, _UPDATE)


def checked(params: Params, endpoint: tuple[str, str]) -> Params:
    """Refuse what the subscription's endpoint does not implement."""
    known = ROUTES[endpoint].implemented()
    for name in names(params):
        if not covered(name, known):
            raise not_implemented(f"{name} in a phase of a subscription schedule")
    return params


def ends_itself(schedule: Object) -> bool:
    """Tell whether the subscription ends with its schedule."""
    return bool(schedule["end_behavior"] == "cancel")


def _settings(schedule: Object, phase: Object) -> Params:
    """What a phase sets besides items and dates; the schedule's default where it is silent."""
    defaults = schedule["default_settings"]
    chosen = {
        name: phase[name] if phase[name] is not None else defaults[name]
        for name in ("collection_method", "default_payment_method", "description")
    }
    params = {name: value for name, value in chosen.items() if value is not None}
    if phase["metadata"]:
        params["metadata"] = phase["metadata"]
    if phase["discounts"]:
        params["discounts"] = [_named(each) for each in phase["discounts"]]
    if params["collection_method"] == "send_invoice":
        settings = phase["invoice_settings"] or defaults["invoice_settings"]
        params["days_until_due"] = settings.get("days_until_due")
    return params


def sold_along(phase: Object) -> list[Params]:
    """What goes on the phase's first invoice beside its items."""
    return [
        {name: each[name] for name in ("metadata", "price", "quantity") if each[name]}
        for each in phase["add_invoice_items"]
    ]


def _named(reference: Object) -> Object:
    return {name: value for name, value in reference.items() if value is not None}


def _end(schedule: Object, phase: Object) -> Params:
    """The last phase of a schedule that cancels gives the subscription its end [inferred: shown as
    ``cancel_at`` from the beginning of that phase; ``preserve_cancel_date`` can keep it]."""
    last = phase["end_date"] == schedule["phases"][-1]["end_date"]
    return {"cancel_at": phase["end_date"]} if last and ends_itself(schedule) else {}


def _anchor(schedule: Object, phase: Object) -> str:
    chosen: str = (
        phase["billing_cycle_anchor"] or schedule["default_settings"]["billing_cycle_anchor"]
    )
    return chosen


def _item(item: Object) -> Params:
    plain = {"price": item["price"], "quantity": item["quantity"]}
    more = {"metadata": item["metadata"]} if item["metadata"] else {}
    if item["discounts"]:
        more["discounts"] = [_named(each) for each in item["discounts"]]
    return {**plain, **more}


def _items_changed(subscription: Object, phase: Object) -> list[Params]:
    """Keep the items whose price stays, add the new ones, drop the others."""
    wanted = {item["price"]: _item(item) for item in phase["items"]}
    kept: list[Params] = []
    for item in terms.items(subscription):
        change = wanted.pop(item["price"]["id"], None)
        kept.append({"id": item["id"], **(change or {"deleted": True})})
    for change in kept:
        if not change.get("deleted"):
            del change["price"]
    return [*kept, *wanted.values()]
