"""From when to when: ``startAt`` and ``endAt`` of lists."""

from datetime import UTC, datetime, timedelta

from sandbox.ground.clockwork import Seconds
from sandbox.highlevel.core.errors import invalid
from sandbox.highlevel.http.endpoints import Call


def within(call: Call, at: Seconds) -> bool:
    """Tell whether an instant is inside what was asked for. Days are whole ones in UTC, both
    included [U]; the examples show days only [S], and instants are taken as they are [U]."""
    first, last = call.query.get("startAt"), call.query.get("endAt")
    if first and at < _read(first, "startAt"):
        return False
    if not last:
        return True
    end = _read(last, "endAt")
    return at < end + 86_400 if _is_day(last) else at <= end


def _is_day(text: str) -> bool:
    return len(text) == len("2024-02-01")


def _read(text: str, name: str) -> Seconds:
    try:
        read = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise invalid(f"{name} must be a valid ISO 8601 date string") from wrong
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return (aware - datetime.fromtimestamp(0, UTC)) // timedelta(seconds=1)
