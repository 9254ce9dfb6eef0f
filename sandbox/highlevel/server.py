"""The HTTP server: HighLevel's API and the control API, on one local port."""

from contextlib import AbstractContextManager
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.ground.serving import run, running
from sandbox.ground.wire import Breaker, Wire
from sandbox.highlevel.control.control import Control
from sandbox.highlevel.control.office import Office
from sandbox.highlevel.control.people import People
from sandbox.highlevel.core.errors import Refused, bad_request
from sandbox.highlevel.http.written import refusal
from sandbox.highlevel.sandbox import Sandbox
from sandbox.highlevel.snapshot import saved
from sandbox.highlevel.webhooks.post_office import TIMEOUT, PostOffice

BROKEN = Refused(500, "The sandbox has a bug; its log tells where.")


def serve(sandbox: Sandbox, port: int, save: Path | None = None) -> None:
    """Serve until interrupted."""
    run(lambda breaker: application(sandbox, breaker), port)
    if save is not None:
        save.write_bytes(saved(sandbox.world.state))


def serving(
    sandbox: Sandbox, *, port: int = 0, patience: float = TIMEOUT
) -> AbstractContextManager[str]:
    """Serve from a thread, on a free port if none is named; yields the address. ``patience`` is
    how many real seconds a receiver of webhooks has."""
    return running(lambda breaker: application(sandbox, breaker, patience), port)


def application(sandbox: Sandbox, breaker: Breaker, patience: float = TIMEOUT) -> Starlette:
    """Put everything into one application, with the post office at work while it runs."""
    post_office = PostOffice(sandbox, patience)

    async def explain(_: Request, error: Exception) -> Response:
        """Answer what a handler could not, in the API's shape; a bug is also logged."""
        match error:
            case Refused():
                told = error
            case ValidationError():
                told = bad_request(str(error))
            case _:
                told = BROKEN
        reply = refusal(sandbox.world, told)
        return Response(reply.written(), reply.status, media_type=reply.media)

    around = (sandbox, post_office)
    control = [*Control(*around).routes(), *Office(*around).routes(), *People(*around).routes()]
    return Starlette(
        routes=[*control, *Wire(sandbox, breaker, post_office.dispatch).routes()],
        lifespan=post_office.at_work,
        exception_handlers={Refused: explain, ValidationError: explain, Exception: explain},
    )
