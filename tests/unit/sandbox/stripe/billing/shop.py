"""A little shop on the local Stripe: it sells, waits, and hears every event."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sandbox.stripe import resources
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming

type Object = dict[str, Any]

KEY = "sk_test_shop0000000000"
DAY = 86_400


class RefusedError(Exception):
    """What Stripe said instead of yes."""

    def __init__(self, status: int, error: Object) -> None:
        super().__init__(error["message"])
        self.status = status
        self.error = error


class Shop:
    """Speaks HTTP forms to the desk, so that every request is held to Stripe's contract."""

    def __init__(self, start: str = "2025-01-31T10:00:00", seed: int = 1) -> None:
        resources.load()
        self.world = World(seed=seed, start=instant(start))
        self.account = self.world.open("shop", KEY)
        self.desk = Desk(self.world)
        self.heard: list[Event] = []
        self.world.listeners.append(lambda _, event: self.heard.append(event))
        self.product = self.post("/v1/products", name="Gold")["id"]

    def post(self, path: str, **params: object) -> Object:
        return self._ask(Incoming("POST", path, body=_form(params), headers=_HEADERS))

    def get(self, path: str, **params: object) -> Object:
        return self._ask(Incoming("GET", path, query=_form(params), headers=_HEADERS))

    def delete(self, path: str, **params: object) -> Object:
        return self._ask(Incoming("DELETE", path, query=_form(params), headers=_HEADERS))

    def customer(self, card: str | None = "visa", **given: object) -> str:
        made: str = self.post("/v1/customers", **{"email": "ann@example.com", **given})["id"]
        if card is not None:
            self.gets_card(made, card)
        return made

    def gets_card(self, customer: str, card: str) -> str:
        path = f"/v1/payment_methods/pm_card_{card}/attach"
        method: str = self.post(path, customer=customer)["id"]
        default = {"default_payment_method": method}
        self.post(f"/v1/customers/{customer}", invoice_settings=default)
        return method

    def price(self, amount: int = 2000, interval: str = "month", count: int = 1) -> str:
        made = self.post(
            "/v1/prices",
            product=self.product,
            currency="usd",
            unit_amount=amount,
            recurring={"interval": interval, "interval_count": count},
        )
        return str(made["id"])

    def subscribe(self, customer: str, price: str, **more: object) -> Object:
        given = {"items": [{"price": price}], **more}
        return self.post("/v1/subscriptions", customer=customer, **given)

    def subscription(self, subscription: Object) -> Object:
        return self.get(f"/v1/subscriptions/{subscription['id']}")

    def invoices(self, subscription: Object, **filters: object) -> list[Object]:
        """All invoices of a subscription, oldest first."""
        path = "/v1/invoices"
        found = self.get(path, subscription=subscription["id"], limit=100, **filters)
        return list(reversed(found["data"]))

    def days_pass(self, days: float) -> None:
        self.world.advance(self.world.clock + round(days * DAY))

    def it_is(self, when: str) -> None:
        self.world.advance(instant(when))

    def types_since(self, count: int) -> list[str]:
        return [event.type for event in self.heard[count:]]

    def told(self, kind: str) -> dict[str, Object]:
        """What somebody knows who only ever listened: the last snapshot of every object."""
        known: dict[str, Object] = {}
        for event in self.heard:
            seen = json.loads(event.data)["object"]
            if seen["object"] == kind and "id" in seen:
                known[seen["id"]] = seen
        return known

    def truth(self, kind: str) -> dict[str, Object]:
        return {each["id"]: json.loads(json.dumps(each)) for each in self.account.all(kind)}

    def charged(self) -> Counter[str]:
        """Money that really moved, by customer."""
        taken: Counter[str] = Counter()
        for charge in self.account.all("charge"):
            if charge["captured"]:
                taken[charge["customer"]] += charge["amount_captured"]
        return taken

    def _ask(self, incoming: Incoming) -> Object:
        reply = self.desk.answer(incoming)
        body: Object = json.loads(reply.body)
        if reply.status >= 400:
            raise RefusedError(reply.status, body["error"])
        return body


_HEADERS = {
    "authorization": f"Bearer {KEY}",
    "content-type": "application/x-www-form-urlencoded",
}


def instant(when: str) -> int:
    return int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp())


def shown(when: int) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def period(subscription: Object) -> tuple[str, str]:
    item = subscription["items"]["data"][0]
    return shown(item["current_period_start"]), shown(item["current_period_end"])


def _form(params: Object) -> str:
    return urlencode([pair for name, value in params.items() for pair in _pairs(name, value)])


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            yield from _pairs(f"{name}[{place}]", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)
