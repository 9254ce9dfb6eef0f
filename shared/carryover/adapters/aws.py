"""AWS clients, made on first use and kept while the process is warm, and what their errors mean.

botocore alone (no boto3 resource): clients take half the time to build, and the ingress pays for it
on every cold start (LOCAL.md, cold start table). Endpoint and region come from AWS's own variables,
so the same code talks to AWS and to the emulator.
"""

from collections.abc import Generator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING, Final, cast

import botocore.session
from botocore import exceptions
from botocore.config import Config

from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient

PATIENCE: Final = Config(
    connect_timeout=1,
    read_timeout=3,
    retries={"mode": "standard", "total_max_attempts": 2},
    tcp_keepalive=True,
)
"""Seconds. Two attempts of at most 4 s and a pause of at most 1 s: a caller learns within 9 s that
a service is down, while Stripe still waits for the answer."""

UNREACHABLE: Final = (
    exceptions.ConnectionError,
    exceptions.CredentialRetrievalError,
    exceptions.HTTPClientError,
    exceptions.IncompleteReadError,
    exceptions.NoCredentialsError,
)
"""No answer came, or only half of one."""

WAIT: Final = frozenset(
    {
        "InternalError",
        "InternalServiceError",
        "KmsThrottled",
        "OverLimit",
        "ProvisionedThroughputExceededException",
        "RequestLimitExceeded",
        "RequestThrottled",
        "RequestTimeout",
        "ServiceUnavailable",
        "SlowDown",
        "Throttling",
        "ThrottlingException",
        "TooManyRequestsException",
        "TransactionConflictException",
    }
)
"""AWS asks us to come back later."""

NOT_SET_UP: Final = frozenset(
    {
        "AWS.SimpleQueueService.NonExistentQueue",
        "AccessDenied",
        "AccessDeniedException",
        "DecryptionFailure",
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidClientTokenId",
        "KmsAccessDenied",
        "KmsDisabled",
        "NoSuchBucket",
        "QueueDoesNotExist",
        "ResourceNotFoundException",
        "UnrecognizedClientException",
    }
)
"""A deploy or a permission is missing: once a person has added it, the same message succeeds."""


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


@contextmanager
def reaching(what: str) -> Generator[None]:
    """Turn "cannot now" into ``Retryable``; everything else is a bug and passes as it is."""
    try:
        yield
    except UNREACHABLE as error:
        raise Retryable(f"{what} cannot be reached: {type(error).__name__}") from error
    except exceptions.ClientError as error:
        if not _may_pass(error):
            raise
        raise Retryable(f"{what} refused: {_code(error)}") from error


def _may_pass(error: exceptions.ClientError) -> bool:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    return status >= 500 or _code(error) in WAIT | NOT_SET_UP


def _code(error: exceptions.ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", "unknown"))


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


def _client(service: str) -> "BaseClient":
    return _session().create_client(service, config=PATIENCE)
