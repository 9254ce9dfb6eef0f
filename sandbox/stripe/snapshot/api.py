"""``/_sandbox/snapshot``: take the whole world away, bring it back."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.loading import load
from sandbox.stripe.snapshot.saving import saved


class Snapshots:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        return [
            Route("/_sandbox/snapshot", self.save, methods=["GET"]),
            Route("/_sandbox/snapshot", self.load, methods=["PUT"]),
        ]

    async def save(self, _: Request) -> Response:
        """Hand the world out, once every webhook is delivered or given up."""
        await self.sandbox.post_office.drain()
        name = {"content-disposition": 'attachment; filename="stripe.jsonl.gz"'}
        return Response(saved(self.sandbox), 200, name, media_type="application/gzip")

    async def load(self, request: Request) -> Response:
        """Replace the world by one that was handed out before."""
        load(self.sandbox, await request.body())
        world = self.sandbox.world
        return JSONResponse({"now": world.clock, "accounts": list(world.accounts)})
