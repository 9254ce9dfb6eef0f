import json
from collections.abc import Callable
from typing import Any

import pytest

from sandbox.aws.local import LocalAws
from sandbox.aws.paths import ROOT
from sandbox.aws.stack import Stack
from tests.local.conftest import StartRuntime

WORKERS = {
    "inbound": "Inbound",
    "subscription_mirror": "SubscriptionMirror",
    "scheduled_sync": "ScheduledSync",
    "subscription_recreation": "SubscriptionRecreation",
}
SECOND_RECORD = "00000000-0000-4000-8000-000000000002"
GOLDEN = sorted(path.stem for path in (ROOT / "events/sqs").glob("*.json"))


def batch(name: str) -> dict[str, Any]:
    """A Lambda event of ``events/sqs``."""
    event: dict[str, Any] = json.loads((ROOT / "events/sqs" / f"{name}.json").read_text())
    return event


def worker_of(name: str) -> str:
    """Golden batches are named after the function that reads them."""
    return next(folder for folder in WORKERS if name.startswith(folder))


@pytest.fixture(autouse=True)
def no_account_yet(aws: LocalAws, stack: Stack) -> None:
    aws.keep_secret(stack.outputs["StripeKeysName"], {})


@pytest.mark.parametrize("name", GOLDEN)
def test_a_worker_takes_its_golden_batch_and_gives_back_only_what_is_poisoned(
    name: str, told: Callable[[str], dict[str, str]], runtime: StartRuntime
) -> None:
    folder = worker_of(name)

    answer = runtime(folder, told(WORKERS[folder])).invoke(batch(name))

    given_back = [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]
    assert given_back == ([SECOND_RECORD] if "poisoned" in name else [])
