"""Time, accidents, and the truth to compare with."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground import control
from sandbox.kajabi.core.state import Settings
from sandbox.kajabi.http.rate_limit import Limit
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.snapshot import loaded, saved
from sandbox.kajabi.webhooks.post_office import PostOffice

SETTINGS = TypeAdapter(Settings)
KINDS = ("contacts", "accesses", "transactions", "hooks", "offers", "emails")


class Control(control.Control):
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        super().__init__(sandbox, post_office)
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        return [
            *super().routes(),
            Route("/_sandbox/rate_limit", self.limit, methods=["PUT"]),
            Route("/_sandbox/settings", self.settings, methods=["PUT"]),
            Route("/_sandbox/snapshot", self.snapshot, methods=["GET"]),
            Route("/_sandbox/snapshot", self.restore, methods=["PUT"]),
        ]

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

    def counted(self) -> dict[str, Any]:
        """Count requests and objects."""
        sandbox, state = self.sandbox, self.sandbox.world.state
        return {
            "requests": dict(sandbox.desk.requests),
            "rate_limited": dict(sandbox.limiter.limited),
            "objects": {kind: len(getattr(state, kind)) for kind in KINDS},
        }

    async def snapshot(self, _: Request) -> Response:
        """Hand out everything."""
        return Response(saved(self.sandbox.world.state), media_type="application/json")

    async def restore(self, request: Request) -> Response:
        """Become what was handed out."""
        self.sandbox.become(loaded(await request.body()))
        self.post_office.forget()
        return await self.clock(request)
