"""Requests off the wire and answers onto it, with the accidents that were ordered."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.provider import Provider

METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]
GONE = 499
"""Never seen by a client: its connection is broken."""

type Breaker = Callable[[tuple[str, int]], None]
"""Breaks the connection of a client, known by its address."""


class Wire:
    """Answers everything that is not under /_sandbox."""

    def __init__(self, provider: Provider, breaker: Breaker, dispatch: Callable[[], None]) -> None:
        self.provider = provider
        self.breaker = breaker
        self.dispatch = dispatch

    def routes(self) -> list[Route]:
        """List the paths: one, since a provider has its own table of endpoints."""
        return [Route("/{path:path}", self.answer, methods=METHODS)]

    async def answer(self, request: Request) -> Response:
        """Answer one request, unless there are too many or an accident is ordered for it."""
        asked = await _read(request)
        outage = self.provider.outage()
        if outage and outage.unreachable:
            return self._broken(request)
        if limited := self.provider.turned_away(asked):
            return self._wire(limited)
        fault = self.provider.faults.take(asked.method, asked.path)
        if fault is None:
            return self._wire(self._work(asked))
        return await self._suffer(fault, asked, request)

    def _work(self, asked: Incoming) -> Reply:
        reply = self.provider.answer(asked)
        self.dispatch()
        return reply

    async def _suffer(self, fault: Fault, asked: Incoming, request: Request) -> Response:
        if fault.kind in {Kind.SLOW, Kind.TIMEOUT} and not fault.after_effect:
            await asyncio.sleep(fault.seconds)
        if fault.kind is Kind.SLOW:
            return self._wire(self._work(asked))
        if fault.after_effect:
            self._work(asked)
        if told := self.provider.says(fault.kind):
            return self._wire(told)
        if fault.after_effect and fault.kind is Kind.TIMEOUT:
            await asyncio.sleep(fault.seconds)
        return self._broken(request)

    def _broken(self, request: Request) -> Response:
        if request.client:
            self.breaker((request.client.host, request.client.port))
        return Response(status_code=GONE)

    def _wire(self, reply: Reply) -> Response:
        """Date the answer with the sandbox's clock: readers compare objects with it."""
        date = formatdate(self.provider.world.now, usegmt=True)
        headers = {**reply.headers, "date": date, "content-type": reply.media}
        return Response(reply.written(), reply.status, headers)


async def _read(request: Request) -> Incoming:
    return Incoming(
        request.method,
        request.url.path,
        request.url.query,
        await request.body(),
        dict(request.headers),
        f"{request.url.scheme}://{request.headers.get('host', '127.0.0.1')}",
    )
