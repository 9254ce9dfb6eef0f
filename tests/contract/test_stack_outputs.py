"""A stage's resources are found by its stack, or a sentence says why not."""

import os
from typing import Any

import botocore.session
import pytest
from botocore.stub import Stubber

from carryover.adapters import stack
from carryover.kernel.errors import NeedsReview, Retryable


def answering(session: botocore.session.Session, **answer: Any) -> Any:
    client = session.create_client("cloudformation")
    stubber = Stubber(client)
    if "code" in answer:
        stubber.add_client_error("describe_stacks", answer["code"])
    else:
        stubber.add_response("describe_stacks", {"Stacks": [{**STACK, **answer}]})
    stubber.activate()
    return client


STACK = {
    "StackName": "carryover-dev",
    "CreationTime": "2026-11-20T00:00:00Z",
    "StackStatus": "CREATE_COMPLETE",
}


def test_outputs_are_read_by_name(aws: botocore.session.Session) -> None:
    client = answering(aws, Outputs=[{"OutputKey": "Bucket", "OutputValue": "b"}])

    assert stack.outputs(client, "carryover-dev") == {"Bucket": "b"}


def test_an_output_this_version_needs_and_the_stack_lacks_is_named(
    aws: botocore.session.Session,
) -> None:
    client = answering(aws, Outputs=[{"OutputKey": "Bucket", "OutputValue": "b"}])

    with pytest.raises(NeedsReview, match="no output BusinessTable"):
        stack.outputs(client, "carryover-dev")["BusinessTable"]


def test_a_stack_that_is_not_there_is_named(aws: botocore.session.Session) -> None:
    with pytest.raises(NeedsReview, match="there is no stack carryover-dev"):
        stack.outputs(answering(aws, code="ValidationError"), "carryover-dev")


def test_a_stack_that_does_not_stand_yet_is_no_stack(aws: botocore.session.Session) -> None:
    with pytest.raises(NeedsReview):
        stack.outputs(answering(aws), "carryover-dev")


def test_an_aws_that_is_busy_is_asked_again_later(aws: botocore.session.Session) -> None:
    with pytest.raises(Retryable):
        stack.outputs(answering(aws, code="Throttling"), "carryover-dev")


@pytest.mark.parametrize(
    ("environ", "sentence"),
    [
        ({"AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}, "no AWS region"),
        ({"AWS_DEFAULT_REGION": "eu-central-1"}, "no AWS credentials"),
        ({"AWS_PROFILE": "nonesuch"}, "nonesuch"),
    ],
)
def test_missing_settings_are_told_apart(
    monkeypatch: pytest.MonkeyPatch, environ: dict[str, str], sentence: str
) -> None:
    nowhere = {"AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    alone = {**nowhere, "AWS_EC2_METADATA_DISABLED": "true", **environ}
    monkeypatch.setattr(os, "environ", alone)

    with pytest.raises(NeedsReview, match=sentence):
        stack.cloudformation()
