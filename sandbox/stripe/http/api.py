"""Stripe's API as a web application: reads a request off the wire, and suffers ordered faults."""

import asyncio
from collections.abc import Callable
from email.utils import formatdate

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from sandbox.stripe.core.account import Account
from sandbox.stripe.http.authentication import key_of
from sandbox.stripe.http.desk import Incoming, Reply
from sandbox.stripe.http.faults import Fault, Kind, heard, limited
from sandbox.stripe.http.rate_limits import Reason
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.status.log import Line, refusal_in

METHODS = ["GET", "POST", "DELETE", "PUT", "PATCH"]
GONE = 499
"""What the access log shows where a fault broke the connection."""

type Breaker = Callable[[tuple[str, int]], None]
"""Breaks the connection of a client, known by its address."""


class Api:
    """Answers everything under /v1."""

    def __init__(self, sandbox: Sandbox, breaker: Breaker) -> None:
        self.sandbox = sandbox
        self.breaker = breaker

    def routes(self) -> list[Route]:
        """List the paths: one, since the table of endpoints is http.routing's."""
        return [Route("/{path:path}", self.answer, methods=METHODS)]

    async def answer(self, request: Request) -> Response:
        """Answer one request, unless there are too many or a fault is ordered for it."""
        incoming = await _read(request)
        account = self.sandbox.world.by_key(key_of(incoming.headers))
        limiter = self.sandbox.limiter
        with limiter.counted(account, incoming.method, incoming.path) as reason:
            answer = await self._answer(incoming, account, request, reason)
        if incoming.path.startswith("/v1/"):
            self._note(incoming, account, answer)
        return answer

    async def _answer(
        self, incoming: Incoming, account: Account | None, request: Request, reason: Reason | None
    ) -> Response:
        if reason is not None:
            return self._wire(limited(reason))
        alias = account.alias if account else ""
        fault = self.sandbox.api_faults.take(alias, incoming.method, incoming.path)
        if fault is None:
            return self._wire(self._work(incoming))
        if fault.kind is Kind.SLOW:
            await asyncio.sleep(fault.seconds)
            return self._wire(self._work(incoming))
        if fault.after_effect:
            self._work(incoming)
        if fault.remembered and (told := heard(fault)):
            self.sandbox.desk.remember(incoming, told)
        return await self._suffer(fault, request)

    def _note(self, incoming: Incoming, account: Account | None, answer: Response) -> None:
        status, body = answer.status_code, bytes(answer.body)
        self.sandbox.log.note(
            Line(
                self.sandbox.world.clock,
                account.alias if account else None,
                incoming.method,
                incoming.path,
                status,
                answer.headers.get("request-id", ""),
                refusal_in(status, body),
            )
        )

    def _work(self, incoming: Incoming) -> Reply:
        reply = self.sandbox.desk.answer(incoming)
        self.sandbox.post_office.dispatch()
        return reply

    async def _suffer(self, fault: Fault, request: Request) -> Response:
        told = heard(fault)
        if told is not None:
            return self._wire(told)
        if fault.kind is Kind.TIMEOUT:
            await asyncio.sleep(fault.seconds)
        if request.client:
            self.breaker((request.client.host, request.client.port))
        return Response(status_code=GONE)

    def _wire(self, reply: Reply) -> Response:
        """Date the answer with the sandbox's clock: readers compare objects with it."""
        date = formatdate(self.sandbox.world.clock, usegmt=True)
        headers = {**reply.headers, "date": date}
        return Response(reply.body, reply.status, headers, media_type="application/json")


async def _read(request: Request) -> Incoming:
    return Incoming(
        request.method,
        request.url.path,
        request.url.query,
        (await request.body()).decode("utf-8", "replace"),
        dict(request.headers),
    )
