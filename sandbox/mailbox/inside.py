"""The way into a local mailbox of this process: boto3, without a network in between.

    client = boto3.client("sesv2", …)
    put_inside(client, mailbox)

botocore lets a handler of its event ``before-send`` give the answer itself (its guide, "Extending
boto3"). What is ordered to go wrong goes wrong as on the wire, but nobody waits for it; botocore
tries again by itself, as ever.
"""

from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from sandbox.ground.accidents import Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.mailbox.mailbox import Mailbox


def put_inside(client: Any, mailbox: Mailbox) -> None:  # noqa: ANN401 - stubs hide ``meta.events``
    """Have a client's requests answered by a mailbox."""

    def answered(request: AWSPreparedRequest, **_: object) -> AWSResponse:
        return _answered(mailbox, request)

    client.meta.events.register("before-send.sesv2", answered)


def _answered(mailbox: Mailbox, request: AWSPreparedRequest) -> AWSResponse:
    url = str(request.url)
    reply = _reply(mailbox, _incoming(request), url)
    raw = _Raw(reply.written())
    headers = HTTPHeaders.from_dict({**reply.headers, "content-type": reply.media})
    return AWSResponse(url, reply.status, headers, raw)


def _reply(mailbox: Mailbox, asked: Incoming, url: str) -> Reply:
    outage = mailbox.outage()
    if outage and outage.unreachable:
        raise ConnectionClosedError(endpoint_url=url)
    fault = mailbox.faults.take(asked.method, asked.path)
    if fault is None or fault.kind is Kind.SLOW:
        return mailbox.answer(asked)
    if fault.after_effect:
        mailbox.answer(asked)
    if told := mailbox.says(fault.kind):
        return told
    broken = ReadTimeoutError if fault.kind is Kind.TIMEOUT else ConnectionClosedError
    raise broken(endpoint_url=url)


def _incoming(request: AWSPreparedRequest) -> Incoming:
    place, body = urlsplit(str(request.url)), request.body
    said = body.encode() if isinstance(body, str) else body if isinstance(body, bytes) else b""
    return Incoming(str(request.method), place.path, place.query, said)


class _Raw(BytesIO):
    """A body botocore can read in pieces, as it does from a socket."""

    def stream(self, amount: int = 1_024) -> Any:  # noqa: ANN401 - urllib3's own shape
        """Give it in pieces."""
        while piece := self.read(amount):
            yield piece
