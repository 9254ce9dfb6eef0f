"""The HTTP server: Kajabi's API, its inbound addresses and the control API, on one local port."""

from contextlib import AbstractContextManager
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.ground.serving import run, running
from sandbox.ground.wire import Breaker, Wire
from sandbox.kajabi.control.control import Control
from sandbox.kajabi.control.dashboard import Dashboard
from sandbox.kajabi.control.people import People
from sandbox.kajabi.core.errors import Refused, bad_request
from sandbox.kajabi.http.incoming import refusal
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.snapshot import saved
from sandbox.kajabi.webhooks.post_office import PostOffice, Service

BROKEN = Refused(500, "Internal Server Error", "The sandbox has a bug; its log tells where.")


def serve(sandbox: Sandbox, port: int, service: Service, save: Path | None = None) -> None:
    """Serve until interrupted."""
    run(lambda breaker: application(sandbox, breaker, service), port)
    if save is not None:
        save.write_bytes(saved(sandbox.world.state))


def serving(
    sandbox: Sandbox, *, port: int = 0, service: Service | None = None
) -> AbstractContextManager[str]:
    """Serve from a thread, on a free port if none is named; yields the address."""
    patience = service or Service()
    return running(lambda breaker: application(sandbox, breaker, patience), port)


def application(sandbox: Sandbox, breaker: Breaker, service: Service) -> Starlette:
    """Put everything into one application, with the post office at work while it runs."""
    post_office = PostOffice(sandbox.sorter, service)
    around = (sandbox, post_office)
    control = [*Control(*around).routes(), *Dashboard(*around).routes(), *People(*around).routes()]
    return Starlette(
        routes=[*control, *Wire(sandbox, breaker, post_office.dispatch).routes()],
        lifespan=post_office.at_work,
        exception_handlers={Refused: _explain, ValidationError: _explain, Exception: _explain},
    )


async def _explain(_: Request, error: Exception) -> Response:
    """Answer what a handler could not, in the API's shape; a bug is also logged."""
    match error:
        case Refused():
            reply = refusal(error)
        case ValidationError():
            reply = refusal(bad_request(str(error)))
        case _:
            reply = refusal(BROKEN)
    return Response(reply.written(), reply.status, media_type=reply.media)
