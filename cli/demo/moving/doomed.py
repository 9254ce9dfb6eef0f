"""A worker of the stage that will be killed: ``python -m cli.demo.moving.doomed us/sub_123``.

It is the deployed worker's own code with the stage's own memory, in a process of its own, because
the local AWS does not always survive the killing of one of its own workers.
"""

import sys
from datetime import UTC, datetime, timedelta
from typing import Final

from carryover.adapters import aws, stack
from carryover.adapters.dynamodb.reviews import DynamoReviews
from carryover.adapters.dynamodb.table import Table
from carryover.adapters.s3 import S3Shelf
from carryover.adapters.sqs import SqsOutbox
from carryover.adapters.stripe.accounts import KeySecret
from carryover.kernel.messages import stamped
from carryover.migration.messages import MoveOne, RecreationEnvelope
from carryover.ports.outbox import Queue
from carryover.wiring.stripe_direct import for_workers
from carryover.wiring.subscription_recreation import Mill, Ways, assembled

CLAIM: Final = timedelta(seconds=15)
"""How long its claim outlives it."""


def mill() -> Mill:
    """Put the worker together, from what the stack says of itself."""
    names = stack.outputs(stack.cloudformation(), "carryover-local")
    table = Table(aws.dynamodb(), names["BusinessTable"])
    keys = KeySecret(aws.secretsmanager(), names["StripeKeysName"])
    queue = {Queue.SUBSCRIPTION_RECREATION: names["SubscriptionRecreationQueueUrl"]}
    ways = Ways(
        stripe=for_workers(keys, table, longest=10, on_call=lambda _: None),
        outbox=SqsOutbox(aws.sqs(), queue),
        desk=DynamoReviews(table),
        shelf=S3Shelf(aws.s3, names["Bucket"]),
    )
    return assembled(ways, table, lambda: datetime.now(UTC), claim=CLAIM)


def main(run: str, name: str) -> None:
    """Move one subscription, or die in the attempt."""
    account, _, subscription = name.partition("/")
    task = MoveOne(run=run, account=account, subscription=subscription)
    letter = stamped(task, message_id=f"doomed:{name}", cause="doomed", at=datetime.now(UTC))
    mill().handle(RecreationEnvelope.model_validate_json(letter.model_dump_json()))


if __name__ == "__main__":
    main(*sys.argv[1:])
