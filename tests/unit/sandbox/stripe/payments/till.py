"""A shop's till on the local Stripe: it takes single payments and hears every event."""

import pytest

from sandbox.stripe.core.challenges import Challenge, finish
from tests.unit.sandbox.stripe.billing.shop import Object, RefusedError, Shop

INTENTS = "/v1/payment_intents"
QUIET = {"enabled": True, "allow_redirects": "never"}
AGREED = {
    "customer_acceptance": {
        "type": "online",
        "online": {"ip_address": "127.0.0.1", "user_agent": "test"},
    }
}


class Till(Shop):
    """A shop without subscriptions."""

    def intent(self, card: str | None = None, **more: object) -> Object:
        given: Object = {
            "amount": 1000,
            "currency": "usd",
            "automatic_payment_methods": QUIET,
            **more,
        }
        if card is not None:
            given["payment_method"] = (
                card if card.startswith(("pm_", "card_")) else f"pm_card_{card}"
            )
        return self.post(INTENTS, **given)

    def pays(self, card: str = "visa", **more: object) -> Object:
        return self.intent(card, confirm=True, **more)

    def refused(self, path: str, **params: object) -> Object:
        with pytest.raises(RefusedError) as refusal:
            self.post(path, **params)
        return refusal.value.error

    def declined(self, card: str, **more: object) -> Object:
        with pytest.raises(RefusedError) as refusal:
            self.pays(card, **more)
        assert refusal.value.status == 402
        return refusal.value.error

    def charge(self, intent: Object) -> Object:
        return self.get(f"/v1/charges/{self.again(intent)['latest_charge']}")

    def again(self, obj: Object) -> Object:
        """Read an object once more."""
        return self.get(f"{_PATHS[obj['object']]}/{obj['id']}")

    def passes_3ds(self, intent: Object) -> None:
        finish(self.account, intent["id"], Challenge.PASSED)
        self.world.advance(self.world.clock)

    def fails_3ds(self, intent: Object) -> None:
        finish(self.account, intent["id"], Challenge.FAILED)

    def available(self) -> Object:
        [sums] = self.get("/v1/balance")["available"]
        return {"usd": sums["amount"]} if sums["currency"] == "usd" else sums

    def pending(self) -> int:
        amount: int = self.get("/v1/balance")["pending"][0]["amount"]
        return amount


_PATHS = {
    "payment_intent": INTENTS,
    "setup_intent": "/v1/setup_intents",
    "charge": "/v1/charges",
    "refund": "/v1/refunds",
    "dispute": "/v1/disputes",
    "customer": "/v1/customers",
    "subscription": "/v1/subscriptions",
    "invoice": "/v1/invoices",
    "mandate": "/v1/mandates",
    "checkout.session": "/v1/checkout/sessions",
}
