"""Subscription schedules: https://docs.stripe.com/api/subscription_schedules."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.listing import within
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.http.refusals import missing
from sandbox.stripe.http.routing import implemented, route
from sandbox.stripe.lifecycle import ordering, schedule_changes, schedule_phases, scheduling, terms
from sandbox.stripe.shapes import subscription_schedule as shapes

KIND = "subscription_schedule"
_OPEN = frozenset({"active", "not_started"})
_DEFAULTS = (
    "default_settings.billing_cycle_anchor",
    "default_settings.collection_method",
    "default_settings.default_payment_method",
    "default_settings.description",
    "default_settings.invoice_settings.days_until_due",
)
_PHASE = (
    "phases.add_invoice_items.metadata",
    "phases.add_invoice_items.price",
    "phases.add_invoice_items.quantity",
    "phases.billing_cycle_anchor",
    "phases.collection_method",
    "phases.currency",
    "phases.default_payment_method",
    "phases.description",
    "phases.discounts",
    "phases.duration",
    "phases.end_date",
    "phases.invoice_settings.days_until_due",
    "phases.items.discounts",
    "phases.items.metadata",
    "phases.items.price",
    "phases.items.price_data",
    "phases.items.quantity",
    "phases.metadata",
    "phases.proration_behavior",
    "phases.trial",
    "phases.trial_end",
)


@route("POST", "/v1/subscription_schedules", params="SubscriptionScheduleCreateParams")
@implemented(
    *_DEFAULTS, *_PHASE, "billing_mode", "customer", "end_behavior", "from_subscription",
    "metadata", "start_date",
)  # fmt: skip
def create(call: Call) -> Object:
    """Plan a subscription, or take over the one that exists."""
    account, params = call.account, call.params
    if "from_subscription" in params:
        return _taken_over(account, params)
    for name in ("customer", "phases", "start_date"):
        if name not in params:
            raise missing(name)
    account.get("customer", params["customer"], param="customer")
    now = account.now()
    begins = now if params["start_date"] == "now" else int(params["start_date"])
    mode = ordering.billing_mode(params, now)["type"]
    phases = schedule_phases.read(account, params["phases"], begins, mode=mode)
    schedule = _new(account, params, phases)
    if schedule["phases"][0]["end_date"] <= now:
        raise not_implemented("a schedule whose first phase is over before it is created")
    if begins <= now:
        scheduling.start(account, schedule)
    account.add(schedule, "subscription_schedule.created")
    scheduling.plan(account, schedule)
    return schedule


@route("GET", "/v1/subscription_schedules/{id}", params="SubscriptionScheduleRetrieveParams")
def retrieve(call: Call, schedule_id: str) -> Object:
    """Show one."""
    return call.account.get(KIND, schedule_id)


@route("POST", "/v1/subscription_schedules/{id}", params="SubscriptionScheduleUpdateParams")
@implemented(
    *_DEFAULTS, *_PHASE, "end_behavior", "metadata", "phases.start_date", "proration_behavior"
)
def update(call: Call, schedule_id: str) -> Object:
    """Change the plan; what concerns the current phase takes effect at once."""
    schedule = _open(call.account, schedule_id, "updated")
    check_end(call.params)
    return schedule_changes.update(call.account, schedule, call.params)


@route("POST", "/v1/subscription_schedules/{id}/cancel", params="SubscriptionScheduleCancelParams")
@implemented("invoice_now", "prorate")
def cancel(call: Call, schedule_id: str) -> Object:
    """End schedule and subscription at once, settled unless the request says otherwise."""
    schedule = _open(call.account, schedule_id, "canceled")
    settle = {name: call.params.get(name, True) for name in ("invoice_now", "prorate")}
    scheduling.cancel(call.account, schedule, **settle)
    return schedule


@route(
    "POST", "/v1/subscription_schedules/{id}/release", params="SubscriptionScheduleReleaseParams"
)
@implemented("preserve_cancel_date")
def release(call: Call, schedule_id: str) -> Object:
    """Let the subscription go on without the schedule."""
    schedule = _open(call.account, schedule_id, "released")
    keep = call.params.get("preserve_cancel_date", False)
    scheduling.release(call.account, schedule, preserve_cancel_date=keep)
    return schedule


@route("GET", "/v1/subscription_schedules", params="SubscriptionScheduleListParams")
@implemented("canceled_at", "completed_at", "customer", "released_at", "scheduled")
def index(call: Call) -> Object:
    """List schedules."""
    dates = ("canceled_at", "completed_at", "released_at")
    scheduled = call.params.get("scheduled")
    every = (
        each
        for each in call.account.all(KIND)
        if all(within(each[name], call.params.get(name)) for name in dates)
        and scheduled in (None, each["status"] == "not_started")
    )
    return call.listing(every, customer=call.params.get("customer"))


def check_end(params: Object) -> None:
    """Refuse the end behaviours that the API still names and its reference no longer explains."""
    if params.get("end_behavior", "release") not in {"cancel", "release"}:
        raise not_implemented(f"end_behavior={params['end_behavior']}")


def _new(account: Account, params: dict[str, Any], phases: list[Object]) -> Object:
    check_end(params)
    return shapes.schedule(
        {
            "id": account.new_id("sub_sched"),
            "billing_mode": ordering.billing_mode(params, account.now()),
            "created": account.now(),
            "customer": params["customer"],
            "default_settings": shapes.default_settings(params.get("default_settings", {})),
            "end_behavior": params.get("end_behavior", "release"),
            "livemode": account.livemode,
            "metadata": merged({}, params.get("metadata")),
            "phases": phases,
        }
    )


def _taken_over(account: Account, params: dict[str, Any]) -> Object:
    """Describe a running subscription as a schedule with one phase, its current period."""
    others = sorted(params.keys() - {"from_subscription", "expand"})
    if others:
        message = f"You cannot set `{others[0]}` if `from_subscription` is set."
        raise invalid_request(message, param=others[0])
    key = params["from_subscription"]
    subscription = account.get("subscription", key, param="from_subscription")
    if subscription["schedule"] is not None:
        message = (
            "You cannot migrate a subscription that is already attached to a schedule: "
            f"`{subscription['schedule']}`."
        )
        raise invalid_request(message, param="from_subscription")
    if subscription["status"] in terms.STANDS_STILL:
        message = f"You cannot migrate a subscription that is {subscription['status']}."
        raise invalid_request(message, param="from_subscription")
    phase = schedule_changes.phase_of(subscription)
    schedule = _new(account, {"customer": subscription["customer"]}, [phase])
    running = {
        "billing_mode": subscription["billing_mode"],
        "current_phase": shapes.current(phase),
        "status": "active",
        "subscription": key,
    }
    account.add({**schedule, **running}, "subscription_schedule.created")
    attached = {"schedule": schedule["id"]}
    account.change(subscription, attached, "customer.subscription.updated")
    kept = account.get(KIND, schedule["id"])
    scheduling.plan(account, kept)
    return kept


def _open(account: Account, schedule_id: str, verb: str) -> Object:
    schedule = account.get(KIND, schedule_id)
    if schedule["status"] not in _OPEN:
        raise _closed(schedule, verb)
    return schedule


def _closed(schedule: Object, verb: str) -> StripeError:
    message = (
        f"You cannot {_INFINITIVE[verb]} a subscription schedule that is currently in the "
        f"`{schedule['status']}` status. It must be in `not_started`, `active` status to be {verb}."
    )
    return invalid_request(message)


_INFINITIVE = {"updated": "update", "canceled": "cancel", "released": "release"}
