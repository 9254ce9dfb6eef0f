"""The names of a stage's resources, read from its stack's outputs (template.yaml, ``Outputs``).

Whoever may describe the stack needs no configuration of their own, and cannot mix two stages up.
"""

from typing import TYPE_CHECKING, cast

import botocore.session
from botocore.exceptions import (
    ClientError,
    NoRegionError,
    PartialCredentialsError,
    ProfileNotFound,
)

from carryover.adapters.aws import PATIENCE, reaching
from carryover.kernel.errors import NeedsReview

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient


class Outputs(dict[str, str]):
    """A stack's outputs by name."""

    def __missing__(self, name: str) -> str:
        """Say what a stack of another version lacks."""
        raise NeedsReview("stack outputs", f"the stack has no output {name}: deploy this version")


def outputs(client: "CloudFormationClient", name: str) -> Outputs:
    """Read them. Raises ``NeedsReview`` when there is no such stack, or it does not stand."""
    try:
        with reaching("CloudFormation"):
            stacks = client.describe_stacks(StackName=name)["Stacks"]
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") != "ValidationError":
            raise
        stacks = []
    found = Outputs(
        (output["OutputKey"], output["OutputValue"])
        for stack in stacks
        for output in stack.get("Outputs", [])
    )
    if not found:
        raise NeedsReview(f"stack {name}", f"there is no stack {name} in this account and region")
    return found


def cloudformation() -> "CloudFormationClient":
    """Reach CloudFormation as whoever runs this process, told apart from "it is down"."""
    session = botocore.session.get_session()
    try:
        if session.get_credentials() is None:
            raise NeedsReview("AWS credentials", "no AWS credentials are set: export AWS_PROFILE")
        client = session.create_client("cloudformation", config=PATIENCE)
    except NoRegionError:
        sentence = "no AWS region is set: export AWS_DEFAULT_REGION, or the AWS_PROFILE of one"
        raise NeedsReview("AWS region", sentence) from None
    except (ProfileNotFound, PartialCredentialsError) as error:
        raise NeedsReview("AWS credentials", str(error)) from None
    return cast("CloudFormationClient", client)
