"""Time, accidents, settings, what becomes of letters, and what arrived.

JSON in and out. It has no keys of its own; the server listens on this machine only.
"""

from dataclasses import asdict

from pydantic import TypeAdapter
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.ground.accidents import Fault
from sandbox.ground.control import Act, ClockMove, Said
from sandbox.ground.outage import OutageOrder
from sandbox.mailbox import fates
from sandbox.mailbox.errors import Refused
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.notifications import eventbridge, sns, sqs
from sandbox.mailbox.reading import bare
from sandbox.mailbox.records import Letter, Settings

SETTINGS = TypeAdapter(Settings)
FAULTS = TypeAdapter(list[Fault])
SHAPES = {"sns": sns, "sqs": sqs, "eventbridge": eventbridge}


class Bounce(Said):
    """How a letter comes back: for good, or for now."""

    permanent: bool = True


class Control:
    """Every function answers one path."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    def routes(self) -> list[Route]:
        """List the paths."""
        acts: list[tuple[str, str, Act]] = [
            ("GET", "health", self.clock),
            ("GET", "clock", self.clock),
            ("POST", "clock", self.move_clock),
            ("PUT", "faults", self.set_faults),
            ("PUT", "outage", self.begin_outage),
            ("DELETE", "outage", self.end_outage),
            ("PUT", "settings", self.settings),
            ("POST", "reset", self.reset),
            ("GET", "stats", self.stats),
            ("GET", "letters", self.letters),
            ("POST", "letters/{id}/bounce", self.bounce),
            ("POST", "letters/{id}/complaint", self.complain),
            ("POST", "notifications/take", self.take),
        ]
        return [Route(f"/_sandbox/{path}", act, methods=[method]) for method, path, act in acts]

    async def clock(self, _: Request) -> Response:
        """Say that the server is up, and tell the time."""
        return JSONResponse({"status": "ok", "now": self.mailbox.now})

    async def move_clock(self, request: Request) -> Response:
        """Move time forward."""
        move = ClockMove.model_validate_json(await request.body())
        self.mailbox.advance(move.target(self.mailbox.now))
        return await self.clock(request)

    async def set_faults(self, request: Request) -> Response:
        """Replace the standing orders."""
        self.mailbox.faults.orders = FAULTS.validate_json(await request.body() or b"[]")
        orders = FAULTS.dump_json(self.mailbox.faults.orders)
        return Response(orders, media_type="application/json")

    async def begin_outage(self, request: Request) -> Response:
        """Have nothing answer for some hours of the clock."""
        wanted = OutageOrder.model_validate_json(await request.body())
        outage = wanted.from_now(self.mailbox.now)
        self.mailbox.order_outage(outage)
        return JSONResponse(asdict(outage))

    async def end_outage(self, _: Request) -> Response:
        """End an outage early."""
        self.mailbox.order_outage(None)
        return Response(status_code=204)

    async def settings(self, request: Request) -> Response:
        """Say how the account stands; what is not named is as at first."""
        self.mailbox.settings = SETTINGS.validate_json(await request.body())
        return JSONResponse(asdict(self.mailbox.settings))

    async def reset(self, request: Request) -> Response:
        """Start over."""
        self.mailbox.reset()
        return await self.clock(request)

    async def stats(self, _: Request) -> Response:
        """Count what happened since the last reset."""
        state = self.mailbox.state
        return JSONResponse(
            {
                "requests": dict(self.mailbox.requests),
                "api_faults": self.mailbox.faults.struck,
                "letters": len(state.letters),
                "events_waiting": len(state.events),
                "suppressed": state.suppressed,
            }
        )

    async def letters(self, request: Request) -> Response:
        """List the letters, oldest first; ``?to=`` somebody's."""
        wanted = request.query_params.get("to", "").lower()
        every = self.mailbox.state.letters.values()
        mine = (e for e in every if not wanted or wanted in map(bare, e.recipients))
        return JSONResponse([asdict(each) for each in mine])

    async def bounce(self, request: Request) -> Response:
        """Have a letter come back."""
        how = Bounce.model_validate_json(await request.body() or b"{}")
        letter = self._letter(request)
        fates.bounce(self.mailbox.state, self.mailbox.settings, letter, permanent=how.permanent)
        return JSONResponse(asdict(letter))

    async def complain(self, request: Request) -> Response:
        """Have a letter called spam."""
        letter = self._letter(request)
        fates.complain(self.mailbox.state, self.mailbox.settings, letter)
        return JSONResponse(asdict(letter))

    async def take(self, request: Request) -> Response:
        """Hand out the events nobody has received yet: ``?shape=sns`` (the default), ``sqs`` as a
        Lambda gets them, or ``eventbridge`` as rules see them."""
        name = request.query_params.get("shape", "sns")
        if name not in SHAPES:
            raise Refused("BadRequestException", f"shape is one of {', '.join(SHAPES)}")
        events = [SHAPES[name](self.mailbox, each) for each in self.mailbox.take()]
        return JSONResponse({"Records": events} if name == "sqs" else events)

    def _letter(self, request: Request) -> Letter:
        key = request.path_params["id"]
        if key not in self.mailbox.state.letters:
            raise Refused("NotFoundException", f"There is no letter {key}.")
        return self.mailbox.state.letters[key]
