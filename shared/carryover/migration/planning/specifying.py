"""Writes the specification of a subscription that was judged to be movable."""

from typing import Any

from carryover.kernel.clock import Seconds
from carryover.migration.planning import anchoring, discounting, papers, paying, payment_options
from carryover.migration.planning.discounting import Sale
from carryover.migration.planning.paper import Named
from carryover.migration.planning.papers import Subscription
from carryover.migration.planning.params import MARK
from carryover.migration.planning.payer import Customer
from carryover.migration.planning.remaining import Window
from carryover.migration.planning.seen import Seen
from carryover.migration.planning.spec import CustomerTerms, Item, Spec, TaxId
from carryover.ports.stripe_api import Json


def sale(subscription: Subscription, seen: Seen, now: Seconds) -> Sale:
    """Say what its discounts are reckoned against."""
    window = Window(now, subscription.boundary)
    return Sale(subscription.currency, anchoring.cycle(subscription), window, seen.coupons)


def specify(subscription: Subscription, seen: Seen, against: Sale) -> Spec:
    """Write it down, in the source's ids."""
    return Spec(
        account=seen.account,
        subscription=subscription.id,
        customer=subscription.customer.id,
        currency=subscription.currency,
        boundary=subscription.boundary,
        anchor_config=anchoring.anchor_config(subscription),
        ends_by_date=anchoring.mixed(subscription),
        items=tuple(_item(item, against) for item in subscription.parts),
        discounts=discounting.carried(discounting.of_subscription(subscription), against),
        default_tax_rates=_ids(subscription.default_tax_rates),
        **_methods(subscription),
        customer_terms=_terms(subscription.customer),
        trial_end=subscription.trial_end if subscription.trialing else None,
        cancel_at=subscription.cancel_at,
        pause=_pause(subscription),
        billing_mode=subscription.billing_mode.type,
        metadata={key: text for key, text in subscription.metadata.items() if key != MARK},
        plain=_plain(subscription, seen.subscription),
        amount=amount(subscription),
    )


def amount(subscription: Subscription) -> int | None:
    """Add up what a period costs by the price list; ``None``: that takes more than the list."""
    total = 0
    for item in subscription.parts:
        if item.price.unit_amount is None or item.price.currency != subscription.currency:
            return None
        total += item.price.unit_amount * (1 if item.quantity is None else item.quantity)
    return total


def _item(item: papers.Item, against: Sale) -> Item:
    return Item(
        price=item.price.id,
        quantity=item.quantity,
        tax_rates=_ids(item.tax_rates),
        discounts=discounting.carried(item.discounts, against),
        metadata=item.metadata,
    )


def _ids(named: tuple[Named, ...] | None) -> tuple[str, ...]:
    return tuple(each.id for each in named or ())


def _methods(subscription: Subscription) -> dict[str, str]:
    found = paying.needed(subscription, paying.method(subscription))
    if found is None:
        return {}
    return {"payment_method" if found.own else "customer_payment_method": found.id}


def _terms(customer: Customer) -> CustomerTerms:
    ids = () if customer.tax_ids is None else customer.tax_ids.data
    settings = customer.invoice_settings
    said = {"custom_fields": list(settings.custom_fields or ()), "footer": settings.footer}
    return CustomerTerms(
        tax_exempt=customer.tax_exempt or "none",
        preferred_locales=customer.preferred_locales or (),
        tax_ids=tuple(TaxId(type=each.type, value=each.value) for each in ids),
        invoice_settings=_without_nothing(said),
    )


def _pause(subscription: Subscription) -> dict[str, Any] | None:
    pause = subscription.pause_collection
    return None if pause is None else pause.model_dump(exclude_none=True)


def _plain(subscription: Subscription, raw: Json) -> dict[str, Any]:
    """Take over what needs no translation, as far as it was set."""
    said = {
        "collection_method": subscription.collection_method,
        "days_until_due": subscription.days_until_due,
        "description": subscription.description,
        "automatic_tax": {"enabled": True} if subscription.automatic_tax.enabled else None,
        "trial_settings": _trial_settings(subscription),
        "payment_settings": _payment_settings(raw),
        "invoice_settings": _invoice_settings(raw),
        "billing_mode": _billing_mode(subscription),
    }
    return _without_nothing(said)


def _trial_settings(subscription: Subscription) -> dict[str, Any] | None:
    settings = subscription.trial_settings
    missing = "create_invoice" if settings is None else settings.end_behavior.missing_payment_method
    if missing == "create_invoice":
        return None
    return {"end_behavior": {"missing_payment_method": missing}}


def _payment_settings(raw: Json) -> dict[str, Any]:
    settings = raw.get("payment_settings") or {}
    save = settings.get("save_default_payment_method")
    said = {
        "payment_method_options": payment_options.carried(raw),
        "payment_method_types": settings.get("payment_method_types"),
        "save_default_payment_method": None if save == "off" else save,
    }
    return _without_nothing(said)


def _invoice_settings(raw: Json) -> dict[str, Any]:
    settings = raw.get("invoice_settings") or {}
    names = ("custom_fields", "description", "footer")
    return _without_nothing({name: settings.get(name) for name in names})


def _billing_mode(subscription: Subscription) -> dict[str, Any] | None:
    """Say more than the mode's name only where it is not the default."""
    mode = subscription.billing_mode
    if mode.flexible is None or mode.flexible.proration_discounts in {None, "included"}:
        return None
    shown = {"proration_discounts": mode.flexible.proration_discounts}
    return {"type": mode.type, "flexible": shown}


def _without_nothing(said: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if value}
