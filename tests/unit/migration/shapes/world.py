"""Two sources and a target in one process, on one clock, without a network.

Every request is held to Stripe's contract, as over HTTP; everything else about the accounts is
theirs. Made for proofs: the same calls give the same ids, so a world in which somebody moved can
be compared with one in which nobody did.
"""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from carryover.migration.model import Old, Thing
from carryover.migration.planning.seen import COUPON_EXPAND, EXPAND, Seen, coupons_to_read
from sandbox.stripe import resources
from sandbox.stripe.card_copy.copying import KIND as COPY
from sandbox.stripe.card_copy.copying import begin
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming

type Object = dict[str, Any]

SOURCES = ("us", "intl")
TARGET = "new"
DAY = 86_400


class RefusedError(Exception):
    """What Stripe said instead of yes."""

    def __init__(self, path: str, error: Object) -> None:
        super().__init__(f"{path}: {error['message']}")
        self.error = error


class World2:
    """Speaks HTTP forms to three accounts: ``us``, ``intl`` and ``new``."""

    def __init__(self, start: str = "2026-01-15T10:00:00", seed: int = 1) -> None:
        resources.load()
        self.world = World(seed=seed, start=instant(start))
        for alias in (*SOURCES, TARGET):
            self.world.open(alias, f"sk_test_{alias}")
        self.desk = Desk(self.world)

    @property
    def now(self) -> int:
        return self.world.clock

    def account(self, alias: str) -> Account:
        """The way behind the counter, for what no API can do."""
        return self.world.accounts[alias]

    def post(self, alias: str, path: str, **params: object) -> Object:
        return self._ask(alias, Incoming("POST", f"/v1/{path}", body=form(params)))

    def get(self, alias: str, path: str, **params: object) -> Object:
        return self._ask(alias, Incoming("GET", f"/v1/{path}", query=form(params)))

    def delete(self, alias: str, path: str, **params: object) -> Object:
        return self._ask(alias, Incoming("DELETE", f"/v1/{path}", query=form(params)))

    def days_pass(self, days: float) -> None:
        self.world.advance(self.now + round(days * DAY))

    def it_is(self, when: str) -> None:
        self.world.advance(instant(when))

    def see(self, alias: str, subscription: str) -> Seen:
        """Look at a subscription as the mover does, and at what a snapshot knows besides."""
        raw = self.get(alias, f"subscriptions/{subscription}", expand=list(EXPAND))
        pending = self.get(alias, "invoiceitems", customer=raw["customer"]["id"], pending=True)
        coupons = {
            name: self.get(alias, f"coupons/{name}", expand=list(COUPON_EXPAND))
            for name in coupons_to_read(raw)
            if self.account(alias).find("coupon", name)
        }
        return Seen(alias, raw, self.now, coupons, tuple(pending["data"]))

    def copies(self, alias: str, *mandates: str) -> dict[Old, str]:
        """Have Stripe copy a source's cards, and read its mapping."""
        accept: Any = mandates or ("us_bank_account", "sepa_debit")
        order = Order(source=alias, target=TARGET, hours=0, accept_mandates=accept)
        job = begin(self.world, order)
        self.world.advance(self.now)
        rows = self.account(TARGET).get(COPY, job["id"])["mapping"]
        return dict(pairs_of(alias, rows))

    def invoices(self, alias: str, subscription: str) -> list[Object]:
        """All invoices of a subscription, oldest first."""
        found = self.get(alias, "invoices", subscription=subscription, limit=100)
        return list(reversed(found["data"]))

    def _ask(self, alias: str, incoming: Incoming) -> Object:
        said = {
            "authorization": f"Bearer sk_test_{alias}",
            "content-type": "application/x-www-form-urlencoded",
        }
        reply = self.desk.answer(replace(incoming, headers=said))
        body: Object = json.loads(reply.body)
        if reply.status >= 400:
            raise RefusedError(f"{alias} {incoming.method} {incoming.path}", body["error"])
        return body


def instant(when: str) -> int:
    return int(datetime.fromisoformat(when).replace(tzinfo=UTC).timestamp())


def shown(when: int) -> str:
    return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%dT%H:%M:%S")


def form(params: Object) -> str:
    """Write parameters as Stripe's forms nest them."""
    return urlencode([pair for name, value in params.items() for pair in _pairs(name, value)])


def _pairs(name: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _pairs(f"{name}[{key}]", inner)
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from _pairs(f"{name}[{place}]", inner)
    else:
        yield name, str(value).lower() if isinstance(value, bool) else str(value)


def pairs_of(alias: str, rows: list[dict[str, str]]) -> Iterator[tuple[Old, str]]:
    kinds = ((Thing.CUSTOMER, "customer"), (Thing.PAYMENT_METHOD, "source"))
    for row in rows:
        for kind, name in kinds:
            if row[f"{name}_id_old"]:
                old = Old(account=alias, kind=kind, id=row[f"{name}_id_old"])
                yield old, row[f"{name}_id_new"]
