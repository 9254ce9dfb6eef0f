"""Time, accidents, and the truth to compare with.

JSON in and out. It has no keys of its own; the server listens on this machine only.
"""

from dataclasses import asdict, replace

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground.outage import OutageOrder
from sandbox.kajabi.control.messages import ClockMove, Faults
from sandbox.kajabi.core.state import Settings
from sandbox.kajabi.http.rate_limit import Limit
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.snapshot import loaded, saved
from sandbox.kajabi.webhooks.post_office import PostOffice

SETTINGS = TypeAdapter(Settings)


class Control:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        self.sandbox = sandbox
        self.post_office = post_office

    def routes(self) -> list[Route]:
        """List the paths."""
        return [
            Route("/_sandbox/health", self.health),
            Route("/_sandbox/clock", self.clock, methods=["GET"]),
            Route("/_sandbox/clock", self.move_clock, methods=["POST"]),
            Route("/_sandbox/faults", self.faults, methods=["GET"]),
            Route("/_sandbox/faults", self.set_faults, methods=["PUT"]),
            Route("/_sandbox/outage", self.begin_outage, methods=["PUT"]),
            Route("/_sandbox/outage", self.end_outage, methods=["DELETE"]),
            Route("/_sandbox/rate_limit", self.limit, methods=["PUT"]),
            Route("/_sandbox/settings", self.settings, methods=["PUT"]),
            Route("/_sandbox/stats", self.stats),
            Route("/_sandbox/deliveries", self.deliveries),
            Route("/_sandbox/webhooks/drain", self.drain, methods=["POST"]),
            Route("/_sandbox/reset", self.reset, methods=["POST"]),
            Route("/_sandbox/snapshot", self.snapshot, methods=["GET"]),
            Route("/_sandbox/snapshot", self.restore, methods=["PUT"]),
        ]

    async def health(self, _: Request) -> Response:
        """Say that the server is up."""
        return JSONResponse({"status": "ok", "clock": self.sandbox.world.now})

    async def clock(self, _: Request) -> Response:
        """Tell the time."""
        return JSONResponse({"now": self.sandbox.world.now})

    async def move_clock(self, request: Request) -> Response:
        """Move time forward; all work that falls due is done before the answer."""
        move = ClockMove.model_validate_json(await request.body())
        world = self.sandbox.world
        world.advance(move.target(world.now))
        self.post_office.dispatch()
        if move.drain:
            await self.post_office.drain()
        return JSONResponse({"now": world.now, "pending": self.post_office.pending()})

    async def faults(self, _: Request) -> Response:
        """Show the standing orders."""
        shown = Faults(api=self.sandbox.faults.orders, webhooks=self.sandbox.sorter.faults)
        return JSONResponse(shown.model_dump(mode="json"))

    async def set_faults(self, request: Request) -> Response:
        """Replace the standing orders."""
        wanted = Faults.model_validate_json(await request.body())
        self.sandbox.faults.orders = wanted.api
        self.sandbox.sorter.faults = wanted.webhooks
        return await self.faults(request)

    async def begin_outage(self, request: Request) -> Response:
        """Have nothing answer for some hours of the clock."""
        world = self.sandbox.world
        wanted = OutageOrder.model_validate_json(await request.body())
        world.state.outage = wanted.from_now(world.now)
        return JSONResponse(asdict(world.state.outage))

    async def end_outage(self, _: Request) -> Response:
        """End an outage early; letters meant to be late still come when it would have ended."""
        if self.sandbox.world.state.outage:
            outage = self.sandbox.world.state.outage
            self.sandbox.world.state.outage = replace(outage, until=self.sandbox.world.now)
        return Response(status_code=204)

    async def limit(self, request: Request) -> Response:
        """Switch a rate limit on, or off (``null``)."""
        body = await request.body()
        wanted = None if body.strip() == b"null" else Limit.model_validate_json(body)
        self.sandbox.limiter.enforce(wanted)
        return JSONResponse(wanted and wanted.model_dump())

    async def settings(self, request: Request) -> Response:
        """Choose how Kajabi does what it does not document; what is not named is as at first."""
        wanted = SETTINGS.validate_json(await request.body())
        self.sandbox.world.state.settings = wanted
        return JSONResponse(asdict(wanted))

    async def stats(self, _: Request) -> Response:
        """Count what happened since the last reset."""
        sandbox, state = self.sandbox, self.sandbox.world.state
        kinds = ("contacts", "accesses", "transactions", "hooks", "offers", "emails")
        shown = {
            "requests": dict(sandbox.desk.requests),
            "api_faults": sandbox.faults.struck,
            "rate_limited": dict(sandbox.limiter.limited),
            "webhooks": {**sandbox.sorter.counts, **self.post_office.counts},
            "pending": self.post_office.pending(),
            "objects": {kind: len(getattr(state, kind)) for kind in kinds},
        }
        return JSONResponse(shown)

    async def deliveries(self, _: Request) -> Response:
        """List the attempts to deliver, oldest first."""
        return JSONResponse(list(self.post_office.log))

    async def drain(self, request: Request) -> Response:
        """Wait until every webhook that is due is delivered or given up."""
        await self.post_office.drain()
        return await self.stats(request)

    async def reset(self, request: Request) -> Response:
        """Empty the sites and set the clock back; sites and keys stay."""
        self.sandbox.reset()
        self.post_office.forget()
        return await self.clock(request)

    async def snapshot(self, _: Request) -> Response:
        """Hand out everything."""
        return Response(saved(self.sandbox.world.state), media_type="application/json")

    async def restore(self, request: Request) -> Response:
        """Become what was handed out."""
        self.sandbox.become(loaded(await request.body()))
        self.post_office.forget()
        return await self.clock(request)
