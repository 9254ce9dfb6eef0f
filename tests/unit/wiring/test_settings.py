"""A Lambda's settings are the sum of its needs, and what is missing is said in one sentence."""

from datetime import timedelta

import pytest

from carryover.wiring import stripe_webhook
from carryover.wiring.settings import Misconfigured, UsesInboundQueue, UsesRetries, UsesTable


class Needs(UsesTable, UsesInboundQueue, UsesRetries):
    """Of a worker in a test."""


ENVIRONMENT = {
    "CARRYOVER_TABLE": "business",
    "CARRYOVER_INBOUND_QUEUE_URL": "https://queue",
    "CARRYOVER_RETRY_BASE_SECONDS": "30",
}


def test_the_settings_are_the_sum_of_the_needs() -> None:
    assert Needs.variables() == set(ENVIRONMENT)

    needs = Needs(ENVIRONMENT)

    assert needs.table == "business"
    assert needs.inbound_queue_url == "https://queue"
    assert needs.retry_base == timedelta(seconds=30)


@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_or_blank_variable_is_named_at_once(value: str | None) -> None:
    environment = {k: v for k, v in ENVIRONMENT.items() if k != "CARRYOVER_TABLE"}
    if value is not None:
        environment["CARRYOVER_TABLE"] = value

    with pytest.raises(Misconfigured) as error:
        Needs(environment)

    sentence = "CARRYOVER_TABLE is not set: it should hold the name of the business table."
    assert str(error.value) == sentence


@pytest.mark.parametrize("value", ["soon", "-1", "1.5"])
def test_a_value_that_cannot_be_read_is_quoted(value: str) -> None:
    with pytest.raises(Misconfigured, match=f"CARRYOVER_RETRY_BASE_SECONDS is '{value}'"):
        Needs({**ENVIRONMENT, "CARRYOVER_RETRY_BASE_SECONDS": value})


def test_the_stripe_door_knows_a_queue_a_bucket_and_the_name_of_a_secret() -> None:
    assert stripe_webhook.Needs.variables() == {
        "CARRYOVER_INBOUND_QUEUE_URL",
        "CARRYOVER_BUCKET",
        "CARRYOVER_STRIPE_WEBHOOK_SECRETS",
    }
