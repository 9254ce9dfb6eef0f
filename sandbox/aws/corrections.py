"""Where the emulator reads a template otherwise than AWS does, set right after the deployment.

The template stays as AWS wants it; each correction goes when the emulator has learned it.
"""

import json
from typing import Any

from sandbox.aws.clients import Clients

BATCHED = ("sqs:SendMessage", "sqs:DeleteMessage", "sqs:ChangeMessageVisibility")


def correct(clients: Clients, stack: str) -> None:
    """Make the stack behave as it would on AWS."""
    count_workers_in_numbers(clients)
    let_permissions_cover_batches(clients, stack)


def count_workers_in_numbers(clients: Clients) -> None:
    """A parameter of type Number arrives as text, and the poller cannot compare it."""
    functions = clients.functions
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        workers = int(mapping["ScalingConfig"]["MaximumConcurrency"])
        functions.update_event_source_mapping(
            UUID=mapping["UUID"], ScalingConfig={"MaximumConcurrency": workers}
        )


def let_permissions_cover_batches(clients: Clients, stack: str) -> None:
    """On AWS a permission to send covers sending in batches, and cannot be given by its own name
    (SQS Developer Guide, "Amazon SQS batch actions"); the emulator wants the name.
    """
    iam: Any = clients.session.client("iam", endpoint_url=clients.url)
    for role in _roles(clients, stack):
        for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            policy = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
            for statement in policy["Statement"]:
                statement["Action"] = _with_batches(statement["Action"])
            iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))


def _roles(clients: Clients, stack: str) -> list[str]:
    resources = clients.cloudformation.describe_stack_resources(StackName=stack)["StackResources"]
    return [
        resource["PhysicalResourceId"]
        for resource in resources
        if resource["ResourceType"] == "AWS::IAM::Role"
    ]


def _with_batches(allowed: str | list[str]) -> list[str]:
    actions = [allowed] if isinstance(allowed, str) else allowed
    return actions + [f"{action}Batch" for action in actions if action in BATCHED]
