"""What goes wrong while people move: Stripe stumbles, workers are killed, messages come twice."""

import subprocess
import sys
import time
from typing import Any, Final

from cli.command import Refusal
from cli.theatre import LocalStripe

STUMBLES: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "server_error", "share": 0.02},
    {"kind": "reset", "share": 0.015, "after_effect": True},
    {"kind": "conflict", "share": 0.015},
)
"""Shares of all requests. The second is the treacherous one: done, but nobody heard it."""

UNTIL_THE_STOP: Final = 60.0
"""Seconds in which the doomed worker has to come to the step it dies at."""


def stripe_stumbles(stripe: LocalStripe) -> None:
    """Let requests fail from now on, at random, by the local Stripe's seed."""
    orders = [{"times": None, **each} for each in STUMBLES]
    stripe.control("PUT", "faults", {"api": orders, "webhooks": {}})


def stripe_recovers(stripe: LocalStripe) -> None:
    """Let everything work again, so that the counting is not disturbed."""
    stripe.control("PUT", "faults", {"api": [], "webhooks": {}})


def a_worker_is_killed(stripe: LocalStripe, run: str, account: str, subscription: str) -> int:
    """Let a worker move one subscription up to the worst moment, and kill it there: the source was
    told to stop, nobody has heard the answer, and the target still ends itself. Answers how many
    were killed."""
    path = f"/v1/subscriptions/{subscription}"
    silence = {"kind": "timeout", "after_effect": True, "seconds": 90, "times": 1}
    order = {"method": "POST", "path": path, "account": account, **silence}
    stripe.control("PUT", "faults", {"api": [order], "webhooks": {}})
    words = [sys.executable, "-m", "cli.demo.moving.doomed", run, f"{account}/{subscription}"]
    worker = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        return _kill_after_the_stop(stripe, worker, account, subscription)
    finally:
        worker.kill()
        worker.wait()


def _kill_after_the_stop(
    stripe: LocalStripe, worker: subprocess.Popen[bytes], account: str, subscription: str
) -> int:
    deadline = time.monotonic() + UNTIL_THE_STOP
    while time.monotonic() < deadline and worker.poll() is None:
        seen = stripe.client(account).v1.subscriptions.retrieve(subscription)
        if seen.cancel_at_period_end:
            worker.kill()
            return 1
        time.sleep(0.2)
    raise Refusal("the worker that was to be killed never came to the stop")
