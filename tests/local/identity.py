"""Acting as one of the stack's roles: the emulator enforces the template's policies."""

import boto3

from sandbox.aws.emulator import REGION, credentials
from sandbox.aws.local import LocalAws
from sandbox.aws.stack import Stack


def acting_as(aws: LocalAws, stack: Stack, role: str) -> boto3.Session:
    """A session with exactly the rights of a role of the template."""
    known = credentials()
    owner = boto3.client(
        "sts",
        endpoint_url=aws.emulator.url,
        region_name=REGION,
        aws_access_key_id=known["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=known["AWS_SECRET_ACCESS_KEY"],
    )
    given = owner.assume_role(RoleArn=_arn(aws, stack, role), RoleSessionName="test")["Credentials"]
    return boto3.Session(
        aws_access_key_id=given["AccessKeyId"],
        aws_secret_access_key=given["SecretAccessKey"],
        aws_session_token=given["SessionToken"],
        region_name=REGION,
    )


def _arn(aws: LocalAws, stack: Stack, role: str) -> str:
    found = aws.clients.cloudformation.describe_stack_resource(
        StackName=stack.name, LogicalResourceId=role
    )
    return f"arn:aws:iam::000000000000:role/{found['StackResourceDetail']['PhysicalResourceId']}"
