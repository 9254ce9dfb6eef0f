"""Messages of ours as attributes of an item: readable while they are short, packed when not.

DynamoDB bills every KiB written, and a move carries two specifications of some KiB.
"""

from typing import Final

from carryover.adapters.dynamodb.packing import pack, unpack
from carryover.adapters.dynamodb.table import Row
from carryover.kernel.messages import Message

SHORT: Final = 700
"""Bytes that are kept as they are: with keys and attributes such an item is below 1 KiB."""

BODY: Final = ("body", "packed_with")
"""The attributes a body is read from."""


def written(message: Message) -> Row:
    """Write a message without what goes without saying."""
    text = message.model_dump_json(exclude_defaults=True)
    if len(text) <= SHORT:
        return {"body": text}
    how, packed = pack(text.encode())
    return {"body": packed, "packed_with": how}


def read[Kept: Message](kind: type[Kept], row: Row) -> Kept:
    """Read it back, exactly."""
    body = row["body"]
    if isinstance(body, bytes):
        return kind.model_validate_json(unpack(str(row["packed_with"]), body))
    return kind.model_validate_json(str(body))
