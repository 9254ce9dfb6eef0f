"""The door opens fast: no SDK it does not need, one AWS call per delivery."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {
    "PYTHONPATH": "shared",
    "AWS_ACCESS_KEY_ID": "key",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
    "CARRYOVER_BUCKET": "artefacts",
    "CARRYOVER_INBOUND_QUEUE_URL": "https://sqs.eu-west-1.amazonaws.com/123456789012/inbound",
    "CARRYOVER_STRIPE_WEBHOOK_SECRETS": "carryover/stripe-webhook-secrets",
    "POWERTOOLS_SERVICE_NAME": "stripe_webhook",
}


@pytest.fixture(scope="module")
def process() -> dict[str, Any]:
    """A fresh process, as Lambda starts one."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.unit.intake.one_process"],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    report: dict[str, Any] = json.loads(done.stderr)
    return {**report, "log": [json.loads(line) for line in done.stdout.splitlines()]}


@pytest.mark.parametrize("heavy", ["stripe", "boto3", "pydantic", "requests", "aws_xray_sdk"])
def test_the_door_works_without(heavy: str, process: dict[str, Any]) -> None:
    assert heavy not in process["modules"]


def test_a_warm_delivery_costs_one_aws_call_and_a_cold_one_two(process: dict[str, Any]) -> None:
    assert process["statuses"] == [200, 200]
    assert process["asked"] == [
        "secretsmanager.GetSecretValue",
        "AmazonSQS.SendMessage",
        "AmazonSQS.SendMessage",
    ]


def test_nobody_prepares_for_large_bodies_before_one_comes(process: dict[str, Any]) -> None:
    assert process["clients"] == 0


def test_a_delivery_is_logged_under_its_correlation_id_and_counted(process: dict[str, Any]) -> None:
    lines = [line for line in process["log"] if line.get("message") == "accepted"]
    counts = [line for line in process["log"] if "_aws" in line]

    assert {line["cause"] for line in lines} == {"JKJaXmPLvHcESHA="}
    assert {(line["account"], line["service"]) for line in lines} == {("us", "stripe_webhook")}
    assert [count["Accepted"] for count in counts] == [[1.0], [1.0]]
