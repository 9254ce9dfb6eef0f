"""What AWS says, in our words: wait, or it is a bug. Nothing else passes for a wait."""

import json

import pytest
from botocore.exceptions import (
    ClientError,
    ConnectTimeoutError,
    EndpointConnectionError,
    ReadTimeoutError,
)

from carryover.adapters.sqs import InboundQueue
from carryover.kernel.errors import Retryable
from tests.unit.adapters.clients import Answers

URL = "https://sqs.eu-west-1.amazonaws.com/123456789012/inbound"


def refusal(status: int, code: str) -> tuple[int, str]:
    return status, json.dumps({"__type": f"com.amazonaws.sqs#{code}", "message": "no"})


@pytest.mark.parametrize(
    "trouble",
    [
        ConnectTimeoutError(endpoint_url=URL),
        ReadTimeoutError(endpoint_url=URL),
        EndpointConnectionError(endpoint_url=URL),
        refusal(500, "InternalError"),
        refusal(503, "ServiceUnavailable"),
        refusal(500, "SomethingNobodyHasSeenYet"),
        refusal(400, "RequestThrottled"),
        refusal(400, "KmsThrottled"),
        refusal(400, "QueueDoesNotExist"),
        refusal(403, "AccessDeniedException"),
    ],
    ids=str,
)
def test_what_may_pass_by_itself_or_by_a_deploy_is_tried_again(
    trouble: tuple[int, str] | Exception,
) -> None:
    queue = InboundQueue(Answers("sqs", trouble).client, URL)

    with pytest.raises(Retryable, match="the inbound queue"):
        queue.put("{}")


@pytest.mark.parametrize("code", ["InvalidMessageContents", "InvalidParameterValue", "Unheard"])
def test_a_message_that_is_wrong_in_itself_is_a_bug(code: str) -> None:
    queue = InboundQueue(Answers("sqs", refusal(400, code)).client, URL)

    with pytest.raises(ClientError):
        queue.put("{}")


def test_a_delivery_costs_one_request() -> None:
    answers = Answers("sqs", (200, "{}"))

    InboundQueue(answers.client, URL).put("hello")

    assert [json.loads(r.body)["MessageBody"] for r in answers.requests] == ["hello"]
