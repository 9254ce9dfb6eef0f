"""What goes wrong while people move: Stripe stumbles, workers are killed, messages come twice."""

import os
import signal
import subprocess
from collections.abc import Iterator
from typing import Any, Final

from cli.theatre import LocalStripe

STUMBLES: Final[tuple[dict[str, Any], ...]] = (
    {"kind": "server_error", "share": 0.02},
    {"kind": "reset", "share": 0.015, "after_effect": True},
    {"kind": "conflict", "share": 0.015},
)
"""Shares of all requests. The second is the treacherous one: done, but nobody heard it."""

WORKER: Final = "subscription-recreation"
"""Part of the name of the function whose workers are killed."""


def stripe_stumbles(stripe: LocalStripe) -> None:
    """Let requests fail from now on, at random, by the local Stripe's seed."""
    orders = [{"times": None, **each} for each in STUMBLES]
    stripe.control("PUT", "faults", {"api": orders, "webhooks": {}})


def stripe_recovers(stripe: LocalStripe) -> None:
    """Let everything work again, so that the counting is not disturbed."""
    stripe.control("PUT", "faults", {"api": [], "webhooks": {}})


def a_worker_is_killed() -> int:
    """Kill a process that moves subscriptions just now, as the kernel does when memory runs out: no
    answer, no goodbye. Answers how many were: none, if none was there."""
    for process in _workers():
        os.kill(process, signal.SIGKILL)
        return 1
    return 0


def _workers() -> Iterator[int]:
    """Find them by what their command line or their environment names."""
    listed = subprocess.run(
        ["/bin/ps", "-eww", "-o", "pid=,args="], capture_output=True, text=True, check=False
    )
    for line in listed.stdout.splitlines():
        number, _, command = line.strip().partition(" ")
        if WORKER in command and int(number) != os.getpid():
            yield int(number)
