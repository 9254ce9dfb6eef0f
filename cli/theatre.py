"""The stage of the demo: an AWS with the real template in it, a Stripe, a Kajabi, a HighLevel and a
mailbox, all on this machine."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

import requests
import stripe

from carryover.adapters.stripe.translate.telling import TELLING
from cli.academy import CLIENT, LocalKajabi
from cli.agency import Outside
from cli.command import Refusal
from sandbox.aws.local import LocalAws
from sandbox.aws.progress import Progress
from sandbox.aws.stack import Stack

ACCOUNTS: Final[Mapping[str, str]] = {
    "us": "sk_live_demo_us",
    "intl": "sk_live_demo_intl",
    "new": "sk_live_demo_new",
}
"""Our alias of each Stripe account, and its key in the local Stripe. Keys of live mode: with them
Stripe is asked four times as fast (docs.stripe.com/rate-limits)."""

SOURCES: Final = ("us", "intl")
"""The accounts that have customers at the beginning; the other one is moved to."""

PATIENCE: Final = ("--webhook-attempts", "8", "--webhook-concurrency", "4")
"""How webhooks are delivered. More at once would only start more Lambda workers than two cores can
carry (LOCAL.md); on AWS nobody would notice."""

UP_WITHIN: Final = 20.0
"""Seconds a local provider may take to start; they need about one."""


@dataclass(frozen=True, slots=True)
class LocalStripe:
    """The local Stripe, through its control API and through Stripe's own SDK."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def control(
        self, method: str, path: str, body: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Do what no Stripe API can: move the clock, order faults, count."""
        answer = self.session.request(method, f"{self.url}/_sandbox/{path}", json=body, timeout=120)
        answer.raise_for_status()
        said: dict[str, Any] = answer.json()
        return said

    def objects(self, alias: str, kind: str) -> Iterator[dict[str, Any]]:
        """Read the truth: every object of a kind."""
        path = f"{self.url}/_sandbox/accounts/{alias}/objects/{kind}"
        with self.session.get(path, stream=True, timeout=120) as answer:
            answer.raise_for_status()
            for line in answer.iter_lines():
                yield json.loads(line)

    def client(self, alias: str) -> stripe.StripeClient:
        """Enter an account as any Stripe user does."""
        return stripe.StripeClient(ACCOUNTS[alias], base_addresses={"api": self.url})

    def pending(self) -> int:
        """Count webhooks that are on their way."""
        return int(self.control("GET", "stats")["pending"])


@dataclass(frozen=True, slots=True)
class Theatre:
    """Everything the demo plays on."""

    aws: LocalAws
    stack: Stack
    stripe: LocalStripe
    kajabi: LocalKajabi
    highlevel: Outside
    mailbox: Outside

    def time_passes(self, seconds: int) -> None:
        """Move all clocks by the same span. They do not show the same hour: Kajabi's began with
        this machine's, because the poll begins to read where our own clock stands
        (``access.polling``); all others are the story's."""
        self.stripe.control("POST", "clock", {"by": seconds})
        for each in (self.kajabi, self.highlevel, self.mailbox):
            each.control("POST", "clock", {"by": seconds})


@contextmanager
def opened(
    seed: int,
    start: str,
    progress: Progress,
    told: Collection[str] = SOURCES,
) -> Iterator[Theatre]:
    """Build, start, deploy and connect everything; take it all away in the end. ``told`` names the
    accounts whose webhooks are connected."""
    with (
        LocalAws.started(progress) as aws,
        _stripe(seed, start) as stripe_,
        _kajabi(seed) as kajabi,
        _beside("highlevel", seed, start) as highlevel,
        _beside("mailbox", seed, start) as mailbox,
    ):
        stack = aws.deploy()
        os.environ.update(aws.settings)
        theatre = Theatre(aws, stack, stripe_, kajabi, Outside(highlevel), Outside(mailbox))
        keys = {alias: {"key": key, "api_base": stripe_.url} for alias, key in ACCOUNTS.items()}
        aws.keep_secret(stack.outputs["StripeKeysName"], keys)
        connect(theatre, told)
        yield theatre


def connect(theatre: Theatre, told: Collection[str], events: Collection[str] = TELLING) -> None:
    """Do what an operator does once: an endpoint per account, and its secret stored."""
    outputs = theatre.stack.outputs
    secrets = {}
    for alias in told:
        wanted: Any = {
            "url": f"{outputs['ApiUrl']}/webhooks/stripe/{alias}",
            "enabled_events": list(events),
            "api_version": "2026-10-28.endive",
        }
        endpoint = theatre.stripe.client(alias).v1.webhook_endpoints.create(wanted)
        secrets[alias] = [endpoint.secret]
    theatre.aws.keep_secret(outputs["StripeWebhookSecretsName"], secrets)


@contextmanager
def _stripe(seed: int, start: str) -> Iterator[LocalStripe]:
    """Run the local Stripe."""
    accounts = [word for alias, key in ACCOUNTS.items() for word in ("--account", f"{alias}={key}")]
    with _beside("stripe", seed, start, *PATIENCE, *accounts) as url:
        yield LocalStripe(url)


@contextmanager
def _kajabi(seed: int) -> Iterator[LocalKajabi]:
    """Run the local Kajabi."""
    words = ("--key", "=".join(CLIENT), "--webhook-concurrency", "2")
    with _beside("kajabi", seed, datetime.now(UTC).isoformat(), *words) as url:
        yield LocalKajabi(url)


@contextmanager
def _beside(name: str, seed: int, start: str, *words: str) -> Iterator[str]:
    """Run a provider's double in a process of its own; yields its address."""
    port = _free_port()
    said = ["--port", str(port), "--seed", str(seed), "--start", start, *words]
    process = subprocess.Popen(
        [sys.executable, "-m", f"sandbox.{name}", *said],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    url = f"http://127.0.0.1:{port}"
    try:
        if not _answers(f"{url}/_sandbox/health", lambda: process.poll() is None):
            raise Refusal(
                f"the local {name.title()} did not start: carryover sandbox {name} says why"
            )
        yield url
    finally:
        process.terminate()
        process.wait(10)


def _answers(page: str, alive: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + UP_WITHIN
    while time.monotonic() < deadline and alive():
        try:
            requests.get(page, timeout=UP_WITHIN)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return True
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
