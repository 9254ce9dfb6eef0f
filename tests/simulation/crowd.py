"""A shop with many subscribers, made through the API over some weeks: what a source looks like."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from stripe import StripeClient

from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk
from sandbox.stripe.inside import Inside

DAY = 86_400
PRICES: tuple[tuple[str, int, str, int], ...] = (
    ("usd", 1900, "month", 1),
    ("usd", 4900, "month", 1),
    ("usd", 49_000, "year", 1),
    ("usd", 900, "week", 1),
    ("eur", 1500, "month", 1),
    ("eur", 12_000, "month", 3),
    ("jpy", 1200, "month", 1),
)
CARDS = ("visa", "visa", "mastercard", "amex", "visa_debit")


@dataclass
class Crowd:
    """One account filling up."""

    world: World
    key: str
    seed: int
    prices: list[str] = field(default_factory=list)
    coupons: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.dice = Random(f"crowd {self.seed}")
        self.client = StripeClient(self.key, http_client=Inside(Desk(self.world)))

    def fill(self, count: int, days: int = 45) -> None:
        """Have so many people subscribe, spread over so many days."""
        self._catalogue()
        begun = self.world.clock
        for at in sorted(self.dice.randrange(days * DAY) for _ in range(count)):
            self.world.advance(max(begun + at, self.world.clock))
            self._subscriber()
        self.world.advance(begun + days * DAY)

    def ask(self, method: str, path: str, **params: Any) -> dict[str, Any]:
        """Send one request, as plain JSON."""
        answer = self.client.raw_request(method, f"/v1/{path}", **params)
        found: dict[str, Any] = answer.data
        return found

    def _catalogue(self) -> None:
        product = self.ask("post", "products", name="Gold")["id"]
        for currency, amount, interval, count in PRICES:
            recurring = {"interval": interval, "interval_count": count}
            made = self.ask(
                "post", "prices", product=product, currency=currency, unit_amount=amount,
                recurring=recurring,
            )  # fmt: skip
            self.prices.append(made["id"])
        offers: tuple[dict[str, Any], ...] = (
            {"duration": "forever", "percent_off": 10},
            {"duration": "repeating", "duration_in_months": 6, "percent_off": 50},
        )
        self.coupons += [self.ask("post", "coupons", **offer)["id"] for offer in offers]

    def _subscriber(self) -> None:
        number = self.dice.randrange(10**9)
        customer = self.ask("post", "customers", email=f"p{number}@example.com")["id"]
        self._gets_card(customer, self.dice.choice(CARDS))
        made = self.ask(
            "post", "subscriptions", customer=customer, **self._terms(), **self._manner()
        )
        self._afterwards(made)

    def _gets_card(self, customer: str, card: str) -> None:
        path = f"payment_methods/pm_card_{card}/attach"
        default = {"default_payment_method": self.ask("post", path, customer=customer)["id"]}
        self.ask("post", f"customers/{customer}", invoice_settings=default)

    def _terms(self) -> dict[str, Any]:
        item = {"price": self.dice.choice(self.prices), "quantity": self.dice.choice((1, 1, 2, 5))}
        mode = {"type": self.dice.choice(("flexible", "flexible", "classic"))}
        return {"items": [item], "billing_mode": mode}

    def _manner(self) -> dict[str, Any]:
        kind = self.dice.random()
        if kind < 0.1:
            return {"trial_period_days": self.dice.choice((14, 30, 60))}
        if kind < 0.25:
            return {"discounts": [{"coupon": self.dice.choice(self.coupons)}]}
        if kind < 0.3:
            return {"collection_method": "send_invoice", "days_until_due": 14}
        return {}

    def _afterwards(self, made: dict[str, Any]) -> None:
        kind, path = self.dice.random(), f"subscriptions/{made['id']}"
        if kind < 0.05:
            self.ask("post", path, cancel_at_period_end=True)
        elif kind < 0.08:
            self.ask("post", path, pause_collection={"behavior": "void"})
        elif kind < 0.1:
            self.ask("delete", path)
        elif kind < 0.13:
            self._gets_card(made["customer"], "chargeCustomerFail")
