"""The artefacts bucket: bodies and files too large for a message or an item."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from botocore import exceptions

from carryover.adapters.reaching import reaching

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class Absent(Exception):
    """There is no such object."""


class S3Shelf:
    """Keeps whole objects, encrypted by the bucket's default."""

    def __init__(self, client: "Callable[[], S3Client]", bucket: str) -> None:
        """``client`` makes one: the ingress needs none until a body is too large."""
        self.client = client
        self.bucket = bucket

    def put(self, key: str, body: bytes) -> None:
        """Store it. Raises ``Retryable`` when the bucket cannot be reached."""
        with reaching("the artefacts bucket"):
            self.client().put_object(Bucket=self.bucket, Key=key, Body=body)

    def get(self, key: str) -> bytes:
        """Read it back. Raises ``Retryable`` when the bucket cannot be reached, ``Absent`` when it
        has no such object."""
        try:
            with reaching("the artefacts bucket"):
                return self.client().get_object(Bucket=self.bucket, Key=key)["Body"].read()
        except exceptions.ClientError as error:
            if error.response["Error"].get("Code") != "NoSuchKey":
                raise
            raise Absent(key) from error
