"""What has changed between the approved plan and the source as it is now, in sentences.

Time passes meanwhile, and that is no change: renewals move the boundary, coupon months run out,
trials and pauses come to their agreed ends.
"""

from collections.abc import Iterator
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.planning.spec import Discount, Item, Spec

PLAIN: Final = {
    "customer": "its customer",
    "currency": "its currency",
    "default_tax_rates": "its tax rates",
    "payment_method": "its payment method",
    "customer_payment_method": "its customer's default payment method",
    "billing_mode": "its billing mode",
    "customer_terms": "its customer's tax status, languages, tax ids or invoice texts",
}
"""Fields that are compared as they are."""


def differs(planned: Spec, live: Spec) -> tuple[str, ...]:
    """Say what is another than planned; empty: nothing but time."""
    return tuple(_changes(planned, live))


def _changes(planned: Spec, live: Spec) -> Iterator[str]:
    for name, told in PLAIN.items():
        if getattr(planned, name) != getattr(live, name):
            yield f"{_upper(told)} changed{_from_to(getattr(planned, name), getattr(live, name))}."
    yield from _items(planned.items, live.items)
    yield from _discounts(planned.discounts, live.discounts, "Its")
    yield from _ends(planned, live)
    yield from _keys("metadata", planned.metadata, live.metadata)
    yield from _keys("settings", planned.plain, live.plain)


def _items(planned: tuple[Item, ...], live: tuple[Item, ...]) -> Iterator[str]:
    before = {item.price: item for item in planned}
    after = {item.price: item for item in live}
    yield from (f"The item {price} was removed." for price in before if price not in after)
    yield from (f"The item {price} was added." for price in after if price not in before)
    for price, old in before.items():
        if price in after:
            yield from _item(old, after[price])


def _item(old: Item, new: Item) -> Iterator[str]:
    what = f"of the item {old.price}"
    if old.quantity != new.quantity:
        yield f"The quantity {what} changed{_from_to(old.quantity, new.quantity)}."
    if old.tax_rates != new.tax_rates:
        yield f"The tax rates {what} changed{_from_to(old.tax_rates, new.tax_rates)}."
    yield from _discounts(old.discounts, new.discounts, f"The item {old.price}'s")
    yield from _keys(f"metadata {what}", old.metadata, new.metadata)


def _discounts(
    planned: tuple[Discount, ...], live: tuple[Discount, ...], whose: str
) -> Iterator[str]:
    """A coupon may have fewer months left, or none; more, or another one, is a change."""
    before, after = _by_coupon(planned), _by_coupon(live)
    for coupon, old in before.items():
        if coupon not in after and not old.repeats:
            yield f"{whose} discount {coupon} is used up or was removed."
    for coupon, new in after.items():
        if coupon not in before:
            yield f"{whose} discount {coupon} was added."
        elif _prolonged(before[coupon], new):
            yield f"{whose} discount {coupon} was given again: it runs longer than planned."


def _by_coupon(discounts: tuple[Discount, ...]) -> dict[str, Discount]:
    return {each.coupon: each for each in discounts}


def _prolonged(old: Discount, new: Discount) -> bool:
    if new.months is None:
        return old.months is not None
    return old.months is not None and new.months > old.months


def _ends(planned: Spec, live: Spec) -> Iterator[str]:
    if planned.cancel_at != live.cancel_at:
        yield f"Its agreed end changed from {_day(planned.cancel_at)} to {_day(live.cancel_at)}."
    if live.trial_end is not None and planned.trial_end != live.trial_end:
        yield f"Its trial's end changed from {_day(planned.trial_end)} to {_day(live.trial_end)}."
    elif planned.trial_end is not None and live.boundary <= planned.trial_end:
        yield "Its trial was ended early."
    if planned.trial_end is None and live.boundary < planned.boundary:
        yield f"Its billing date was moved to {_day(live.boundary)}."
    yield from _pause(planned, live)


def _pause(planned: Spec, live: Spec) -> Iterator[str]:
    if planned.pause == live.pause:
        return
    resumes: Seconds | None = (planned.pause or {}).get("resumes_at")
    if live.pause is None and resumes is not None:
        return
    old, new = ((each or {}).get("behavior", "not paused") for each in (planned.pause, live.pause))
    yield f"Its pause of payments changed from {old} to {new}, or ends at another time."


def _keys(what: str, planned: dict[str, str], live: dict[str, str]) -> Iterator[str]:
    odd = sorted(
        name for name in planned.keys() | live.keys() if planned.get(name) != live.get(name)
    )
    if odd:
        yield f"Its {what} changed: {', '.join(odd)}."


def _from_to(old: object, new: object) -> str:
    """Show short values only; of longer ones it is enough that they changed."""
    if not all(isinstance(each, str | int | None) for each in (old, new)):
        return ""
    return f" from {'none' if old is None else old} to {'none' if new is None else new}"


def _day(at: Seconds | None) -> str:
    return "none" if at is None else f"{moment(at):%Y-%m-%d %H:%M}"


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
