"""What every control API can: time, accidents, outages, deliveries, starting over.

JSON in and out. It has no keys of its own; the servers listen on this machine only.
"""

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Annotated, Any, Protocol, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground.accidents import ApiFaults, Fault
from sandbox.ground.clockwork import Seconds
from sandbox.ground.letter_faults import WebhookFaults
from sandbox.ground.outage import Outage, OutageOrder
from sandbox.ground.post_office import PostOffice
from sandbox.ground.sorting import Sorter

type Span = Annotated[int, Field(ge=0, le=1_000_000_000)]
"""Seconds, not more than thirty years at once."""
type Act = Callable[[Request], Any]
"""Answers a request, as Starlette's routes do."""


class Said(BaseModel):
    """Says what it names and nothing else."""

    model_config = ConfigDict(extra="forbid")


class ClockMove(Said):
    """Move the clock ``to`` an instant (ISO 8601) or ``by`` seconds."""

    to: AwareDatetime | None = None
    by: Span | None = None
    drain: bool = False
    """Whether to wait for the webhooks too."""

    @model_validator(mode="after")
    def _either(self) -> Self:
        if (self.to is None) == (self.by is None):
            raise ValueError("say either `to` or `by`")
        return self

    def target(self, now: Seconds) -> Seconds:
        """Work out the instant meant."""
        return int(self.to.timestamp()) if self.to else now + (self.by or 0)


class Faults(Said):
    """Every standing order; what is not named ends."""

    api: list[Fault] = []
    webhooks: WebhookFaults = WebhookFaults()


class Timed(Protocol):
    """A world with a clock, and an outage now and then."""

    @property
    def now(self) -> Seconds:
        """Tell the time."""
        ...

    def advance(self, to: Seconds) -> None:
        """Move time forward."""
        ...


class Misbehaving(Protocol):
    """A provider that can be told what goes wrong."""

    @property
    def world(self) -> Timed:
        """Give its time."""
        ...

    @property
    def faults(self) -> ApiFaults:
        """Give the accidents ordered for its API."""
        ...

    @property
    def sorter(self) -> Sorter:
        """Give what sorts its letters."""
        ...

    def reset(self) -> None:
        """Start over."""
        ...

    def order_outage(self, outage: Outage | None) -> None:
        """Have an outage, or none."""
        ...


class Control:
    """Every function answers one path."""

    def __init__(self, provider: Misbehaving, post_office: PostOffice) -> None:
        self.provider = provider
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        acts: list[tuple[str, str, Act]] = [
            ("GET", "health", self.health),
            ("GET", "clock", self.clock),
            ("POST", "clock", self.move_clock),
            ("GET", "faults", self.faults),
            ("PUT", "faults", self.set_faults),
            ("PUT", "outage", self.begin_outage),
            ("DELETE", "outage", self.end_outage),
            ("GET", "deliveries", self.deliveries),
            ("GET", "stats", self.stats),
            ("POST", "webhooks/drain", self.drain),
            ("POST", "reset", self.reset),
        ]
        return [Route(f"/_sandbox/{path}", act, methods=[method]) for method, path, act in acts]

    async def health(self, _: Request) -> Response:
        """Say that the server is up."""
        return JSONResponse({"status": "ok", "clock": self.provider.world.now})

    async def clock(self, _: Request) -> Response:
        """Tell the time."""
        return JSONResponse({"now": self.provider.world.now})

    async def move_clock(self, request: Request) -> Response:
        """Move time forward; all work that falls due is done before the answer."""
        move = ClockMove.model_validate_json(await request.body())
        world = self.provider.world
        world.advance(move.target(world.now))
        self.post_office.dispatch()
        if move.drain:
            await self.post_office.drain()
        return JSONResponse({"now": world.now, "pending": self.post_office.pending()})

    async def faults(self, _: Request) -> Response:
        """Show the standing orders."""
        shown = Faults(api=self.provider.faults.orders, webhooks=self.provider.sorter.faults)
        return JSONResponse(shown.model_dump(mode="json"))

    async def set_faults(self, request: Request) -> Response:
        """Replace the standing orders."""
        wanted = Faults.model_validate_json(await request.body())
        self.provider.faults.orders = wanted.api
        self.provider.sorter.faults = wanted.webhooks
        return await self.faults(request)

    async def begin_outage(self, request: Request) -> Response:
        """Have nothing answer for some hours of the clock."""
        wanted = OutageOrder.model_validate_json(await request.body())
        outage = wanted.from_now(self.provider.world.now)
        self.provider.order_outage(outage)
        return JSONResponse(asdict(outage))

    async def end_outage(self, _: Request) -> Response:
        """End an outage early; letters meant to be late still come when it would have ended."""
        outage = self.provider.sorter.outage()
        if outage:
            self.provider.order_outage(replace(outage, until=self.provider.world.now))
        return Response(status_code=204)

    async def deliveries(self, _: Request) -> Response:
        """List the attempts to deliver, oldest first."""
        return JSONResponse(list(self.post_office.log))

    async def drain(self, request: Request) -> Response:
        """Wait until every webhook that is due is delivered or given up."""
        await self.post_office.drain()
        return await self.stats(request)

    async def stats(self, _: Request) -> Response:
        """Count what happened since the last reset."""
        sandbox, office = self.provider, self.post_office
        webhooks = {**sandbox.sorter.counts, **office.counts}
        counted = {"api_faults": sandbox.faults.struck, "webhooks": webhooks}
        return JSONResponse({**counted, "pending": office.pending(), **self.counted()})

    def counted(self) -> dict[str, Any]:
        """Count what only this provider has."""
        return {}

    async def reset(self, request: Request) -> Response:
        """Start over."""
        self.provider.reset()
        self.post_office.forget()
        return await self.clock(request)
