"""What plans are called: a report by ids is nothing to hand to anybody."""

from dataclasses import dataclass, field

from carryover.kernel.errors import BillingError
from carryover.ports.stripe_api import Json, StripeApi
from cli.money import amount


@dataclass(slots=True)
class Names:
    """Looked up once each. Where Stripe does not answer, ids have to do."""

    stripe: StripeApi
    known: dict[str, str] = field(default_factory=dict)
    trouble: str = ""

    def look_up(self, account: str, plan: str) -> None:
        """Ask for one."""
        if plan in self.known or self.trouble:
            return
        try:
            price = self.stripe.get(account, f"prices/{plan}", {"expand": ["product"]})
        except BillingError as error:
            self.trouble = str(error)
            return
        if price is not None:
            self.known[plan] = _called(price)

    def of(self, plan: str) -> str:
        """Call it by its name, else by its id."""
        return self.known.get(plan, plan) or "no subscription"


def _called(price: Json) -> str:
    """Name the product and what it costs: one product may have several prices."""
    product = price["product"]
    name = str(product.get("name") or price["id"]) if isinstance(product, dict) else price["id"]
    each = price.get("unit_amount")
    every = (price.get("recurring") or {}).get("interval")
    cost = f", {amount(each, price['currency'])}" if each is not None else ""
    return f"{name}{cost}{f' a {every}' if every else ''}"
