"""The subscription in the target against the one at the source: what a next invoice cannot show.

Metadata, pause, trial, the way it is collected, who is charged, its end, and the rhythm of the
years to come (MIG-5, MIG-8). Read both with ``EXPAND``.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from carryover.kernel.clock import moment
from carryover.migration.model import Old, Thing
from carryover.migration.planning.params import coupon_of
from carryover.migration.planning.spec import Discount, Spec
from carryover.migration.stripe_json import id_of
from carryover.migration.verifying.difference import Difference, differing, differs, matched
from carryover.migration.verifying.explained_terms import SUBSCRIPTION
from carryover.migration.verifying.wording import Telling, at_source, at_target
from carryover.ports.stripe_api import Json

EXPAND: Final = ("customer", "discounts", "items.data.discounts")

_TIME: Final = ("hour", "minute", "second")


def term_differences(
    source: Json, target: Json, spec: Spec, ids: Mapping[Old, str]
) -> tuple[Difference, ...]:
    """Compare two living subscriptions field by field."""
    here = Telling(at_source(spec, ids), SUBSCRIPTION).whole(source)
    there = Telling(at_target(spec, ids), SUBSCRIPTION).whole(target)
    ours, theirs = here["items"].pop("data"), there["items"].pop("data")
    return (
        *differing("", here, there),
        *matched("item", ours, theirs),
        *differing("renews on", rhythm(source), rhythm(target)),
        *differing("agreed end", spec.cancel_at, target["cancel_at"]),
        *differing("trial end", spec.trial_end, target["trial_end"]),
        *_discounts(target, spec, ids),
        *charged(target, spec, ids),
    )


def rhythm(subscription: Json) -> dict[str, int]:
    """Say when in a month or a year it renews. A next invoice cannot tell an anchor on the 31st
    from one on the 30th in every month."""
    intervals = {item["price"]["recurring"]["interval"] for item in subscription["items"]["data"]}
    anchored = _anchored(subscription)
    if "year" in intervals:
        return anchored
    names = ("day_of_month", *_TIME) if "month" in intervals else _TIME
    return {name: anchored[name] for name in names}


def _anchored(subscription: Json) -> dict[str, int]:
    """Read the anchor; a config remembers days that the anchor's own month does not have."""
    anchor = moment(subscription["billing_cycle_anchor"])
    told = {"month": anchor.month, "day_of_month": anchor.day}
    told |= {name: getattr(anchor, name) for name in _TIME}
    config = subscription.get("billing_cycle_anchor_config") or {}
    return {**told, **{name: config[name] for name in told if config.get(name) is not None}}


def charged_to(subscription: Json, customer: Json) -> str | None:
    """Find what will be charged (docs.stripe.com/billing/subscriptions/payment-methods-setting)."""
    settings = customer.get("invoice_settings") or {}
    found = (
        subscription.get("default_payment_method"),
        subscription.get("default_source"),
        settings.get("default_payment_method"),
        customer.get("default_source"),
    )
    return next((id_of(each) for each in found if each), None)


def charged(target: Json, spec: Spec, ids: Mapping[Old, str]) -> Iterator[Difference]:
    """See that the counterpart of the source's card is charged; whoever is sent an invoice pays as
    they like. ``target`` with its ``customer`` expanded."""
    if target["collection_method"] == "send_invoice":
        return
    old = spec.payment_method or spec.customer_payment_method
    wanted = None if old is None else _counterpart(spec, old, ids)
    found = charged_to(target, target["customer"])
    if wanted != found:
        yield differs("what is charged", wanted, found)


def _counterpart(spec: Spec, method: str, ids: Mapping[Old, str]) -> str:
    old = Old(account=spec.account, kind=Thing.PAYMENT_METHOD, id=method)
    return ids.get(old, f"{old} (not mapped)")


def _discounts(target: Json, spec: Spec, ids: Mapping[Old, str]) -> Iterator[Difference]:
    """Items are paired by their price, as a subscription has each price once."""
    yield from differing("discounts", _planned(spec, spec.discounts, ids), _redeemed(target))
    found = {item["price"]["id"]: _redeemed(item) for item in target["items"]["data"]}
    for item in spec.items:
        price = ids.get(Old(account=spec.account, kind=Thing.PRICE, id=item.price), item.price)
        wanted = _planned(spec, item.discounts, ids)
        yield from differing(f"discounts on {item.price}", wanted, found.get(price))


def _planned(spec: Spec, discounts: tuple[Discount, ...], ids: Mapping[Old, str]) -> list[str]:
    named = (coupon_of(spec, each) for each in discounts)
    return [ids.get(old, f"{old} (not made)") for old in named]


def _redeemed(owner: Json) -> list[str]:
    shown: list[Any] = owner.get("discounts") or []
    return [
        id_of(each["source"]["coupon"]) if isinstance(each, Mapping) else "not shown"
        for each in shown
    ]
