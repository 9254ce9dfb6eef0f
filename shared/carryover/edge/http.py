"""API Gateway HTTP API events (payload format 2.0) in, answers out.

The body is handed on as the bytes that were sent: signatures are over bytes, and whoever parses
first has lost them.
"""

from base64 import b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from json import dumps
from typing import Any

type Answer = dict[str, Any]
"""What API Gateway expects back from a Lambda."""


class Unreadable(ValueError):
    """The sender's body does not survive its own transfer encoding."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request."""

    id: str
    """API Gateway's, one per request: log it, and its access log leads here."""
    method: str
    path: Mapping[str, str]
    """The route's parameters."""
    headers: Mapping[str, str]
    """Names in lower case; a header sent twice has its values joined with commas."""
    raw: str
    in_base64: bool

    def body(self) -> bytes:
        """Restore the bytes. Raises ``Unreadable`` when they cannot be."""
        try:
            return b64decode(self.raw, validate=True) if self.in_base64 else self.raw.encode()
        except ValueError as error:
            raise Unreadable("the body is not what its encoding says") from error


def request(event: Mapping[str, Any]) -> Request:
    """Read API Gateway's event."""
    if event.get("version") != "2.0":
        raise ValueError("only an HTTP API with payload format 2.0 may call this Lambda")
    context = event["requestContext"]
    return Request(
        id=context["requestId"],
        method=context["http"]["method"],
        path=event.get("pathParameters") or {},
        headers=_headers(event.get("headers") or {}),
        raw=event.get("body") or "",
        in_base64=bool(event.get("isBase64Encoded")),
    )


def answer(status: HTTPStatus, message: str, **headers: str) -> Answer:
    """Say one sentence in JSON."""
    return {
        "statusCode": int(status),
        "headers": {"content-type": "application/json", **headers},
        "body": dumps({"message": message}),
    }


def _headers(sent: Mapping[str, Any]) -> dict[str, str]:
    """Join what differs only in case, so that a second header cannot hide behind the first."""
    headers: dict[str, str] = {}
    for name, value in sent.items():
        if isinstance(value, str):
            known = headers.get(name.lower())
            headers[name.lower()] = value if known is None else f"{known},{value}"
    return headers
