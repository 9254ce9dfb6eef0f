"""What saying one Stripe event in our words costs: our own CPU, per event.

    PYTHONPATH=shared .venv/bin/python -m bench.translate

Each golden event is read many times and the median is shown, beside the peer that most programs
use: the SDK's ``Event.construct_from`` over the same parsed body, which understands nothing yet.
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import stripe

from carryover.adapters.stripe.translate.event import StripeTranslator

EVENTS: Final = Path(__file__).parents[1] / "events" / "stripe"

GOLDENS: Final = (
    "customer.updated.2026-10-28.endive",
    "customer.subscription.created.2026-10-28.endive",
    "customer.subscription.updated.2026-10-28.endive",
    "customer.subscription.updated.2020-08-27",
    "invoice.paid.2026-10-28.endive",
    "invoice.paid.2020-08-27",
    "charge.succeeded.2026-10-28.endive",
    "v1.customer.subscription.past_due.thin",
)

ROUNDS: Final = 15
CALLS: Final = 200


def microseconds(work: Callable[[], object]) -> float:
    """Time one call: the median of several rounds, in microseconds."""
    return statistics.median(_round(work) for _ in range(ROUNDS))


def _round(work: Callable[[], object]) -> float:
    began = time.process_time_ns()
    for _ in range(CALLS):
        work()
    return (time.process_time_ns() - began) / CALLS / 1_000


def row(name: str, translator: StripeTranslator) -> str:
    """Measure one golden, and the peer where it can read it (thin events it refuses)."""
    payload = (EVENTS / f"{name}.json").read_bytes()
    ours = microseconds(lambda: translator.read("us", payload))
    parsing = microseconds(lambda: json.loads(payload))
    thin = name.endswith("thin")
    theirs = None if thin else microseconds(lambda: peer(payload))
    peers = "-" if theirs is None else f"{theirs:,.0f}"
    return f"{name:<50}{len(payload):>8}{parsing:>8.0f}{ours:>8.0f}{peers:>8}"


def peer(payload: bytes) -> stripe.Event:
    """Do what ``construct_event`` does once the signature is checked."""
    return stripe.Event.construct_from(json.loads(payload), None)


def main() -> None:
    """Print the table; microseconds per event."""
    translator = StripeTranslator()
    table = [f"{'golden':<50}{'bytes':>8}{'json':>8}{'ours':>8}{'SDK':>8}"]
    table += [row(name, translator) for name in GOLDENS]
    sys.stdout.write("\n".join(table) + "\n")


if __name__ == "__main__":
    main()
