"""A local HTTP server around an application, for good or for as long as a test lasts."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.applications import Starlette

from sandbox.ground.wire import Breaker

HOST = "127.0.0.1"

type Application = Callable[[Breaker], Starlette]
"""Makes the application, given what breaks a connection."""


class Server(uvicorn.Server):
    """A uvicorn that can break a single connection, as networks do."""

    def break_connection(self, client: tuple[str, int]) -> None:
        """Break the connection of a client without an answer."""
        for connection in list(self.server_state.connections):
            transport = getattr(connection, "transport", None)
            if transport and transport.get_extra_info("peername")[:2] == client:
                transport.abort()


def run(application: Application, port: int) -> None:
    """Serve until interrupted."""
    with suppress(KeyboardInterrupt):
        _server(application, port).run()


@contextmanager
def running(application: Application, port: int = 0) -> Iterator[str]:
    """Serve from a thread, on a free port if none is named; yields the address."""
    server = _server(application, port)
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


def _server(application: Application, port: int) -> Server:
    config = uvicorn.Config(
        lambda: application(server.break_connection),
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
