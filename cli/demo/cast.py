"""Who is in the demo: customers and subscriptions of many kinds, made through Stripe's own SDK."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random
from typing import Any, Final, Literal

import stripe

DAY: Final = 86_400

type Terms = Mapping[str, Any]
"""Parameters of one subscription beside its customer."""


@dataclass(frozen=True, slots=True)
class Shop:
    """The prices of one account."""

    currency: str
    monthly: str
    yearly: str
    weekly: str
    seat: str


@dataclass(frozen=True, slots=True)
class Part:
    """One kind of subscriber."""

    name: str
    card: str
    """Stripe's test payment method (docs.stripe.com/testing); empty: none is saved."""
    terms: Callable[[Shop, int], Terms]
    """Says what they subscribe to, given the shop and the time."""


def _items(*prices: str, quantity: int = 1) -> list[dict[str, Any]]:
    return [{"price": price, "quantity": quantity} for price in prices]


VISA: Final = "pm_card_visa"
FAILS: Final = "pm_card_chargeCustomerFail"

PARTS: Final = (
    Part("monthly", VISA, lambda s, _: {"items": _items(s.monthly)}),
    Part("yearly", "pm_card_mastercard", lambda s, _: {"items": _items(s.yearly)}),
    Part("weekly", VISA, lambda s, _: {"items": _items(s.weekly)}),
    Part("five seats", VISA, lambda s, _: {"items": _items(s.seat, quantity=5)}),
    Part("two items", VISA, lambda s, _: {"items": _items(s.monthly, s.seat)}),
    Part(
        "on the 31st",
        VISA,
        lambda s, _: {
            "items": _items(s.monthly),
            "billing_cycle_anchor_config": {"day_of_month": 31},
            "proration_behavior": "none",
        },
    ),
    Part("trial", VISA, lambda s, _: {"items": _items(s.monthly), "trial_period_days": 14}),
    Part(
        "trial without card",
        "",
        lambda s, _: {
            "items": _items(s.monthly),
            "trial_period_days": 14,
            "trial_settings": {"end_behavior": {"missing_payment_method": "cancel"}},
        },
    ),
    Part(
        "by invoice",
        "",
        lambda s, _: {
            "items": _items(s.monthly),
            "collection_method": "send_invoice",
            "days_until_due": 14,
        },
    ),
    Part("card fails", FAILS, lambda s, _: {"items": _items(s.monthly), "trial_period_days": 3}),
    Part(
        "leaves at period end",
        VISA,
        lambda s, _: {"items": _items(s.monthly), "cancel_at_period_end": True},
    ),
    Part(
        "leaves on a date",
        VISA,
        lambda s, now: {"items": _items(s.monthly), "cancel_at": now + 45 * DAY},
    ),
)


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody in the demo."""

    account: str
    part: Part
    customer: str
    subscription: str


def open_shop(client: stripe.StripeClient, currency: str) -> Shop:
    """Make a product and its prices."""
    product = client.v1.products.create({"name": "Course"}).id

    def price(amount: int, interval: Literal["month", "week", "year"]) -> str:
        return client.v1.prices.create(
            {
                "product": product,
                "currency": currency,
                "unit_amount": amount,
                "recurring": {"interval": interval},
            }
        ).id

    return Shop(
        currency,
        price(2900, "month"),
        price(29900, "year"),
        price(900, "week"),
        price(700, "month"),
    )


def join(
    client: stripe.StripeClient, account: str, shop: Shop, numbers: range, now: int
) -> Iterator[Subscriber]:
    """Let people subscribe, a part after the other in turn."""
    for number in numbers:
        part = PARTS[number % len(PARTS)]
        customer = _customer(client, account, part, number)
        terms: Any = {"customer": customer, **part.terms(shop, now)}
        subscription = client.v1.subscriptions.create(terms)
        yield Subscriber(account, part, customer, subscription.id)


def _customer(client: stripe.StripeClient, account: str, part: Part, number: int) -> str:
    email = f"{part.name.replace(' ', '.')}.{number}@{account}.example"
    customer = client.v1.customers.create(
        {"email": email, "name": f"{part.name.title()} {number}", "metadata": {"part": part.name}}
    ).id
    if part.card:
        method = client.v1.payment_methods.attach(part.card, {"customer": customer}).id
        client.v1.customers.update(
            customer, {"invoice_settings": {"default_payment_method": method}}
        )
    return customer


def live_a_little(client: stripe.StripeClient, someone: Subscriber, dice: Random) -> None:
    """Do one of the things customers and their support do all day."""
    deed = dice.choice((_moves_house, _upgrades, _is_noted, _pauses, _changes_mind, _quits))
    try:
        deed(client, someone)
    except stripe.InvalidRequestError as refusal:
        if refusal.code not in NOT_ANY_MORE:
            raise


NOT_ANY_MORE: Final = frozenset({"resource_missing", None})
"""What Stripe says when somebody has left already."""


def _moves_house(client: stripe.StripeClient, who: Subscriber) -> None:
    client.v1.customers.update(who.customer, {"phone": "+1 555 0100"})


def _upgrades(client: stripe.StripeClient, who: Subscriber) -> None:
    item = client.v1.subscriptions.retrieve(who.subscription)["items"].data[0]
    client.v1.subscriptions.update(
        who.subscription,
        {
            "items": [{"id": item.id, "quantity": (item.quantity or 1) + 1}],
            "proration_behavior": "none",
        },
    )


def _is_noted(client: stripe.StripeClient, who: Subscriber) -> None:
    """Two changes within one second: their events can only be told apart by what they say."""
    client.v1.subscriptions.update(who.subscription, {"metadata": {"note": "called"}})
    client.v1.subscriptions.update(who.subscription, {"metadata": {"note": "called back"}})


def _pauses(client: stripe.StripeClient, who: Subscriber) -> None:
    client.v1.subscriptions.update(who.subscription, {"pause_collection": {"behavior": "void"}})


def _changes_mind(client: stripe.StripeClient, who: Subscriber) -> None:
    client.v1.subscriptions.update(who.subscription, {"cancel_at_period_end": True})
    client.v1.subscriptions.update(who.subscription, {"cancel_at_period_end": False})


def _quits(client: stripe.StripeClient, who: Subscriber) -> None:
    client.v1.subscriptions.cancel(who.subscription)
