"""The way into a local provider of this process: ``requests``, without a network in between.

    session = requests.Session()
    session.mount("https://api.kajabi.com", Inside(sandbox))

For simulations, where thousands of requests are asked and nothing is learnt from sockets. Letters
are handed out by ``sandbox.sorter.take()``.
"""

from collections.abc import Mapping
from email.utils import formatdate
from io import BytesIO
from urllib.parse import unquote, urlsplit

import requests
from requests.adapters import BaseAdapter

from sandbox.ground.accidents import Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.provider import Provider


class Inside(BaseAdapter):
    """Hands requests to a desk; ordered accidents strike as on the wire, but nobody waits."""

    def __init__(self, provider: Provider) -> None:
        super().__init__()
        self.provider = provider

    def send(
        self,
        request: requests.PreparedRequest,
        stream: bool = False,  # noqa: FBT001, FBT002
        timeout: float | tuple[float, float] | tuple[float, None] | None = None,
        verify: bool | str = True,  # noqa: FBT001, FBT002
        cert: bytes | str | tuple[bytes | str, bytes | str] | None = None,
        proxies: Mapping[str, str] | None = None,
    ) -> requests.Response:
        """Ask, and answer as the wire would."""
        del stream, timeout, verify, cert, proxies
        return self._answered(request, self._reply(_incoming(request)))

    def close(self) -> None:
        """There is nothing to close."""

    def _reply(self, asked: Incoming) -> Reply:
        outage = self.provider.outage()
        if outage and outage.unreachable:
            raise requests.ConnectionError("The connection broke.")
        if limited := self.provider.turned_away(asked):
            return limited
        fault = self.provider.faults.take(asked.method, asked.path)
        if fault is None or fault.kind is Kind.SLOW:
            return self.provider.answer(asked)
        if fault.after_effect:
            self.provider.answer(asked)
        if told := self.provider.says(fault.kind):
            return told
        broken = requests.ReadTimeout if fault.kind is Kind.TIMEOUT else requests.ConnectionError
        raise broken("The connection broke.")

    def _answered(self, request: requests.PreparedRequest, reply: Reply) -> requests.Response:
        response = requests.Response()
        response.status_code = reply.status
        response.raw = BytesIO(reply.written())
        response.url = str(request.url)
        response.request = request
        response.encoding = "utf-8"
        date = formatdate(self.provider.world.now, usegmt=True)
        response.headers.update({"content-type": reply.media, "date": date, **reply.headers})
        return response


def _incoming(request: requests.PreparedRequest) -> Incoming:
    place, body = urlsplit(str(request.url)), request.body or b""
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    return Incoming(
        str(request.method),
        unquote(place.path),
        place.query,
        body.encode() if isinstance(body, str) else bytes(body),
        headers,
        f"{place.scheme}://{place.netloc}",
    )
