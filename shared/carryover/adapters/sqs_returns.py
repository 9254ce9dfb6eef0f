"""Putting a message back on its queue for a while (``ports.returns.Returns``)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from carryover.adapters.aws import reaching
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient


@dataclass(frozen=True, slots=True)
class SqsReturns:
    """Sets how long a message stays hidden, instead of the queue's whole visibility timeout."""

    client: "SQSClient"
    url: str

    def put_back(self, receipt: str, *, after: timedelta) -> None:
        """Hide it for ``after``; if that fails it comes back when its visibility timeout ends."""
        try:
            with reaching("the queue"):
                self.client.change_message_visibility(
                    QueueUrl=self.url,
                    ReceiptHandle=receipt,
                    VisibilityTimeout=int(after.total_seconds()),
                )
        except (Retryable, ClientError):
            return
