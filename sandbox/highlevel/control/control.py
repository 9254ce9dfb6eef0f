"""Time, accidents, settings, keys, and the truth, over HTTP."""

from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground import control
from sandbox.ground.control import Act
from sandbox.highlevel.control import truth
from sandbox.highlevel.core.state import Settings
from sandbox.highlevel.http.rate_limit import Limit
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.snapshot import loaded, saved
from sandbox.highlevel.webhooks.post_office import PostOffice
from sandbox.highlevel.webhooks.signing import public_key

SETTINGS = TypeAdapter(Settings)
TRUTH = TypeAdapter(Any)
KINDS = ("contacts", "messages", "orders", "transactions", "subscriptions", "invoices", "tokens")


class Control(control.Control):
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox, post_office: PostOffice) -> None:
        super().__init__(sandbox, post_office)
        self.sandbox = sandbox
        self.world = sandbox.world

    def routes(self) -> list[Route]:
        """List the paths."""
        acts: list[tuple[str, str, Act]] = [
            ("PUT", "rate_limit", self.limit),
            ("PUT", "settings", self.settings),
            ("GET", "public_key", self.key),
            ("GET", "snapshot", self.snapshot),
            ("PUT", "snapshot", self.restore),
            ("GET", "contacts", self.contacts),
            ("GET", "messages", self.messages),
            ("GET", "enrolments", self.enrolments),
            ("GET", "sold", self.sold),
        ]
        own = [Route(f"/_sandbox/{path}", act, methods=[method]) for method, path, act in acts]
        return [*super().routes(), *own]

    async def limit(self, request: Request) -> Response:
        """Set other limits; nothing is spent of them yet."""
        wanted = Limit.model_validate_json(await request.body())
        self.sandbox.limiter.enforce(wanted)
        return JSONResponse(wanted.model_dump())

    async def settings(self, request: Request) -> Response:
        """Choose how HighLevel does what it leaves open; what is not named is as at first."""
        self.world.state.settings = SETTINGS.validate_json(await request.body())
        return JSONResponse(asdict(self.world.state.settings))

    async def key(self, _: Request) -> Response:
        """Tell the public key webhooks are verified with."""
        return JSONResponse({"spki": public_key(self.world.state.seed)})

    async def contacts(self, _: Request) -> Response:
        """Tell of every contact."""
        return told(truth.people(self.world))

    async def messages(self, _: Request) -> Response:
        """Tell what was written to whom."""
        return told(truth.messages(self.world))

    async def enrolments(self, _: Request) -> Response:
        """Tell who was put into which workflow."""
        return told(truth.enrolments(self.world))

    async def sold(self, _: Request) -> Response:
        """Tell what was sold and billed."""
        return told(truth.sold(self.world))

    def counted(self) -> dict[str, Any]:
        """Count requests and objects."""
        sandbox, state = self.sandbox, self.world.state
        return {
            "requests": dict(sandbox.desk.requests),
            "rate_limited": dict(sandbox.limiter.limited),
            "objects": {kind: len(getattr(state, kind)) for kind in KINDS},
        }

    async def snapshot(self, _: Request) -> Response:
        """Hand out everything."""
        return Response(saved(self.world.state), media_type="application/json")

    async def restore(self, request: Request) -> Response:
        """Become what was handed out."""
        self.sandbox.become(loaded(await request.body()))
        self.post_office.forget()
        return await self.clock(request)


def told(thing: object, status: int = 200) -> Response:
    """Write records as JSON; amounts stay exact, as texts."""
    return Response(TRUTH.dump_json(thing), status, media_type="application/json")
