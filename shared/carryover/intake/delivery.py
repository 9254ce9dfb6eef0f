"""Writes the ``Envelope[Delivery]`` that the inbound worker reads.

By hand, because building it with pydantic would make every cold start wait; a contract test parses
what is written here with the kernel's own classes.
"""

import json
from base64 import b64encode
from datetime import datetime
from typing import Final
from urllib.parse import quote

from carryover.intake.model import Arrival

MESSAGE_BYTES: Final = (256 - 8) * 1024
"""Larger messages leave their body on the shelf. SQS took 256 KiB for years and takes 1 MiB now
(SQS Developer Guide, "Amazon SQS message quotas"); we stay below the smaller one, with room for the
name and reason that a person's replay adds."""


def carrying(arrival: Arrival, now: datetime) -> str:
    """Put the body into the message. The text is ASCII: characters are bytes, and none is refused
    by SQS."""
    try:
        payload, encoding = arrival.body.decode(), "utf-8"
    except UnicodeDecodeError:
        payload, encoding = b64encode(arrival.body).decode(), "base64"
    return _envelope(arrival, now, {"payload": payload, "encoding": encoding})


def pointing(arrival: Arrival, now: datetime, key: str) -> str:
    """Say only where the body is."""
    return _envelope(arrival, now, {"stored_as": key})


def shelf_key(arrival: Arrival, now: datetime) -> str:
    """Name the object by day, so that old ones are easy to find, and by delivery, so that no two
    meet."""
    return f"deliveries/{now:%Y/%m/%d}/{quote(arrival.id, safe='')}"


def _envelope(arrival: Arrival, now: datetime, content: dict[str, str]) -> str:
    body = {"kind": arrival.kind, "account": arrival.account, "source": "webhook", **content}
    papers = {"v": 1, "id": arrival.id, "cause": arrival.id, "occurred_at": now.isoformat()}
    return json.dumps({**papers, "body": body}, separators=(",", ":"))
