"""The HTTP server: Kajabi's API, its inbound addresses and the control API, on one local port."""

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from pathlib import Path

import uvicorn
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.kajabi.control.control import Control
from sandbox.kajabi.control.dashboard import Dashboard
from sandbox.kajabi.control.people import People
from sandbox.kajabi.core.errors import Refused, bad_request
from sandbox.kajabi.http.incoming import refusal
from sandbox.kajabi.http.wire import Breaker, Wire
from sandbox.kajabi.sandbox import Sandbox
from sandbox.kajabi.snapshot import saved
from sandbox.kajabi.webhooks.post_office import PostOffice, Service

HOST = "127.0.0.1"
BROKEN = Refused(500, "Internal Server Error", "The sandbox has a bug; its log tells where.")


class Server(uvicorn.Server):
    """A uvicorn that can break a single connection, as networks do."""

    def break_connection(self, client: tuple[str, int]) -> None:
        """Break the connection of a client without an answer."""
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport and transport.get_extra_info("peername")[:2] == client:
                transport.abort()


def serve(sandbox: Sandbox, port: int, service: Service, save: Path | None = None) -> None:
    """Serve until interrupted."""
    with suppress(KeyboardInterrupt):
        _server(sandbox, port, service).run()
    if save is not None:
        save.write_bytes(saved(sandbox.world.state))


@contextmanager
def serving(sandbox: Sandbox, *, port: int = 0, service: Service | None = None) -> Iterator[str]:
    """Serve from a thread, on a free port if none is named; yields the address."""
    server = _server(sandbox, port, service or Service())
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the sandbox did not start")
        time.sleep(0.005)
    try:
        yield f"http://{HOST}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def application(sandbox: Sandbox, breaker: Breaker, service: Service) -> Starlette:
    """Put everything into one application, with the post office at work while it runs."""
    post_office = PostOffice(sandbox.sorter, service)

    @asynccontextmanager
    async def delivering(_: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(post_office.run())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    around = (sandbox, post_office)
    control = [*Control(*around).routes(), *Dashboard(*around).routes(), *People(*around).routes()]
    return Starlette(
        routes=[*control, *Wire(sandbox, breaker, post_office.dispatch).routes()],
        lifespan=delivering,
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


def _server(sandbox: Sandbox, port: int, service: Service) -> Server:
    config = uvicorn.Config(
        lambda: application(sandbox, server.break_connection, service),
        factory=True,
        host=HOST,
        port=port,
        access_log=False,
        date_header=False,
        http="h11",
        log_level="warning",
        server_header=False,
        timeout_graceful_shutdown=1,
    )
    server = Server(config)
    return server
