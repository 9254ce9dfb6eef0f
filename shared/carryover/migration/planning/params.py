"""A specification in Stripe's words: what is sent to make, arm, disarm and stop.

Every update says ``proration_behavior=none``: nothing of a move may be charged or credited.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from carryover.migration.model import Old, Thing
from carryover.migration.planning.spec import Discount, Item, Spec
from carryover.ports.stripe_api import Params

MARK: Final = "carryover_source"
"""The metadata key by which a target names its source: ``us/sub_123``."""

STOPPED: Final = "carryover:"
"""How the comment of a stop of ours begins; the run's name follows."""

type Ids = Mapping[Old, str]

_STILL: Final = {"proration_behavior": "none"}


def needs(spec: Spec) -> frozenset[Old]:
    """Name everything that must have a new id before the target can be made."""
    return frozenset(old for old, _ in _needed(spec))


def missing(spec: Spec, ids: Ids) -> tuple[str, ...]:
    """Say what has no new id yet, and who makes it."""
    lacking = [(old, hint) for old, hint in _needed(spec) if old not in ids]
    return tuple(
        f"The {old.kind.replace('_', ' ')} {old} has no counterpart in the target: {hint}."
        for old, hint in lacking
    )


def coupon_of(spec: Spec, discount: Discount) -> Old:
    """Name the coupon a discount needs, with the months it has left (``model.Old``)."""
    name = discount.coupon if discount.months is None else f"{discount.coupon}~{discount.months}m"
    return Old(account=spec.account, kind=Thing.COUPON, id=name)


def creation(spec: Spec, ids: Ids) -> Params:
    """Make the target, set to end itself at the boundary (DESIGN.md §5). Nothing is due before."""
    return {
        "customer": ids[_old(spec, Thing.CUSTOMER, spec.customer)],
        "currency": spec.currency,
        "items": [_item(spec, item, ids) for item in spec.items],
        "billing_mode": {"type": spec.billing_mode},
        "discounts": _discounts(spec, spec.discounts, ids) or "",
        "off_session": True,
        "metadata": {**spec.metadata, MARK: f"{spec.account}/{spec.subscription}"},
        **_tax_rates(spec, spec.default_tax_rates, ids, "default_tax_rates"),
        **_charged_to(spec, ids),
        **_begins(spec),
        **_ends_at_boundary(spec),
        **_STILL,
        **spec.plain,
    }


def finishing(spec: Spec, ids: Ids) -> Params:
    """Say what a creation cannot say; empty: nothing. Discounts with a number of months go along,
    because any update of a subscription not billed yet drops them (STRIPE.md §3)."""
    if spec.pause is None:
        return {}
    return {"pause_collection": spec.pause, **reapplying(spec, ids), **_STILL}


def disarming(spec: Spec, ids: Ids) -> Params:
    """Let the target live on, up to the end that was agreed at the source, if any."""
    return {**_lives_on(spec), **reapplying(spec, ids), **_STILL}


def reapplying(spec: Spec, ids: Ids) -> Params:
    """Give the target its discounts again, if an update can drop one of them; else empty."""
    if not any(each.repeats for each in spec.discounts):
        return {}
    return {"discounts": _discounts(spec, spec.discounts, ids)}


def arming_again(spec: Spec) -> Params:
    """Set a living target to end itself at the boundary: the first step of going back."""
    return {**_ends_at_boundary(spec), **_STILL}


def stopping(spec: Spec, run: str) -> Params:
    """Set the source to end at the boundary, marked as ours. The mark is the cancellation's
    comment: metadata may be full, and belongs to the customer's systems."""
    said = {"cancellation_details": {"comment": f"{STOPPED}{run}"}}
    return {**_ends_at_boundary(spec), **said, **_STILL}


def resuming(spec: Spec) -> Params:
    """Undo the stop: the source renews again, up to the end that was agreed there, if any."""
    return {**_lives_on(spec), "cancellation_details": {"comment": ""}, **_STILL}


def _old(spec: Spec, kind: Thing, name: str) -> Old:
    return Old(account=spec.account, kind=kind, id=name)


def _needed(spec: Spec) -> Iterator[tuple[Old, str]]:
    copied, made = "Stripe's data copy makes it", "the catalogue makes it"
    yield _old(spec, Thing.CUSTOMER, spec.customer), copied
    if method := spec.payment_method or spec.customer_payment_method:
        yield _old(spec, Thing.PAYMENT_METHOD, method), copied
    for item in spec.items:
        yield _old(spec, Thing.PRICE, item.price), made
    for rate in _rates(spec):
        yield _old(spec, Thing.TAX_RATE, rate), made
    for discount in all_discounts(spec):
        yield coupon_of(spec, discount), made


def _rates(spec: Spec) -> Iterator[str]:
    yield from spec.default_tax_rates
    for item in spec.items:
        yield from item.tax_rates


def all_discounts(spec: Spec) -> Iterator[Discount]:
    """Go through the discounts of the subscription and of its items."""
    yield from spec.discounts
    for item in spec.items:
        yield from item.discounts


def _item(spec: Spec, item: Item, ids: Ids) -> Params:
    said: dict[str, Any] = {"price": ids[_old(spec, Thing.PRICE, item.price)]}
    if item.quantity is not None:
        said["quantity"] = item.quantity
    if item.metadata:
        said["metadata"] = item.metadata
    if item.discounts:
        said["discounts"] = _discounts(spec, item.discounts, ids)
    return {**said, **_tax_rates(spec, item.tax_rates, ids, "tax_rates")}


def _discounts(spec: Spec, discounts: tuple[Discount, ...], ids: Ids) -> list[Params]:
    return [{"coupon": ids[coupon_of(spec, each)]} for each in discounts]


def _tax_rates(spec: Spec, rates: tuple[str, ...], ids: Ids, name: str) -> Params:
    return {name: [ids[_old(spec, Thing.TAX_RATE, rate)] for rate in rates]} if rates else {}


def _charged_to(spec: Spec, ids: Ids) -> Params:
    """Name the subscription's own way to pay; cards and sources of old have another parameter."""
    if spec.payment_method is None:
        return {}
    new = ids[_old(spec, Thing.PAYMENT_METHOD, spec.payment_method)]
    return {"default_payment_method" if new.startswith("pm_") else "default_source": new}


def _begins(spec: Spec) -> Params:
    """A trial ends at the boundary; what is paid for is anchored there, without prorations, so that
    there is no invoice until then (docs.stripe.com/billing/subscriptions/billing-cycle)."""
    if spec.trial_end is not None:
        return {"trial_end": spec.trial_end}
    if spec.anchor_config is not None:
        return {"billing_cycle_anchor_config": spec.anchor_config}
    return {"billing_cycle_anchor": spec.boundary}


def _ends_at_boundary(spec: Spec) -> Params:
    """Items of different intervals end at different times: the flag would wait for the last."""
    return {"cancel_at": "min_period_end"} if spec.ends_by_date else {"cancel_at_period_end": True}


def _lives_on(spec: Spec) -> Params:
    """Take the end back; a date agreed at the source replaces it (an end is one or the other:
    docs.stripe.com/api/subscriptions/update, ``cancel_at``)."""
    if spec.cancel_at is not None:
        return {"cancel_at": spec.cancel_at}
    return {"cancel_at": ""} if spec.ends_by_date else {"cancel_at_period_end": False}
