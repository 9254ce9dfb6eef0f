"""The accounts that are moved, served by a local Stripe in a process of its own.

Everybody joins without a network, before any limit is on. Nobody listens to the accounts, so no
webhooks are composed: they are another bench's subject (``bench.sandbox``).
"""

import json
import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from multiprocessing.connection import Connection
from typing import Any, Final
from urllib.parse import urlencode

import requests

from carryover.migration.model import Old
from cli.rehearsal.cards import copied
from cli.rehearsal.worlds import Theatre
from sandbox.stripe import resources
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming
from sandbox.stripe.server import serving

SOURCES: Final = ("us", "intl")
TARGET: Final = "new"
KEYS: Final = {alias: f"sk_live_bench_{alias}" for alias in (*SOURCES, TARGET)}
"""Keys of live mode: such accounts are asked four times as fast (docs.stripe.com/rate-limits)."""

START: Final = 1_735_689_600
"""2025-01-01 00:00 UTC."""
DAY: Final = 86_400

RHYTHM: Final = {"gold": ("month", "2900"), "mail": ("month", "900"), "year": ("year", "29900")}
CUSTOMER: Final = {
    "payment_method": "pm_card_visa",
    "invoice_settings[default_payment_method]": "pm_card_visa",
}
SHAPES: Final = {"monthly": 70, "yearly": 10, "two items": 10, "a fifth off": 10}
"""What is sold, and how often in a hundred."""


@dataclass(slots=True)
class Shop:
    """Sells in one account, without a network."""

    account: Account
    desk: Desk
    dice: random.Random
    prices: dict[str, str] = field(default_factory=dict)
    sold: int = 0

    def __post_init__(self) -> None:
        for name, (interval, amount) in RHYTHM.items():
            said = {"currency": "usd", "unit_amount": amount, "recurring[interval]": interval}
            made = self.post("/v1/prices", **{**said, "product_data[name]": name})
            self.prices[name] = made["id"]
        self.post("/v1/coupons", id="FIFTH", percent_off="20", duration="forever", name="A fifth")

    def sell(self) -> None:
        """Win somebody."""
        self.sold += 1
        known = {"email": f"{self.sold}@{self.account.alias}.example", "name": f"No. {self.sold}"}
        someone = self.post("/v1/customers", **known, **CUSTOMER)
        self.post("/v1/subscriptions", customer=someone["id"], **self._terms())

    def _terms(self) -> dict[str, str]:
        gold = {"items[0][price]": self.prices["gold"]}
        match self.dice.choices(list(SHAPES), list(SHAPES.values()))[0]:
            case "yearly":
                return {"items[0][price]": self.prices["year"]}
            case "two items":
                more = {"items[1][price]": self.prices["mail"], "items[1][quantity]": "3"}
                return {**gold, **more}
            case "a fifth off":
                return {**gold, "discounts[0][coupon]": "FIFTH"}
            case _:
                return gold

    def post(self, path: str, **said: str) -> dict[str, Any]:
        """Ask, and insist on a yes."""
        headers = {
            "authorization": f"Bearer {self.account.keys[0]}",
            "content-type": "application/x-www-form-urlencoded",
        }
        reply = self.desk.answer(Incoming("POST", path, body=urlencode(said), headers=headers))
        if reply.status != HTTPStatus.OK:
            raise RuntimeError(reply.body.decode())
        answer: dict[str, Any] = json.loads(reply.body)
        return answer


@dataclass(frozen=True, slots=True)
class Stage:
    """The local Stripe, seen from outside."""

    url: str
    pairs: Mapping[Old, str]
    """Stripe's card mapping."""
    seconds: float
    """How long it took until everybody was there."""
    pipe: Connection

    def control(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        """Do what no Stripe API can."""
        asked = requests.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=120)
        asked.raise_for_status()
        said: dict[str, Any] = asked.json()
        return said

    def requests(self) -> Counter[tuple[str, str]]:
        """Count what was answered so far, by account and endpoint; what was turned away is not."""
        accounts = self.control("GET", "stats")["accounts"].items()
        return Counter(
            {(alias, place): n for alias, of in accounts for place, n in of["requests"].items()}
        )

    def objects(self, alias: str, kind: str) -> Iterator[dict[str, Any]]:
        """Read the truth."""
        path = f"{self.url}/_sandbox/accounts/{alias}/objects/{kind}"
        with requests.get(path, stream=True, timeout=120) as answer:
            yield from map(json.loads, answer.iter_lines())

    def busy(self) -> float:
        """Ask for the CPU seconds its process has used."""
        self.pipe.send("busy")
        return float(self.pipe.recv())


@contextmanager
def opened(subscriptions: int, seed: int) -> Iterator[Stage]:
    """Start it, and stop it in the end."""
    ours, theirs = multiprocessing.Pipe()
    target, given = _served, (subscriptions, seed, theirs)
    server = multiprocessing.get_context("spawn").Process(target=target, args=given, daemon=True)
    server.start()
    try:
        url, pairs, seconds = ours.recv()
        yield Stage(url, pairs, seconds, ours)
    finally:
        ours.send("stop")
        server.join(10)


def _served(subscriptions: int, seed: int, pipe: Connection) -> None:
    begun = time.perf_counter()
    world, pairs = _filled(subscriptions, seed)
    with serving(world) as address:
        pipe.send((address, pairs, time.perf_counter() - begun))
        while pipe.recv() == "busy":
            pipe.send(time.process_time())


def _filled(subscriptions: int, seed: int) -> tuple[World, dict[Old, str]]:
    """Let people join on ten days in a row, then have their cards copied."""
    resources.load()
    world = World(seed, START)
    desk = Desk(world)
    for alias, key in KEYS.items():
        world.open(alias, key).silent = True
    dice = random.Random(seed)  # noqa: S311 - to be repeated, not to be secret
    shops = [Shop(world.accounts[alias], desk, dice) for alias in SOURCES]
    for number in range(subscriptions):
        world.advance(max(world.clock, START + 10 * number // subscriptions * DAY))
        shops[number % len(shops)].sell()
    world.advance(world.clock + DAY)
    return world, copied(Theatre(world), SOURCES, TARGET, None)
