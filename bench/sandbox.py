"""How fast the local Stripe is: a year of monthly subscribers, and requests over HTTP.

    .venv/bin/python -m bench.sandbox [--subscribers 1000] [--requests 2000] [--seed 1]

The year runs in one process on one core, every webhook composed and signed as it would leave. The
requests go over one kept-alive connection to a server in a process of its own, a third of them
writes. Both budgets are issue 3's: 60 s and 200 requests per second.
"""

import argparse
import http.client
import multiprocessing
import platform
import sys
import time
from multiprocessing.connection import Connection
from urllib.parse import urlencode

from sandbox.stripe import resources
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.world import World
from sandbox.stripe.http.desk import Desk, Incoming
from sandbox.stripe.server import serving
from sandbox.stripe.webhooks.faults import Dice, WebhookFaults
from sandbox.stripe.webhooks.letters import Letter, compose

START = 1_735_689_600
"""2025-01-01 00:00 UTC."""
YEAR = 365 * 86_400
KEY = "sk_test_bench0000"
HEADERS = {
    "authorization": f"Bearer {KEY}",
    "content-type": "application/x-www-form-urlencoded",
}
HOOK = {"url": "http://127.0.0.1:9/hook", "enabled_events[0]": "*"}
PRICE = {
    "currency": "usd",
    "unit_amount": "2000",
    "recurring[interval]": "month",
    "product_data[name]": "Gold",
}
CUSTOMER = {
    "payment_method": "pm_card_visa",
    "invoice_settings[default_payment_method]": "pm_card_visa",
}


class Shop:
    """Asks the desk without a network."""

    def __init__(self, seed: int) -> None:
        resources.load()
        self.world = World(seed, START)
        self.account = self.world.open("bench", KEY)
        self.desk = Desk(self.world)

    def post(self, path: str, **params: str) -> None:
        """Ask, and insist on a yes."""
        reply = self.desk.answer(Incoming("POST", path, body=urlencode(params), headers=HEADERS))
        if reply.status != http.HTTPStatus.OK:
            raise RuntimeError(reply.body.decode())

    def newest(self, kind: str) -> str:
        """Give the id of what was made last."""
        return next(reversed(self.account.store.kinds[kind]))


class Post:
    """Composes and signs every webhook, and puts it nowhere."""

    def __init__(self) -> None:
        self.letters = 0
        self.bytes = 0

    def accept(self, account: Account, event: Event) -> None:
        """Write what would be sent to every endpoint that listens."""
        for endpoint in account.listening(event.type):
            dice = Dice(WebhookFaults(), (event.id, endpoint["id"]))
            body, _ = compose(Letter(account, endpoint, event, dice), account.now())
            self.letters += 1
            self.bytes += len(body)


def year(subscribers: int, seed: int) -> tuple[float, int, int]:
    """Sell to everybody on the first day, then let a year pass; CPU seconds, webhooks, bytes."""
    began = time.process_time()
    shop, post = Shop(seed), Post()
    shop.world.listeners.append(post.accept)
    shop.post("/v1/webhook_endpoints", **HOOK)
    shop.post("/v1/prices", **PRICE)
    price = {"items[0][price]": shop.newest("price")}
    for _ in range(subscribers):
        shop.post("/v1/customers", **CUSTOMER)
        shop.post("/v1/subscriptions", customer=shop.newest("customer"), **price)
    shop.world.advance(START + YEAR)
    return time.process_time() - began, post.letters, post.bytes


def served(seed: int, pipe: Connection) -> None:
    """Run a server until told to stop."""
    world = World(seed, START)
    world.open("bench", KEY)
    with serving(world) as address:
        pipe.send(address)
        pipe.recv()


def per_second(requests: int, seed: int) -> float:
    """Create, retrieve and list customers over HTTP, one after another."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=served, args=(seed, theirs))
    server.start()
    host = str(ours.recv()).removeprefix("http://")
    connection = http.client.HTTPConnection(host)
    began = time.perf_counter()
    for number in range(requests):
        _ask(connection, number)
    took = time.perf_counter() - began
    ours.send("stop")
    server.join()
    return requests / took


def _ask(connection: http.client.HTTPConnection, number: int) -> None:
    """Make every third request a write."""
    match number % 3:
        case 0:
            body = urlencode({"name": f"Member {number}", **CUSTOMER})
            connection.request("POST", "/v1/customers", body, HEADERS)
        case 1:
            connection.request("GET", "/v1/customers?limit=1", headers=HEADERS)
        case _:
            connection.request("GET", "/v1/payment_methods?limit=10", headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    if answer.status != http.HTTPStatus.OK:
        raise RuntimeError(f"{answer.status} to request {number}")


def main() -> None:
    """Print command, seed, machine and both figures."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--subscribers", type=int, default=1000)
    asked.add_argument("--requests", type=int, default=2000)
    asked.add_argument("--seed", type=int, default=1)
    given = asked.parse_args()
    seconds, letters, size = year(given.subscribers, given.seed)
    rate = per_second(given.requests, given.seed)
    machine = f"{platform.machine()}, Python {platform.python_version()}"
    lines = (
        f"python -m bench.sandbox {' '.join(sys.argv[1:])}".strip(),
        f"seed {given.seed}, {machine}, {multiprocessing.cpu_count()} cores (one used per figure)",
        f"a year of {given.subscribers:,} monthly subscribers: {seconds:.1f} s CPU (budget 60)",
        f"  {letters:,} signed webhooks, {size / 1e6:,.0f} MB",
        f"over HTTP: {rate:,.0f} requests/s   (budget 200)",
    )
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
