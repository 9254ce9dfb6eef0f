"""boto3 clients of the local AWS, each made on first use."""

from functools import cached_property
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

from sandbox.aws.emulator import credentials

if TYPE_CHECKING:
    from mypy_boto3_cloudformation import CloudFormationClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_lambda import LambdaClient
    from mypy_boto3_logs import CloudWatchLogsClient
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_sqs import SQSClient


class Clients:
    """The owner's view of the local account."""

    def __init__(self, url: str) -> None:
        known = credentials()
        self.url = url
        self.session = boto3.Session(
            aws_access_key_id=known["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=known["AWS_SECRET_ACCESS_KEY"],
            region_name=known["AWS_DEFAULT_REGION"],
        )
        # A cold start may hold a synchronous call for a while.
        self._config = Config(read_timeout=120, retries={"max_attempts": 2, "mode": "standard"})

    @cached_property
    def cloudformation(self) -> "CloudFormationClient":
        """Stacks."""
        return self.session.client("cloudformation", endpoint_url=self.url, config=self._config)

    @cached_property
    def dynamodb(self) -> "DynamoDBClient":
        """Tables."""
        return self.session.client("dynamodb", endpoint_url=self.url, config=self._config)

    @cached_property
    def functions(self) -> "LambdaClient":
        """Lambda functions."""
        return self.session.client("lambda", endpoint_url=self.url, config=self._config)

    @cached_property
    def logs(self) -> "CloudWatchLogsClient":
        """Log groups."""
        return self.session.client("logs", endpoint_url=self.url, config=self._config)

    @cached_property
    def s3(self) -> "S3Client":
        """Buckets."""
        return self.session.client("s3", endpoint_url=self.url, config=self._config)

    @cached_property
    def secrets(self) -> "SecretsManagerClient":
        """Secrets."""
        return self.session.client("secretsmanager", endpoint_url=self.url, config=self._config)

    @cached_property
    def sqs(self) -> "SQSClient":
        """Queues."""
        return self.session.client("sqs", endpoint_url=self.url, config=self._config)
