"""Reading the phases of a schedule from a request: https://docs.stripe.com/api/subscription_schedules.

A phase is kept in the shape the API shows, with its dates worked out.
"""

from typing import Any

from sandbox.stripe.billing.calendar import Period
from sandbox.stripe.billing.phases import Duration, Extent, chain
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.http.metadata import merged
from sandbox.stripe.lifecycle import pricing
from sandbox.stripe.lifecycle import schedule_additions as additions
from sandbox.stripe.lifecycle.terms import Object
from sandbox.stripe.shapes import subscription_schedule as shapes

MOST_PHASES = 10
"""Current and future ones (docs.stripe.com/billing/subscriptions/subscription-schedules)."""

_DATES = frozenset({"duration", "end_date", "items", "metadata", "start_date", "trial"})
"""What is worked out here; all else is kept as it was given."""


def read(account: Account, given: list[dict[str, Any]], start: int, *, mode: str) -> list[Object]:
    """Turn the phases of a request into those of a schedule; ``start`` is when the first begins.

    What a subscription would be refused with is refused now, not when the phase is entered.
    """
    if not 0 < len(given) <= MOST_PHASES:
        message = f"A subscription schedule must have between 1 and {MOST_PHASES} phases."
        raise invalid_request(message, param="phases")
    prices = [_prices(account, phase, f"phases[{n}]") for n, phase in enumerate(given)]
    extents = [_extent(account, given, prices, n) for n in range(len(given))]
    phases = [
        _phase(phase, each, period, additions.read(account, phase, f"phases[{n}]"))
        for n, (phase, each, period) in enumerate(
            zip(given, prices, chain(start, extents), strict=True)
        )
    ]
    for n, phase in enumerate(phases):
        _check(given[n], phase, f"phases[{n}]")
        pricing.check_together(account, prices[n], phase["currency"], mode)
    return phases


def _prices(account: Account, phase: Object, place: str) -> list[Object]:
    if not phase["items"]:
        raise invalid_request(f"Missing required param: {place}[items].", param=f"{place}[items]")
    return [
        pricing.resolve(account, item, f"{place}[items][{n}]")
        for n, item in enumerate(phase["items"])
    ]


def _extent(account: Account, given: list[Object], prices: list[list[Object]], n: int) -> Extent:
    """Say how long a phase lasts; the last one lasts one period of its price unless said
    otherwise [inferred], an earlier one until the given start of the next."""
    phase, place = given[n], f"phases[{n}]"
    following = given[n + 1].get("start_date") if n + 1 < len(given) else None
    end = phase.get("end_date", following)
    if "duration" in phase:
        if "end_date" in phase:
            raise _only_one_of(f"{place}[end_date]", f"{place}[duration]")
        return Duration(phase["duration"]["interval"], phase["duration"].get("interval_count", 1))
    if end == "now":
        return account.now()
    if end is not None:
        return int(end)
    if n + 1 < len(given):
        message = f"Missing required param: {place}[end_date]."
        raise invalid_request(message, param=f"{place}[end_date]", code="parameter_missing")
    rhythm = prices[n][0]["recurring"]
    return Duration(rhythm["interval"], rhythm["interval_count"])


def _phase(given: Object, prices: list[Object], period: Period, added: Object) -> Object:
    kept = {name: None if value == "" else value for name, value in given.items()}
    items = [
        shapes.phase_item({**item, "metadata": merged({}, item.get("metadata"))}, price)
        for item, price in zip(added["items"], prices, strict=True)
    ]
    plain = {name: value for name, value in kept.items() if name not in _DATES}
    trial = {"trial_end": period.end} if given.get("trial") else {}
    words = {"metadata": merged({}, given.get("metadata")), "currency": prices[0]["currency"]}
    return shapes.phase({**words, **plain, **trial, **added, "items": items}, period)


def _check(given: Object, phase: Object, place: str) -> None:
    if phase["end_date"] <= phase["start_date"]:
        message = f"The end date of a phase must be after its start date ({place})."
        raise invalid_request(message, param=f"{place}[end_date]")
    if given.get("trial") and "trial_end" in given:
        raise _only_one_of(f"{place}[trial]", f"{place}[trial_end]")
    trial = phase["trial_end"]
    if trial is not None and not phase["start_date"] < trial <= phase["end_date"]:
        message = f"The trial of a phase must end after its start and not after its end ({place})."
        raise invalid_request(message, param=f"{place}[trial_end]")
    if trial is not None and phase["billing_cycle_anchor"] == "phase_start":
        message = "`billing_cycle_anchor` cannot be set to `phase_start` if the phase has a trial."
        raise invalid_request(message, param=f"{place}[billing_cycle_anchor]")


def _only_one_of(first: str, second: str) -> StripeError:
    message = f"You may only specify one of these parameters: {first}, {second}."
    return invalid_request(message, param=first)
