"""What Stripe's door costs: our own CPU per delivery, and the cold start of its code.

    PYTHONPATH=shared .venv/bin/python -m bench.ingress

The peers stand beside it: the SDK's ``construct_event`` for the check, and for the cold start what
a webhook Lambda usually imports. The AWS client is measured apart, its connection answered in
process, because its work is not ours. Budgets (DESIGN §9): 150 µs, and a third of the naive import.
The difference between the two cold start rows is paid by the first delivery, not by Lambda's init.
"""

import os
import platform
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import stripe

from carryover.adapters import aws
from carryover.adapters.sqs import InboundQueue
from carryover.adapters.stripe import signature
from carryover.edge.telemetry import logger, metrics
from carryover.intake.delivery import carrying
from carryover.intake.keyring import Keyring
from carryover.intake.model import Arrival
from carryover.intake.service import Intake
from carryover.wiring.door import Door
from carryover.wiring.stripe_webhook import REFUSALS, arrival
from tests.unit.adapters.clients import intercept, response
from tests.unit.intake.doorstep import NEW, Safe, Shelf, http, signed

ROOT: Final = Path(__file__).parents[1]
GOLDEN: Final = ROOT / "events/stripe/customer.subscription.updated.2026-10-28.endive.json"
BODY: Final = GOLDEN.read_bytes()
NOW: Final = datetime.now(UTC)
HEADER: Final = signed(BODY, NEW, NOW)
ARRIVAL: Final = Arrival("JKJaXmPLvHcESHA=", "us", {"stripe-signature": HEADER}, BODY)
LAMBDA: Final = SimpleNamespace(
    function_name="stripe-webhook",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:stripe-webhook",
    aws_request_id="request",
)

NAIVE: Final = """
import stripe, boto3
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor, EventType
from aws_lambda_powertools.utilities.idempotency import DynamoDBPersistenceLayer, idempotent
"""
OURS: Final = "import functions.stripe_webhook.handler"
CLIENTS: Final = {
    NAIVE: "\nboto3.client('secretsmanager'), boto3.client('sqs')",
    OURS: "\nfrom carryover.adapters import aws; aws.secretsmanager(), aws.sqs()",
}


class Nowhere:
    """A queue that keeps nothing: filling memory is not the door's work."""

    def put(self, text: str) -> None:
        """Forget it."""


def main() -> None:
    """Measure and print."""
    print("PYTHONPATH=shared .venv/bin/python -m bench.ingress")
    print(f"{platform.platform()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    print(f"body {len(BODY)} bytes; medians\n")
    print("CPU per accepted delivery, µs")
    for name, work in deliveries():
        print(f"  {name:<62}{microseconds(work):>8.1f}")
    print("\nCold start, ms, net of the interpreter (.pyc present)")
    interpreter = milliseconds("pass")
    for name, extra in (("imports", {}), ("imports and the two clients", CLIENTS)):
        ours = milliseconds(OURS + extra.get(OURS, "")) - interpreter
        naive = milliseconds(NAIVE + extra.get(NAIVE, "")) - interpreter
        print(f"  {name:<30} ours {ours:6.0f}   naive {naive:6.0f}   ratio {ours / naive:.2f}")


def deliveries() -> Iterator[tuple[str, Callable[[], object]]]:
    """Name each piece of work, the whole of our own first."""
    event = http({"stripe-signature": HEADER}, BODY.decode())
    yield "ours, whole: handler with log line and metric, no queue", logged(event)
    yield (
        "  of it: check the signature",
        lambda: signature.check(ARRIVAL.headers, BODY, ("whsec_other", NEW), NOW),
    )
    yield "  of it: write the envelope", lambda: carrying(ARRIVAL, NOW)
    yield (
        "peer: stripe.Webhook.construct_event",
        lambda: stripe.Webhook.construct_event(BODY, HEADER, NEW),
    )
    yield "client: botocore send_message, answered in process", client()


def logged(event: dict[str, Any]) -> Callable[[], object]:
    """Wrap a door as the handler does."""
    intake = Intake(Keyring(Safe()), signature.check, Nowhere(), Shelf(), lambda: NOW)
    door = Door(intake, arrival, REFUSALS)

    @logger.inject_lambda_context
    @metrics.log_metrics
    def handler(event: dict[str, Any], _context: object) -> object:
        return door.respond(event)

    return lambda: handler(event, LAMBDA)


def client() -> Callable[[], object]:
    """Make the one AWS call of the normal path, without a network."""
    os.environ |= {
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }
    intercept(aws.sqs(), lambda request, **_: response(request, 200, "{}"))
    queue = InboundQueue(aws.sqs(), "https://sqs.eu-west-1.amazonaws.com/123456789012/inbound")
    text = carrying(ARRIVAL, NOW)
    return lambda: queue.put(text)


def microseconds(work: Callable[[], object], rounds: int = 15, per_round: int = 200) -> float:
    """Take the median round."""
    spent = []
    with unheard():
        work()
        for _ in range(rounds):
            start = time.process_time_ns()
            for _ in range(per_round):
                work()
            spent.append((time.process_time_ns() - start) / per_round / 1000)
    return statistics.median(spent)


@contextmanager
def unheard() -> Iterator[None]:
    """Let log lines be written, system call and all, where nobody reads them."""
    sys.stdout.flush()
    screen = os.dup(1)
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
    yield
    sys.stdout.flush()
    os.dup2(screen, 1)


def milliseconds(code: str, rounds: int = 15) -> float:
    """Start an interpreter for the code and take the median of its CPU time.

    CPU time, because this machine has neighbours; a starting Lambda has none.
    """
    spent = []
    for _ in range(rounds):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env=environment())
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent) * 1000


def environment() -> dict[str, str]:
    """Give the process what Lambda would."""
    return {
        "PYTHONPATH": "shared",
        "AWS_DEFAULT_REGION": "eu-west-1",
    }


if __name__ == "__main__":
    main()
