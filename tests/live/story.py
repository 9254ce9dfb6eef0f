"""A customer on a test clock, in the sandbox or at Stripe: the same few words for both."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from stripe import Invoice, StripeClient, Subscription

DAY = 86_400
PATIENCE = 180
"""Seconds of real time in which Stripe has moved a test clock so far."""


def instant(when: str) -> int:
    return int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp())


def shown(when: int) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d")


@dataclass
class Story:
    """One clock and the customers who live by it; ``frozen`` is where it begins."""

    client: StripeClient
    frozen: str
    rest: Callable[[float], None] = time.sleep
    clock: str = ""
    made: list[Callable[[], object]] = field(default_factory=list)

    def __post_init__(self) -> None:
        clocks = self.client.v1.test_helpers.test_clocks
        self.clock = clocks.create({"frozen_time": instant(self.frozen)}).id
        self.made.append(lambda: clocks.delete(self.clock))

    def customer(self, card: str = "visa") -> str:
        customers, methods = self.client.v1.customers, self.client.v1.payment_methods
        made = customers.create({"test_clock": self.clock, "email": "ann@example.com"}).id
        method = methods.attach(f"pm_card_{card}", {"customer": made}).id
        customers.update(made, {"invoice_settings": {"default_payment_method": method}})
        return made

    def price(self, amount: int = 2000) -> str:
        given: Any = {
            "currency": "usd",
            "unit_amount": amount,
            "recurring": {"interval": "month"},
            "product_data": {"name": "Gold"},
        }
        return self.client.v1.prices.create(given).id

    def coupon(self, **given: object) -> str:
        params: Any = {"percent_off": 50, **given}
        made = self.client.v1.coupons.create(params)
        self.made.append(lambda: self.client.v1.coupons.delete(made.id))
        return made.id

    def subscribe(self, customer: str, price: str, **more: object) -> Subscription:
        given: Any = {
            "customer": customer,
            "items": [{"price": price}],
            "billing_mode": {"type": "classic"},
            **more,
        }
        return self.client.v1.subscriptions.create(given)

    def update(self, subscription: Subscription, **given: object) -> Subscription:
        params: Any = given
        return self.client.v1.subscriptions.update(subscription.id, params)

    def now(self, subscription: Subscription) -> Subscription:
        return self.client.v1.subscriptions.retrieve(subscription.id)

    def invoices(self, subscription: Subscription) -> list[Invoice]:
        """Every invoice, oldest first."""
        found = self.client.v1.invoices.list({"subscription": subscription.id, "limit": 100})
        return list(reversed(found.data))

    def it_is(self, when: str) -> None:
        """Move the clock and wait until everything that fell due is done."""
        clocks = self.client.v1.test_helpers.test_clocks
        clocks.advance(self.clock, {"frozen_time": instant(when)})
        for _ in range(PATIENCE):
            if clocks.retrieve(self.clock).status == "ready":
                return
            self.rest(1)
        raise TimeoutError(f"the clock did not reach {when}")

    def ends(self) -> None:
        """Remove what was made; a clock takes its customers with it."""
        for undo in reversed(self.made):
            undo()


def renews(subscription: Subscription) -> str:
    """The day on which the paid period ends."""
    return shown(subscription["items"].data[0].current_period_end)
