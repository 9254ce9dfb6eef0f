"""What AWS's errors mean for a message, in two tables; whatever is not in them is a bug.

Apart from the clients because it is light: the ingress imports this at once and botocore's session,
two thirds of its cold start, with the first delivery.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

from botocore import exceptions

from carryover.kernel.errors import Retryable

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
