import json
from collections.abc import Callable, Iterator

import pytest

from sandbox.aws.local import LocalAws
from tests.local.conftest import StartRuntime
from tests.local.golden import SECRETS, delivered_now, delivery


@pytest.fixture
def queue(aws: LocalAws) -> Iterator[str]:
    """A queue that nobody else reads."""
    url = aws.clients.sqs.create_queue(QueueName="read-by-the-test-alone")["QueueUrl"]
    yield url
    aws.clients.sqs.delete_queue(QueueUrl=url)


@pytest.fixture
def environment(aws: LocalAws, told: Callable[[str], dict[str, str]], queue: str) -> dict[str, str]:
    """What the deployed ingress is told, except for the queue it writes to."""
    aws.keep_secret("golden/stripe-webhook-secrets", SECRETS)
    return {
        **told("StripeWebhook"),
        "CARRYOVER_STRIPE_WEBHOOK_SECRETS": "golden/stripe-webhook-secrets",
        "CARRYOVER_INBOUND_QUEUE_URL": queue,
    }


@pytest.mark.parametrize("name", ["accepted", "base64", "thin"])
def test_the_ingress_answers_200_when_the_queue_has_the_delivery(
    name: str, aws: LocalAws, queue: str, environment: dict[str, str], runtime: StartRuntime
) -> None:
    answer = runtime("stripe_webhook", environment).invoke(delivered_now(name))

    assert answer["statusCode"] == 200
    (message,) = aws.clients.sqs.receive_message(QueueUrl=queue)["Messages"]
    assert json.loads(message["Body"])["body"]["account"] == "us"


@pytest.mark.parametrize(("name", "status"), [("forged", 400), ("unknown_account", 404)])
def test_the_ingress_refuses_what_it_does_not_believe_and_writes_nothing(
    name: str,
    status: int,
    aws: LocalAws,
    queue: str,
    environment: dict[str, str],
    runtime: StartRuntime,
) -> None:
    answer = runtime("stripe_webhook", environment).invoke(delivery(name))

    assert answer["statusCode"] == status
    assert "Messages" not in aws.clients.sqs.receive_message(QueueUrl=queue)


def test_a_missing_setting_is_named_in_the_log(
    environment: dict[str, str], runtime: StartRuntime
) -> None:
    del environment["CARRYOVER_INBOUND_QUEUE_URL"]
    ingress = runtime("stripe_webhook", environment)

    answer = ingress.invoke(delivered_now("accepted"))

    assert answer["errorType"] == "Misconfigured"
    assert "CARRYOVER_INBOUND_QUEUE_URL is not set" in answer["errorMessage"]
