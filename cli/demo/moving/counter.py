"""How a source account is filled: as any shop on Stripe does it, through Stripe's own API."""

from dataclasses import dataclass, field
from typing import Any

import stripe

type Object = dict[str, Any]

CURRENCIES = {"us": "usd", "intl": "eur"}


@dataclass
class Counter:
    """One account's shop. Things that many share are made once."""

    account: str
    client: stripe.StripeClient
    now: int = 0
    """Seconds, by the local Stripe's clock."""
    made: dict[str, str] = field(default_factory=dict)

    @property
    def currency(self) -> str:
        """The account's usual currency."""
        return CURRENCIES[self.account]

    def post(self, path: str, **said: object) -> Object:
        """Write."""
        return self._ask("post", path, said)

    def get(self, path: str, **said: object) -> Object:
        """Read."""
        return self._ask("get", path, said)

    def customer(self, number: int, card: str = "card_visa", **more: object) -> str:
        """Somebody, with a default card unless ``card`` is empty."""
        known = {"email": f"customer.{number}@{self.account}.example", "name": f"No. {number}"}
        someone: str = self.post("customers", **{**known, **more})["id"]
        if card:
            settings = {"default_payment_method": self.method(someone, card)}
            self.post(f"customers/{someone}", invoice_settings=settings)
        return someone

    def method(self, customer: str, kind: str) -> str:
        """A way to pay: ``card_visa``, ``sepaDebit_success_de`` (docs.stripe.com/testing)."""
        made: str = self.post(f"payment_methods/pm_{kind}/attach", customer=customer)["id"]
        return made

    def price(self, amount: int | None = 2900, rhythm: str = "1 month", **more: object) -> str:
        """A price of the course; the same words give the same price."""
        name = f"price {amount} {rhythm} {sorted(map(str, more.items()))}"
        if name not in self.made:
            count, interval = rhythm.split()
            worth = {} if amount is None else {"unit_amount": amount}
            said = {
                "product": self.product(),
                "currency": self.currency,
                "recurring": {"interval": interval, "interval_count": int(count)},
                **worth,
                **more,
            }
            self.made[name] = self.post("prices", **said)["id"]
        return self.made[name]

    def product(self) -> str:
        """What is sold."""
        if "product" not in self.made:
            self.made["product"] = self.post("products", name="Course")["id"]
        return self.made["product"]

    def coupon(self, **terms: object) -> str:
        """A coupon; the same terms give the same one."""
        name = f"coupon {sorted(map(str, terms.items()))}"
        if name not in self.made:
            self.made[name] = self.post("coupons", **terms)["id"]
        return self.made[name]

    def tax_rate(self) -> str:
        """A rate of the account's own."""
        if "tax" not in self.made:
            said = {"display_name": "VAT", "percentage": 23, "inclusive": False}
            self.made["tax"] = self.post("tax_rates", **said)["id"]
        return self.made["tax"]

    def subscribe(self, customer: str, *prices: str, **more: object) -> Object:
        """A subscription to some prices, the usual one if none is named."""
        items = more.pop("items", [{"price": each} for each in prices or (self.price(),)])
        return self.post("subscriptions", customer=customer, items=items, **more)

    def change(self, subscription: Object, **said: object) -> Object:
        """Change a subscription."""
        return self.post(f"subscriptions/{subscription['id']}", **said)

    def _ask(self, method: str, path: str, said: dict[str, Any]) -> Object:
        answer = self.client.raw_request(method, f"/v1/{path}", **said)
        found: Object = answer.data
        return found
