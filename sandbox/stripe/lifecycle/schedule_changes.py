"""Changing a schedule's plan: https://docs.stripe.com/api/subscription_schedules/update."""

from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import changes, schedule_phases, schedule_terms, scheduling, terms
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes import subscription_schedule as shapes

_END = frozenset({"cancel_at", "cancel_at_period_end"})
_FREE = frozenset(
    {
        "cancellation_details", "collection_method", "days_until_due", "default_payment_method",
        "description", "expand", "metadata", "off_session", "pause_collection", "payment_settings",
    }
)  # fmt: skip
"""What of a subscription may be changed beside its schedule."""


def update(account: Account, schedule: Object, params: dict[str, Any]) -> Object:
    """Lay the new plan over the old one, then bring the subscription in line with it."""
    changed: Object = {"metadata": merged(schedule["metadata"], params.get("metadata"))}
    if "end_behavior" in params:
        changed["end_behavior"] = params["end_behavior"]
    if "default_settings" in params:
        defaults = shapes.default_settings(params["default_settings"], schedule["default_settings"])
        changed["default_settings"] = defaults
    if "phases" in params:
        changed |= _phases(account, schedule, params["phases"])
    account.change(schedule, changed, "subscription_schedule.updated")
    scheduling.plan(account, schedule)
    if schedule["status"] == "active":
        _bring_in_line(account, schedule, params.get("proration_behavior", "create_prorations"))
        scheduling.step(account, schedule["id"])
    return schedule


def phase_of(subscription: Object) -> Object:
    """Describe the current period of a subscription as a phase."""
    items = [
        shapes.phase_item(
            {"metadata": dict(item["metadata"]), "quantity": item["quantity"]}, item["price"]
        )
        for item in terms.items(subscription)
    ]
    trial = subscription["trial_end"] if subscription["status"] == "trialing" else None
    given = {"currency": subscription["currency"], "items": items, "trial_end": trial}
    return shapes.phase(given, terms.period(subscription))


def refuse_managed(subscription: Object, params: dict[str, Any]) -> None:
    """Refuse to change what a schedule decides, beside the schedule."""
    schedule_id = subscription["schedule"]
    if schedule_id is None or subscription["status"] in terms.OVER:
        return
    if params.keys() & _END:
        message = (
            f"The subscription is managed by the subscription schedule `{schedule_id}`, and "
            "updating any cancelation behavior directly is not allowed. Please update the "
            "schedule instead."
        )
        raise invalid_request(message)
    if others := sorted(params.keys() - _FREE):
        sentence = f"changing {others[0]} of a subscription that the schedule {schedule_id} manages"
        raise not_implemented(sentence)


def _phases(account: Account, schedule: Object, given: list[dict[str, Any]]) -> Object:
    """Read the new phases; those that are over stay as they were."""
    if not any("start_date" in phase for phase in given):
        raise _unanchored()
    over = _over(schedule)
    new = [phase for phase in given if _start(account, phase) not in over]
    if not new or "start_date" not in new[0]:
        raise _unanchored()
    start = _start(account, new[0]) or 0
    running = _check_running(schedule, start)
    mode = schedule["billing_mode"]["type"]
    phases = schedule_phases.read(account, new, start, mode=mode)
    _check_starts(account, new, phases)
    past = [each for each in schedule["phases"] if each["start_date"] in over]
    begun = {"current_phase": shapes.current(phases[0])} if running else {}
    return {"phases": [*past, *phases], **begun}


def _check_running(schedule: Object, start: int) -> Object | None:
    """Answer the phase that runs now, whose beginning nobody can move any more."""
    running: Object | None = schedule["current_phase"]
    if running is not None and start != running["start_date"]:
        message = "You can not modify the start date of the current phase."
        raise invalid_request(message, param="phases[0][start_date]")
    return running


def _over(schedule: Object) -> set[int]:
    running = schedule["current_phase"]
    if running is None:
        return set()
    starts = (each["start_date"] for each in schedule["phases"])
    return {start for start in starts if start < running["start_date"]}


def _start(account: Account, phase: Object) -> int | None:
    start = phase.get("start_date")
    return account.now() if start == "now" else start


def _check_starts(account: Account, given: list[Object], phases: list[Object]) -> None:
    for n, (wanted, phase) in enumerate(zip(given, phases, strict=True)):
        if _start(account, wanted) not in (None, phase["start_date"]):
            message = (
                f"The start date of a phase must equal the end of the one before (phases[{n}])."
            )
            raise invalid_request(message, param=f"phases[{n}][start_date]")


def _bring_in_line(account: Account, schedule: Object, proration_behavior: str) -> None:
    """Let the current phase's new words take effect now."""
    subscription = account.get("subscription", schedule["subscription"])
    running = schedule["current_phase"]["start_date"]
    phase = next(each for each in schedule["phases"] if each["start_date"] == running)
    params = schedule_terms.changing(schedule, phase, subscription)
    if "cancel_at" not in params and subscription["cancel_at"] not in (None, phase["end_date"]):
        params["cancel_at"] = ""
    changes.update(account, subscription, {**params, "proration_behavior": proration_behavior})


def _unanchored() -> StripeError:
    message = (
        "The subscription schedule update is missing at least one phase with a `start_date` to "
        "anchor end dates to."
    )
    return invalid_request(message, param="phases")
