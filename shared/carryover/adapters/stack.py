"""The names of a stage's resources, read from its stack's outputs (template.yaml, ``Outputs``).

Whoever may describe the stack needs no configuration of their own, and cannot mix two stages up.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.exceptions import ClientError, NoRegionError

from carryover.adapters.aws import PATIENCE, reaching
from carryover.kernel.errors import NeedsReview

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


def outputs(client: "CloudFormationClient", name: str) -> Mapping[str, str]:
    """Read them. Raises ``NeedsReview`` when there is no such stack, or it does not stand."""
    try:
        with reaching("CloudFormation"):
            stacks = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ValidationError":
            raise
        stacks = []
    found = {
        output["OutputKey"]: output["OutputValue"]
        for stack in stacks
        for output in stack.get("Outputs", [])
    }
    if not found:
        raise NeedsReview(f"stack {name}", f"there is no stack {name} in this account and region")
    return found


def cloudformation() -> "CloudFormationClient":
    """Reach CloudFormation in the caller's own region."""
    session = botocore.session.get_session()
    try:
        return cast(
            "CloudFormationClient", session.create_client("cloudformation", config=PATIENCE)
        )
    except NoRegionError:
        raise NeedsReview(
            "AWS region", "no AWS region is set: export AWS_REGION, or AWS_PROFILE of a profile"
        ) from None
