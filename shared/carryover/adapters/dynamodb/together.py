"""One item and the sums it counts in, written together or not at all."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from botocore import exceptions

from carryover.adapters.aws import reaching
from carryover.adapters.dynamodb.keys import Key
from carryover.adapters.dynamodb.table import Condition, Refused, Row, Table, typed
from carryover.kernel.errors import Retryable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.type_defs import PutTypeDef, TransactWriteItemTypeDef

CANCELED: Final = "TransactionCanceledException"
MAY_PASS: Final = frozenset(
    {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}
)
"""Reasons of a cancelled transaction that time mends (DynamoDB API Reference, "TransactWriteItems",
CancellationReasons): two writers of one sum, mostly."""


def put_and_add(
    table: Table,
    key: Key,
    row: Row,
    condition: Condition,
    sums: Mapping[Key, tuple[Row, Mapping[str, int]]],
) -> None:
    """Write an item whole, and add to numbers of other items; each is made with its attributes when
    it is not there. Raises ``Refused`` when the condition does not hold."""
    writes = [_put(table, key, row, condition)]
    writes += [_add(table, where, *what) for where, what in sums.items()]
    try:
        with reaching("the table"):
            table.client.transact_write_items(TransactItems=writes)
    except exceptions.ClientError as error:
        raise _meant(error) from error


def _put(table: Table, key: Key, row: Row, condition: Condition) -> "TransactWriteItemTypeDef":
    put: PutTypeDef = {
        "TableName": table.name,
        "Item": typed({"pk": key.pk, "sk": key.sk, **row}),
        "ConditionExpression": condition.expression,
    }
    if condition.values:
        put["ExpressionAttributeValues"] = typed(dict(condition.values))
    return {"Put": put}


def _add(
    table: Table, key: Key, fixed: Row, numbers: Mapping[str, int]
) -> "TransactWriteItemTypeDef":
    names = {f"#{n}": name for n, name in enumerate((*fixed, *numbers))}
    values = {f":{n}": value for n, value in enumerate((*fixed.values(), *numbers.values()))}
    sets = ", ".join(f"#{n} = :{n}" for n in range(len(fixed)))
    adds = ", ".join(f"#{n} :{n}" for n in range(len(fixed), len(names)))
    return {
        "Update": {
            "TableName": table.name,
            "Key": typed({"pk": key.pk, "sk": key.sk}),
            "UpdateExpression": f"SET {sets} ADD {adds}",
            "ExpressionAttributeNames": names,
            "ExpressionAttributeValues": typed(values),
        }
    }


def _meant(error: exceptions.ClientError) -> Exception:
    if error.response["Error"].get("Code") != CANCELED:
        return error
    said = error.response.get("CancellationReasons", [])
    codes = {str(one.get("Code")) for one in said}
    if "ConditionalCheckFailed" in codes:
        return Refused()
    if codes & MAY_PASS:
        return Retryable(f"the table refused: {', '.join(sorted(codes & MAY_PASS))}")
    return error
