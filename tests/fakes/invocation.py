"""What Lambda tells a function about one invocation."""

from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.utilities.typing import LambdaContext


def invocation(remaining_ms: int = 30_000) -> LambdaContext:
    """An invocation with some time left; a negative time is over."""

    class Invocation(LambdaContext):
        @staticmethod
        def get_remaining_time_in_millis() -> int:
            return remaining_ms

    made = Invocation()
    made._function_name = "function"
    made._memory_limit_in_mb = 256
    made._invoked_function_arn = "arn:aws:lambda:eu-central-1:0:function:function"
    made._aws_request_id = "request"
    return made


def sqs_record(message: Mapping[str, Any], queue: str = "queue") -> dict[str, Any]:
    """Hand a received message to a function as Lambda's poller does."""
    return {
        "messageId": message["MessageId"],
        "receiptHandle": message["ReceiptHandle"],
        "body": message["Body"],
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "md5OfBody": "",
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-central-1:0:{queue}",
        "awsRegion": "eu-central-1",
    }
