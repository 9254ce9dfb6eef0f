"""A stretch of a list: ``limit`` and ``offset``."""

from collections.abc import Sequence

from sandbox.highlevel.core.errors import invalid
from sandbox.highlevel.core.records import Location
from sandbox.highlevel.http.endpoints import Call, needed

LARGEST = 100
"""How many at most: the specification names no limit, and we hold to what is in use [U]."""
OF_LOCATION = frozenset({"altId", "altType", "locationId"})


def stretch[Item](call: Call, items: Sequence[Item]) -> Sequence[Item]:
    """Cut out what was asked for: 10 from the beginning, unless said otherwise [S]."""
    limit, offset = _number(call, "limit", 10), _number(call, "offset", 0)
    if not 1 <= limit <= LARGEST:
        raise invalid(f"limit must be from 1 to {LARGEST}")
    return items[offset : offset + limit]


def location_of(call: Call) -> Location:
    """Read whose list is wanted: ``altId``, with ``altType=location`` [S]."""
    (key,) = needed(call, "altId")
    if call.query.get("altType", "location") != "location":
        raise invalid("altType must be one of the following values: location")
    return call.at(key)


def _number(call: Call, name: str, otherwise: int) -> int:
    said = call.query.get(name, str(otherwise))
    if not said.isdecimal():
        raise invalid(f"{name} must be a number string")
    return int(said)
