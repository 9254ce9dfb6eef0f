"""The HTTP server: Stripe's API and, beside it, the control API, on one port of this machine."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from sandbox.ground.serving import HOST, run, running
from sandbox.stripe.card_copy.api import CardCopies
from sandbox.stripe.control import Control
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.world import World
from sandbox.stripe.http.api import Api, Breaker
from sandbox.stripe.http.desk import refusal
from sandbox.stripe.pages.deeds import Deeds
from sandbox.stripe.pages.visits import Visits
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.snapshot.api import Snapshots
from sandbox.stripe.snapshot.loading import load
from sandbox.stripe.snapshot.saving import saved
from sandbox.stripe.status.page import Status
from sandbox.stripe.webhooks.api import Deliveries
from sandbox.stripe.webhooks.post_office import Service

BROKEN = StripeError("The sandbox has a bug; its log tells where.", status=500, type="api_error")


@dataclass(frozen=True, slots=True)
class Files:
    """Where the world comes from at the start, and where it goes in the end."""

    load: Path | None = None
    save: Path | None = None


def serve(
    world: World, port: int, *, service: Service | None = None, files: Files | None = None
) -> None:
    """Serve until interrupted."""
    sandbox, kept = _sandbox(world, service), files or Files()
    if kept.load is not None:
        load(sandbox, kept.load.read_bytes())
    sandbox.world.pages = f"http://{HOST}:{port}"
    run(lambda breaker: application(sandbox, breaker), port)
    if kept.save is not None:
        kept.save.write_bytes(saved(sandbox))


def serving(world: World, *, service: Service | None = None) -> AbstractContextManager[str]:
    """Serve from a thread on a free port, for tests and demos; yields the address."""
    sandbox = _sandbox(world, service)
    return running(lambda breaker: application(sandbox, breaker))


def application(sandbox: Sandbox, breaker: Breaker) -> Starlette:
    """Put both APIs into one application, with the post office at work while it runs."""

    @asynccontextmanager
    async def delivering(_: Starlette) -> AsyncIterator[None]:
        work = asyncio.create_task(sandbox.post_office.run())
        yield
        work.cancel()
        with suppress(asyncio.CancelledError):
            await work

    control = [*Control(sandbox).routes(), *CardCopies(sandbox).routes()]
    control += Deliveries(sandbox).routes()
    control += [*Snapshots(sandbox).routes(), *Status(sandbox).routes()]
    people = [*Deeds(sandbox).routes(), *Visits(sandbox).routes()]
    return Starlette(
        routes=[*control, *people, *Api(sandbox, breaker).routes()],
        lifespan=delivering,
        exception_handlers={StripeError: _explain, ValidationError: _explain, Exception: _explain},
    )


async def _explain(_: Request, error: Exception) -> Response:
    """Answer what a handler could not, always in Stripe's shape; a bug is also logged."""
    match error:
        case StripeError():
            reply = refusal(error)
        case ValidationError():
            reply = refusal(invalid_request(str(error)))
        case _:
            reply = refusal(BROKEN)
    return Response(reply.body, reply.status, media_type="application/json")


def _sandbox(world: World, service: Service | None) -> Sandbox:
    return Sandbox(world, wall=lambda: int(time.time()), pace=time.monotonic, service=service)
