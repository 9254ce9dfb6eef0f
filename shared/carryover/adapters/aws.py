"""AWS clients, made on first use and kept while the process is warm.

botocore alone (no boto3 resource): clients take half the time to build, and the ingress pays for it
on every cold start (LOCAL.md, cold start table). Endpoint and region come from AWS's own variables,
so the same code talks to AWS and to the emulator.
"""

from functools import cache
from typing import TYPE_CHECKING, Final, cast

import botocore.session
from botocore.config import Config

from carryover.adapters.reaching import reaching

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sesv2 import SESV2Client
    from mypy_boto3_sqs import SQSClient

__all__ = ["ONCE", "PATIENCE", "dynamodb", "reaching", "s3", "secretsmanager", "sesv2", "sqs"]

PATIENCE: Final = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
)
"""Seconds. Two attempts of at most 4 s and a pause of at most 1 s: a caller learns within 9 s that
a service is down, while Stripe still waits for the answer."""

ONCE: Final = Config(connect_timeout=2, read_timeout=10, retries={"total_max_attempts": 1})
"""For what has no idempotency key: never repeated by the client, and patient, for an answer not
waited for leaves it open whether it was done."""


@cache
def sqs() -> "SQSClient":
    """Reach the queues."""
    return cast("SQSClient", _client("sqs"))


@cache
def dynamodb() -> "DynamoDBClient":
    """Reach the tables."""
    return cast("DynamoDBClient", _client("dynamodb"))


@cache
def s3() -> "S3Client":
    """Reach the artefacts bucket."""
    return cast("S3Client", _client("s3"))


@cache
def secretsmanager() -> "SecretsManagerClient":
    """Reach the secrets."""
    return cast("SecretsManagerClient", _client("secretsmanager"))


@cache
def sesv2() -> "SESV2Client":
    """Reach the post."""
    return cast("SESV2Client", _client("sesv2", ONCE))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _client(service: str, patience: Config = PATIENCE) -> "BaseClient":
    return _session().create_client(service, config=patience)
