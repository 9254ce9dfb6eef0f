"""The HTTP server: SES's API, the mailbox for people, and the control API, on one local port."""

from contextlib import AbstractContextManager

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.ground.serving import run, running
from sandbox.ground.wire import Breaker, Wire
from sandbox.mailbox.control import Control
from sandbox.mailbox.errors import Refused, bad_request
from sandbox.mailbox.mailbox import Mailbox
from sandbox.mailbox.viewing import Viewing

BROKEN = Refused("InternalFailure", "The sandbox has a bug; its log tells where.")


def serve(mailbox: Mailbox, port: int) -> None:
    """Serve until interrupted."""
    run(lambda breaker: application(mailbox, breaker), port)


def serving(mailbox: Mailbox, *, port: int = 0) -> AbstractContextManager[str]:
    """Serve from a thread, on a free port if none is named; yields the address."""
    return running(lambda breaker: application(mailbox, breaker), port)


def application(mailbox: Mailbox, breaker: Breaker) -> Starlette:
    """Put everything into one application."""
    own = [*Control(mailbox).routes(), *Viewing(mailbox).routes()]
    return Starlette(
        routes=[*own, *Wire(mailbox, breaker, lambda: None).routes()],
        exception_handlers={Refused: _explain, ValidationError: _explain, Exception: _explain},
    )


async def _explain(_: Request, error: Exception) -> Response:
    """Answer what a handler could not, in the API's shape; a bug is also logged."""
    match error:
        case Refused():
            reply = error.reply()
        case ValidationError():
            reply = bad_request(str(error)).reply()
        case _:
            reply = BROKEN.reply()
    return Response(reply.written(), reply.status, dict(reply.headers), reply.media)
