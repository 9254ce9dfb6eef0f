"""Clients that answer what a test tells them to, without a network."""

from collections.abc import Callable
from typing import Any

import botocore.session
from botocore.awsrequest import AWSResponse
from botocore.compat import HTTPHeaders
from botocore.config import Config


class Answers:
    """Hands out a client whose every request is answered from a list, and counts the requests."""

    def __init__(self, service: str, *answers: tuple[int, str] | Exception) -> None:
        self.answers = list(answers)
        self.requests: list[Any] = []
        session = botocore.session.get_session()
        session.set_credentials("key", "secret")
        self.client: Any = session.create_client(
            service,
            region_name="eu-west-1",
            config=Config(retries={"mode": "standard", "total_max_attempts": 1}),
        )
        intercept(self.client, self._answer)

    def _answer(self, request: Any, **_: object) -> AWSResponse:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        status, body = answer
        return response(request, status, body)


def intercept(client: Any, answer: Callable[..., AWSResponse]) -> None:
    """Have a client's requests answered here instead of being sent."""
    client.meta.events.register("before-send", answer)


def response(request: Any, status: int, body: str) -> AWSResponse:
    """Write what AWS would."""
    return AWSResponse(request.url, status, HTTPHeaders(), Raw(body))


class Raw:
    """The little of urllib3 that botocore reads."""

    def __init__(self, body: str) -> None:
        self.body = body.encode()

    def stream(self) -> list[bytes]:
        return [self.body]
