"""A DynamoDB table in plain Python values: what every store here is written with.

botocore's own client, no boto3 ``resource`` (LOCAL.md: half the cold start). Numbers are integers,
for nothing we keep is a fraction.
"""

from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import batched
from typing import TYPE_CHECKING, Any, Final

from botocore import exceptions

from carryover.adapters.aws import reaching
from carryover.adapters.dynamodb.keys import Key
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_dynamodb.type_defs import AttributeValueTypeDef, WriteRequestTypeDef

type Value = str | int | bool | bytes
type Row = dict[str, Value]

BATCH: Final = 100
"""Items per BatchGetItem (DynamoDB API Reference)."""

WRITE_BATCH: Final = 25
"""Items per BatchWriteItem (DynamoDB API Reference)."""


class Refused(Exception):
    """The condition of a write did not hold: the item is not as we believed."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be true of the item for a write to happen."""

    expression: str
    values: Mapping[str, Value] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)


IS_NEW: Final = Condition("attribute_not_exists(pk)")


def unchanged(version: int) -> Condition:
    """The item is still the one we read."""
    return Condition("version = :version", {":version": version})


@dataclass(frozen=True, slots=True)
class Range:
    """A stretch of a partition, in a table or an index; both ends included."""

    partition: str
    first: str = " "
    last: str = "\U0010ffff"
    index: str = ""
    newest_first: bool = False

    @property
    def attributes(self) -> tuple[str, str]:
        """Name the key attributes of the table or the index."""
        return {"by-customer": ("gsi1pk", "gsi1sk"), "by-created": ("gsi2pk", "gsi2sk")}.get(
            self.index, ("pk", "sk")
        )


@dataclass(frozen=True, slots=True)
class Table:
    """One table. Raises ``Retryable`` when it cannot be reached."""

    client: "DynamoDBClient"
    name: str

    def get(self, key: Key) -> Row | None:
        """Read one item, as it was last written."""
        with reaching("the table"):
            answer = self.client.get_item(
                TableName=self.name, Key=_typed_key(key), ConsistentRead=True
            )
        item = answer.get("Item")
        return None if item is None else plain(item)

    def put(self, key: Key, row: Mapping[str, Value], condition: Condition | None = None) -> None:
        """Write one item whole. Raises ``Refused`` when the condition does not hold."""
        with _conditional():
            self.client.put_item(
                TableName=self.name, Item=_typed_item(key, row), **_clause(condition)
            )

    def replace(self, key: Key, row: Mapping[str, Value], condition: Condition) -> Row | None:
        """Write one item whole, and answer what it was before. Raises ``Refused`` as ``put``."""
        with _conditional():
            answer = self.client.put_item(
                TableName=self.name,
                Item=_typed_item(key, row),
                ReturnValues="ALL_OLD",
                **_clause(condition),
            )
        before = answer.get("Attributes")
        return plain(before) if before else None

    def put_many(self, rows: Mapping[Key, Mapping[str, Value]]) -> list[Key]:
        """Write up to 25 items whole, unconditionally; answer those the table did not take."""
        puts: list[WriteRequestTypeDef] = [
            {"PutRequest": {"Item": _typed_item(key, row)}} for key, row in rows.items()
        ]
        with reaching("the table"):
            answer = self.client.batch_write_item(RequestItems={self.name: puts})
        left = answer.get("UnprocessedItems", {}).get(self.name, [])
        places = [plain(request["PutRequest"]["Item"]) for request in left]
        return [Key(str(place["pk"]), str(place["sk"])) for place in places]

    def update(self, key: Key, row: Mapping[str, Value], condition: Condition) -> None:
        """Set some attributes of an item. Raises ``Refused`` when the condition does not hold."""
        names = {f"#{n}": name for n, name in enumerate(row)}
        values = {f":{n}": value for n, value in enumerate(row.values())}
        sets = ", ".join(f"#{n} = :{n}" for n in range(len(row)))
        known = {**values, **condition.values}, {**names, **condition.names}
        self.reckon(key, f"SET {sets}", Condition(condition.expression, *known))

    def reckon(self, key: Key, change: str, condition: Condition) -> Row:
        """Change an item by what it holds (``SET next_at = next_at + :span``), and answer what it
        is then. Raises ``Refused`` when the condition does not hold."""
        with _conditional():
            answer = self.client.update_item(
                TableName=self.name,
                Key=_typed_key(key),
                UpdateExpression=change,
                ReturnValues="ALL_NEW",
                **_clause(condition),
            )
        return plain(answer["Attributes"])

    def query(
        self, within: Range, only: Sequence[str] = (), *, page_size: int | None = None
    ) -> Iterator[Row]:
        """Go through a stretch in key order; ``only`` names the attributes wanted beside the keys.
        A ``page_size`` spares whoever wants only the first few from paying for a whole page."""
        pk, sk = within.attributes
        # Naming an attribute twice is a ValidationException (API_Query, ProjectionExpression).
        wanted = dict.fromkeys((pk, sk, *only))
        names = {f"#{n}": name for n, name in enumerate(wanted)}
        request: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": "#0 = :pk AND #1 BETWEEN :first AND :last",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": typed(
                {":pk": within.partition, ":first": within.first, ":last": within.last}
            ),
            "ScanIndexForward": not within.newest_first,
            **({"IndexName": within.index} if within.index else {"ConsistentRead": True}),
            **({"ProjectionExpression": ", ".join(names)} if only else {}),
            **({"PaginationConfig": {"PageSize": page_size}} if page_size else {}),
        }
        pages = self.client.get_paginator("query").paginate(**request)
        with reaching("the table"):
            for page in pages:
                yield from map(plain, page["Items"])

    def batch(self, keys: Iterable[Key], only: Sequence[str]) -> list[Row]:
        """Read many items; absent ones are absent from the answer, in no order."""
        rows: list[Row] = []
        for some in batched(dict.fromkeys(keys), BATCH, strict=False):
            rows.extend(self._batch(some, only))
        return rows

    def _batch(self, keys: Sequence[Key], only: Sequence[str]) -> Iterator[Row]:
        names = {f"#{n}": name for n, name in enumerate(("pk", "sk", *only))}
        with reaching("the table"):
            answer = self.client.batch_get_item(
                RequestItems={
                    self.name: {
                        "Keys": [_typed_key(key) for key in keys],
                        "ConsistentRead": True,
                        "ProjectionExpression": ", ".join(names),
                        "ExpressionAttributeNames": names,
                    }
                }
            )
        if answer.get("UnprocessedKeys"):
            raise Retryable("the table answered only part of a batch")
        return map(plain, answer["Responses"].get(self.name, []))


def typed(row: Mapping[str, Value]) -> "dict[str, AttributeValueTypeDef]":
    """Say each value's type, as DynamoDB wants it."""
    return {name: _typed(value) for name, value in row.items()}


def plain(item: "Mapping[str, AttributeValueTypeDef]") -> Row:
    """Read values back."""
    return {name: _plain(value) for name, value in item.items()}


def _typed(value: Value) -> "AttributeValueTypeDef":
    match value:
        case bool():
            return {"BOOL": value}
        case int():
            return {"N": str(value)}
        case bytes():
            return {"B": value}
        case str():
            return {"S": value}


def _plain(value: "AttributeValueTypeDef") -> Value:
    match value:
        case {"N": str(number)}:
            return int(number)
        case {"S": str() as content} | {"BOOL": bool() as content} | {"B": bytes() as content}:
            return content
        case _:
            raise TypeError(f"nothing of ours is kept as {', '.join(value)}")


def _typed_key(key: Key) -> "dict[str, AttributeValueTypeDef]":
    return typed({"pk": key.pk, "sk": key.sk})


def _typed_item(key: Key, row: Mapping[str, Value]) -> "dict[str, AttributeValueTypeDef]":
    return {**_typed_key(key), **typed(row)}


def _clause(condition: Condition | None) -> dict[str, Any]:
    if condition is None:
        return {}
    clause: dict[str, Any] = {"ConditionExpression": condition.expression}
    if condition.values:
        clause["ExpressionAttributeValues"] = typed(condition.values)
    if condition.names:
        clause["ExpressionAttributeNames"] = dict(condition.names)
    return clause


@contextmanager
def _conditional() -> Generator[None]:
    try:
        with reaching("the table"):
            yield
    except exceptions.ClientError as error:
        if error.response["Error"].get("Code") != "ConditionalCheckFailedException":
            raise
        raise Refused from error
