"""What a request says about the discounts and taxes of a subscription.

https://docs.stripe.com/api/subscriptions/create, ``discounts``, ``default_tax_rates``,
``automatic_tax`` and the same of ``items``. Absent means: inherit on creation, leave alone on an
update. An empty string clears, and stops inheriting [inferred for an update].
"""

from collections.abc import Iterator
from typing import Any

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request, not_implemented
from sandbox.stripe.lifecycle import redeeming, taxation, terms
from sandbox.stripe.lifecycle.eligibility import Place
from sandbox.stripe.lifecycle.redeeming import redeem
from sandbox.stripe.lifecycle.terms import Object


def ordered(account: Account, subscription: Object, params: dict[str, Any]) -> Object:
    """Complete a new subscription; discounts are redeemed but not yet told of."""
    _set_items(account, subscription, params.get("items", []))
    _set_whole(account, subscription, params, subscription["start_date"])
    return subscription


def changed(account: Account, before: Object, after: Object, params: dict[str, Any]) -> None:
    """Apply an update to the subscription as it is about to be."""
    drop_forgotten(account, before, after, params)
    _set_items(account, after, params.get("items", []), known=before)
    _set_whole(account, after, params, account.now())


def tell(account: Account, before: Object | None, after: Object) -> None:
    """Announce the discounts that came and went with a new or changed subscription."""
    old = [] if before is None else held(before)
    kept = held(after)
    spent = [key for key in old if "spent" in account.facts[key] and key not in kept]
    redeeming.tell(account, [key for key in old if key not in spent], kept)


def held(subscription: Object) -> list[str]:
    """List the discounts of a subscription and its items."""
    of_items = (key for item in terms.items(subscription) for key in item["discounts"])
    return [*subscription["discounts"], *of_items]


def drop_forgotten(account: Account, before: Object, after: Object, params: dict[str, Any]) -> None:
    """Lose a repeating coupon when a subscription is changed that has not been billed yet because
    it was created with a later anchor and without prorations (STRIPE.md section 3, from
    docs.stripe.com/billing/subscriptions/billing-cycle)."""
    unbilled = before["latest_invoice"] is None and before["trial_end"] is None
    silent = account.facts.get(before["id"], {}).get("proration_behavior") == "none"
    if not unbilled or not silent or not params.keys() - _HARMLESS:
        return
    kept = [
        discount["id"]
        for discount in (account.get("discount", key) for key in before["discounts"])
        if discount["end"] is None
    ]
    after["discounts"] = kept


_HARMLESS = {"metadata", "description", "discounts", "expand"}
"""Parameters whose update leaves coupons alone [inferred]."""


def _set_whole(account: Account, subscription: Object, params: dict[str, Any], start: int) -> None:
    if "discounts" in params:
        place = Place(
            customer=subscription["customer"],
            currency=subscription["currency"],
            start=start,
            subtotal=_worth(account, subscription),
            on={"subscription": subscription["id"]},
            reusable=_reusable(account, subscription),
        )
        facts = account.facts.setdefault(subscription["id"], {})
        facts["inherits_no_discount"] = params["discounts"] == ""
        subscription["discounts"] = redeem(account, params["discounts"] or [], place)
    if "default_tax_rates" in params:
        rates = taxation.chosen(account, params["default_tax_rates"], "default_tax_rates")
        subscription["default_tax_rates"] = rates
    if "automatic_tax" in params:
        enabled = params["automatic_tax"]["enabled"]
        liability = {"type": "self"} if enabled else None
        subscription["automatic_tax"] = {
            "disabled_reason": None,
            "enabled": enabled,
            "liability": liability,
        }
    check_automatic(account, subscription)


def _set_items(
    account: Account,
    subscription: Object,
    given: list[dict[str, Any]],
    known: Object | None = None,
) -> None:
    """Match what was given with the items: by id, or in order for those that are new."""
    new = _new_items(subscription, known)
    after = {item["id"]: item for item in terms.items(subscription)}
    start = subscription["start_date"] if known is None else account.now()
    for n, change in enumerate(given):
        key = change["id"] if "id" in change else next(new)
        if key in after:
            place = f"items[{n}]"
            after[key] = _item(account, subscription, after[key], change, (place, start))
    subscription["items"] = {**subscription["items"], "data": list(after.values())}


def _new_items(subscription: Object, known: Object | None) -> Iterator[str]:
    old = set() if known is None else {item["id"] for item in terms.items(known)}
    return iter([item["id"] for item in terms.items(subscription) if item["id"] not in old])


def _item(
    account: Account, subscription: Object, item: Object, change: Object, where: tuple[str, int]
) -> Object:
    path, start = where
    changes: Object = {}
    if "tax_rates" in change:
        rates = taxation.chosen(account, change["tax_rates"], f"{path}[tax_rates]")
        changes["tax_rates"] = rates
    if "discounts" in change:
        place = Place(
            customer=subscription["customer"],
            currency=subscription["currency"],
            start=start,
            on={"subscription_item": item["id"]},
            reusable=(*item["discounts"], *_reusable(account, subscription)),
        )
        param = f"{path}[discounts]"
        changes["discounts"] = redeem(account, change["discounts"] or [], place, param)
    return {**item, **changes}


def _reusable(account: Account, subscription: Object) -> tuple[str, ...]:
    customer = account.get("customer", subscription["customer"])
    above = [customer["discount"]["id"]] if customer.get("discount") else []
    return (*subscription["discounts"], *above)


def _worth(account: Account, subscription: Object) -> int:
    """What a whole period costs, for codes that ask for a minimum [inferred]."""
    every = terms.all_goods(account, subscription)
    return round(sum(goods.tariff.cost(goods.quantity) for goods in every))


def check_automatic(account: Account, subscription: Object) -> None:
    """Refuse automatic tax next to manual rates, without a location, or with prices that do not
    say whether they include it (docs.stripe.com/tax/subscriptions)."""
    if not subscription["automatic_tax"]["enabled"]:
        return
    items = terms.items(subscription)
    if subscription["default_tax_rates"] or any(item["tax_rates"] for item in items):
        raise taxation.both("default_tax_rates")
    for item in items:
        if item["price"]["tax_behavior"] == "unspecified":
            raise unspecified(item["price"]["id"])
    taxation.check_location(account.get("customer", subscription["customer"]))


def unspecified(price: str) -> StripeError:
    """Say that a price must be clear about tax; the words are [inferred]."""
    message = (
        f"The price {price} does not have a `tax_behavior` of `inclusive` or `exclusive`, which "
        "`automatic_tax[enabled]=true` requires."
    )
    return invalid_request(message, param="automatic_tax[enabled]")


def check_can_prorate(subscription: Object) -> None:
    """Refuse what cannot be shown yet: prorations with their discounts as amounts of their own."""
    flexible = subscription["billing_mode"]["flexible"] or {}
    if held(subscription) and flexible.get("proration_discounts") == "itemized":
        sentence = "prorating a discounted subscription with proration_discounts=itemized"
        raise not_implemented(sentence)
