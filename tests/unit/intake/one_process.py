"""A Lambda process that takes in two deliveries; says what it imported and what it asked of AWS.

Run as a program by ``test_lightness``, because in the tests' own process everything is imported
already. AWS is answered where botocore would open a connection.
"""

import json
import sys
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from botocore.awsrequest import AWSResponse

from carryover.adapters import aws
from functions.stripe_webhook.handler import handler
from tests.unit.adapters.clients import intercept, response
from tests.unit.intake.doorstep import BODY, NEW, http, signed

SECRET = json.dumps({"SecretString": json.dumps({"us": [NEW]})})
LAMBDA: Any = SimpleNamespace(
    function_name="stripe-webhook",
    memory_limit_in_mb=512,
    invoked_function_arn="arn:aws:lambda:eu-west-1:123456789012:function:stripe-webhook",
    aws_request_id="request",
)


def main() -> None:
    asked: list[str] = []

    def answer(request: Any, **_: object) -> AWSResponse:
        asked.append(request.headers["X-Amz-Target"].decode())
        return response(request, 200, SECRET if "secretsmanager" in request.url else "{}")

    for client in (aws.sqs(), aws.secretsmanager()):
        intercept(client, answer)
    header = {"Stripe-Signature": signed(BODY, NEW, datetime.now(UTC))}
    answers = [handler(http(header, BODY.decode()), LAMBDA) for _ in range(2)]
    report = {
        "statuses": [one["statusCode"] for one in answers],
        "asked": asked,
        "modules": sorted({name.partition(".")[0] for name in sys.modules}),
        "clients": aws.s3.cache_info().currsize,
    }
    print(json.dumps(report), file=sys.stderr)


if __name__ == "__main__":
    main()
