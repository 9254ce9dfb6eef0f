"""An account with something of everything, copied afresh for every request."""

import json
import pickle
from typing import Any

from sandbox.stripe.http.desk import Desk
from sandbox.stripe.http.routing import Endpoint
from tests.unit.sandbox.stripe.platform.caller import START, Caller, world

type Object = dict[str, Any]

CHALLENGED = "authenticationRequiredSetupForOffSession"
DAY = 86_400


class Stocked:
    """What is in it, by the kinds parameters name."""

    def __init__(self) -> None:
        self.us = Caller(Desk(world()))
        self.prices = self._catalogue()
        self.customers = [self._customer(card) for card in ("visa", "visa", CHALLENGED, "visa")]
        self.subscriptions = self._subscriptions()
        self._plans()
        self._loose_ends()
        clock = self.us.desk.world
        clock.advance(clock.clock + DAY)
        self.frozen = pickle.dumps(self.us)

    def _catalogue(self) -> list[str]:
        post, gold = self.us.post, self.us.post("/v1/products", name="Gold")["id"]
        post("/v1/products", name="Silver")
        coupon = {"coupon": post("/v1/coupons", percent_off=10, duration="once")["id"]}
        post("/v1/coupons", amount_off=100, currency="usd", duration="forever")
        post("/v1/promotion_codes", promotion={"type": "coupon", **coupon}, code="SPRING")
        post("/v1/tax_rates", display_name="VAT", percentage="23", inclusive=False)
        monthly = {"product": gold, "currency": "usd", "recurring": {"interval": "month"}}
        return [
            post("/v1/prices", unit_amount=2000, **monthly)["id"],
            post("/v1/prices", unit_amount=900, lookup_key="b", **monthly)["id"],
            post("/v1/prices", unit_amount=50, product=gold, currency="usd")["id"],
        ]

    def _customer(self, card: str) -> str:
        made: str = self.us.post("/v1/customers", email="ann@example.com", name="Ann")["id"]
        self._gets(made, card)
        return made

    def _gets(self, made: str, card: str) -> None:
        method = self.us.post(f"/v1/payment_methods/pm_card_{card}/attach", customer=made)["id"]
        default = {"default_payment_method": method}
        self.us.post(f"/v1/customers/{made}", invoice_settings=default)

    def _subscriptions(self) -> list[str]:
        """One paid, one in its trial, one by invoice, one with two prices, one that waits for its
        cardholder, one whose card pays no more."""
        ann, bea, cleo, dot = self.customers
        by_invoice = {"collection_method": "send_invoice", "days_until_due": 3}
        made = [
            self.subscribed(ann),
            self.subscribed(bea, trial_period_days=40),
            self.subscribed(bea, **by_invoice),
            self.subscribed(ann, items=[{"price": each} for each in self.prices[:2]]),
            self.subscribed(cleo),
            self.subscribed(dot),
        ]
        self._gets(dot, "chargeCustomerFail")
        return made

    def subscribed(self, customer: str, **given: object) -> str:
        """Subscribe somebody to the first price."""
        terms = {"items": [{"price": self.prices[0]}], **given}
        made: str = self.us.post("/v1/subscriptions", customer=customer, **terms)["id"]
        return made

    def _plans(self) -> None:
        """One schedule that waits, one that runs and has something to prorate."""
        phase = {"items": [{"price": self.prices[0]}]}
        self.us.post(
            "/v1/subscription_schedules",
            customer=self.customers[1],
            start_date=START + 9 * DAY,
            phases=[{**phase, "duration": {"interval": "month", "interval_count": 2}}],
        )
        running = self.subscribed(self.customers[1])
        self.us.post("/v1/subscription_schedules", from_subscription=running)

    def _loose_ends(self) -> None:
        post, ann = self.us.post, self.customers[0]
        pending = {"customer": ann, "amount": 300, "currency": "usd"}
        post("/v1/invoiceitems", **pending)
        post("/v1/invoiceitems", **pending, subscription=self.subscriptions[0])
        post("/v1/setup_intents", customer=ann)
        post("/v1/setup_intents", payment_method=f"pm_card_{CHALLENGED}")
        post("/v1/setup_intents", payment_method="pm_card_visa", confirm=True)
        post("/v1/webhook_endpoints", url="https://example.com/hook", enabled_events=["*"])
        post("/v1/payment_methods", type="card", card={"token": "tok_visa"})

    def fresh(self) -> Caller:
        """Copy the account, so that a request finds it as it was."""
        copied: Caller = pickle.loads(self.frozen)  # noqa: S301
        return copied

    def ids(self) -> dict[str, list[str]]:
        """List what a parameter may name, by kind."""
        account = self.us.desk.world.accounts["us"]
        found = {kind: list(kept) for kind, kept in account.store.kinds.items() if kept}
        shown = [each["items"]["data"] for each in account.all("subscription")]
        items = [item["id"] for each in shown for item in each]
        return {
            **found,
            "event": [event.id for event in account.events][:1],
            "price": self.prices,
            "subscription_item": items,
        }

    def paths(self, endpoint: Endpoint) -> list[str]:
        """Spell the endpoint's path for every object it can be about."""
        if "{" not in endpoint.path:
            return [endpoint.path]
        before, _, after = endpoint.path.partition("{")
        place = before.rstrip("/").rpartition("/")[2]
        ids = next((ids for kind, ids in self.ids().items() if f"{kind}s" == place), [])
        return [f"{before}{each}{after.partition('}')[2]}" for each in ids]

    def outcome(self, method: str, path: str, params: Object) -> tuple[int, str]:
        """Carry a request out in a copy: what was answered, and what the account is like then."""
        caller = self.fresh()
        reply = caller.reply(method, path, **params)
        world_after = caller.desk.world
        account = world_after.accounts["us"]
        state = [account.store.kinds, account.facts, [str(due) for due in world_after.due()]]
        return reply.status, reply.body.decode() + json.dumps(state, default=str, sort_keys=True)
