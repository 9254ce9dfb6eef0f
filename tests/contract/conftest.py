"""Adapters against AWS as moto imitates it, in process."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

import botocore.session
import pytest
from moto import mock_aws

from carryover.adapters.dynamodb.table import Table

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import (
        GlobalSecondaryIndexUnionTypeDef,
        KeySchemaElementTypeDef,
    )


@pytest.fixture
def aws(monkeypatch: pytest.MonkeyPatch) -> Iterator[botocore.session.Session]:
    """An empty AWS account."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-central-1")
    with mock_aws():
        yield botocore.session.get_session()


@pytest.fixture
def table(aws: botocore.session.Session) -> Table:
    """The business table, empty."""
    client = cast("DynamoDBClient", aws.create_client("dynamodb"))
    attributes = ("pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk")
    client.create_table(
        TableName="business",
        BillingMode="PAY_PER_REQUEST",
        KeySchema=_keys("pk", "sk"),
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in attributes],
        GlobalSecondaryIndexes=[
            _index("by-customer", "gsi1pk", "gsi1sk"),
            _index("by-created", "gsi2pk", "gsi2sk"),
        ],
    )
    return Table(client, "business")


def _keys(pk: str, sk: str) -> "list[KeySchemaElementTypeDef]":
    return [
        {"AttributeName": pk, "KeyType": "HASH"},
        {"AttributeName": sk, "KeyType": "RANGE"},
    ]


def _index(name: str, pk: str, sk: str) -> "GlobalSecondaryIndexUnionTypeDef":
    return {
        "IndexName": name,
        "KeySchema": _keys(pk, sk),
        "Projection": {"ProjectionType": "KEYS_ONLY"},
    }
