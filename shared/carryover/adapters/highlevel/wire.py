"""One request and what becomes of it on the way: did it arrive, may it have happened?

HighLevel has no idempotency keys (CONTRACTS.md §2.2), so a request that certainly never left and
one whose answer was lost are two different things: only the second leaves a doubt.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import requests
from urllib3.exceptions import NewConnectionError

from carryover.kernel.errors import Retryable
from carryover.ports.highlevel import Unanswered

type Json = Mapping[str, Any]

PATIENCE: Final = (2.0, 10.0)
"""Seconds to connect, and between two bytes."""

BREATH: Final = timedelta(seconds=10)
"""How long to wait after a 429: the length of HighLevel's burst window (CONTRACTS.md §2.2)."""

LONGEST: Final = 300
"""Characters of a refusal that are shown to a person."""

VERSIONS: Final[Mapping[str, str]] = {"conversations": "2021-04-15"}
"""The ``Version`` header by the first part of the path; one per endpoint, because shapes differ
(CONTRACTS.md §2.1)."""

VERSION: Final = "2021-07-28"


def version(path: str) -> str:
    """Name the version this code reads and writes at an endpoint."""
    return VERSIONS.get(path.partition("/")[0], VERSION)


def sent(send: Callable[[], requests.Response]) -> requests.Response:
    """Send it. Raises ``Unanswered`` when it may have arrived, ``Retryable`` when it did not."""
    try:
        return send()
    except requests.RequestException as error:
        told = f"HighLevel cannot be reached: {type(error).__name__}"
        # What it says may quote the URL with somebody's address: it is left out, and its cause.
        failure = Retryable(told) if _never_left(error) else Unanswered(told)
    raise failure


def turned_away(answer: requests.Response) -> Retryable | None:
    """Say whether HighLevel did not even look at it: too many requests."""
    if answer.status_code != requests.codes.too_many_requests:
        return None
    return Retryable("HighLevel turns us away: too many requests", after=BREATH)


def read(answer: requests.Response) -> Json:
    """Open an answer. Amounts stay exact: they are not made into binary fractions."""
    if not answer.content:
        return {}
    try:
        document = answer.json(parse_float=Decimal)
    except requests.JSONDecodeError as error:
        raise Unanswered("HighLevel's answer is not JSON") from error
    if not isinstance(document, dict):
        raise Unanswered("HighLevel's answer is not a JSON object")
    return document


def told(answer: requests.Response) -> str:
    """Quote a refusal: ``message`` is a text or a list of them (CONTRACTS.md §2.2)."""
    try:
        said = answer.json()
        message = said.get("message", "")
    except (requests.JSONDecodeError, AttributeError):
        return f"status {answer.status_code}"
    lines = message if isinstance(message, list) else [message]
    text = "; ".join(str(line) for line in lines if line)[:LONGEST]
    trace = f" (trace {said['traceId']})" if said.get("traceId") else ""
    return f"{text or f'status {answer.status_code}'}{trace}"


def _never_left(error: requests.RequestException) -> bool:
    if isinstance(error, requests.ConnectTimeout):
        return True
    inner = error.args[0] if error.args else None
    return isinstance(getattr(inner, "reason", None), NewConnectionError)
