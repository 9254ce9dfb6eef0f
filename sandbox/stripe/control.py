"""The control API under ``/_sandbox``: what a test may do that no Stripe API can.

JSON in and out. It has no keys of its own; the server listens on this machine only.
"""

import json
from collections.abc import AsyncIterator, Iterable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from sandbox.stripe.control_messages import (
    ChallengeResult,
    ClockMove,
    CustomerDiscount,
    Faults,
    Granted,
    NewAccount,
    Overlap,
    Settings,
)
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.challenges import finish
from sandbox.stripe.core.errors import resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.lifecycle import discounting
from sandbox.stripe.lifecycle.settings import set_after_last_retry, set_upcoming_days
from sandbox.stripe.resources.webhook_endpoints import roll
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.versions.known import check_version


class Control:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        account = "/_sandbox/accounts/{alias}"
        return [
            Route("/_sandbox/health", self.health),
            Route("/_sandbox/accounts", self.accounts, methods=["GET"]),
            Route("/_sandbox/accounts", self.open_account, methods=["POST"]),
            Route("/_sandbox/clock", self.clock, methods=["GET"]),
            Route("/_sandbox/clock", self.move_clock, methods=["POST"]),
            Route("/_sandbox/faults", self.faults, methods=["GET"]),
            Route("/_sandbox/faults", self.set_faults, methods=["PUT"]),
            Route("/_sandbox/stats", self.stats),
            Route("/_sandbox/webhooks/drain", self.drain, methods=["POST"]),
            Route("/_sandbox/reset", self.reset, methods=["POST"]),
            Route(f"{account}/objects/{{kind}}", self.objects),
            Route(f"{account}/settings", self.settings, methods=["PUT"]),
            Route(f"{account}/keys/{{key}}", self.grant, methods=["PUT"]),
            Route(f"{account}/challenges/{{intent}}", self.challenge, methods=["POST"]),
            Route(f"{account}/customers/{{id}}/discount", self.discount, methods=["PUT"]),
            Route(f"{account}/webhook_endpoints/{{endpoint}}/roll", self.roll, methods=["POST"]),
        ]

    async def health(self, _: Request) -> Response:
        """Say that the server is up."""
        return JSONResponse({"status": "ok", "clock": self.sandbox.world.clock})

    async def accounts(self, _: Request) -> Response:
        """List the accounts."""
        return JSONResponse([_shown(each) for each in self.sandbox.world.accounts.values()])

    async def open_account(self, request: Request) -> Response:
        """Open an account that answers to some keys."""
        wanted = NewAccount.model_validate_json(await request.body())
        return JSONResponse(_shown(self.sandbox.world.open(wanted.alias, *wanted.keys)), 201)

    async def clock(self, _: Request) -> Response:
        """Tell the time."""
        return JSONResponse({"now": self.sandbox.world.clock})

    async def move_clock(self, request: Request) -> Response:
        """Move time forward; all work that falls due is done before the answer."""
        move = ClockMove.model_validate_json(await request.body())
        world = self.sandbox.world
        world.advance(move.target(world.clock))
        self.sandbox.post_office.dispatch()
        if move.drain:
            await self.sandbox.post_office.drain()
        return JSONResponse({"now": world.clock, "pending": self.sandbox.post_office.pending()})

    async def faults(self, _: Request) -> Response:
        """Show the standing faults."""
        shown = Faults(api=self.sandbox.api_faults.orders, webhooks=self.sandbox.post_office.faults)
        return JSONResponse(shown.model_dump(mode="json"))

    async def set_faults(self, request: Request) -> Response:
        """Replace the standing faults; what is not named ends."""
        wanted = Faults.model_validate_json(await request.body())
        for alias in wanted.webhooks:
            self._account(alias)
        self.sandbox.api_faults.orders = wanted.api
        self.sandbox.post_office.faults = wanted.webhooks
        return await self.faults(request)

    async def stats(self, _: Request) -> Response:
        """Count what happened since the last reset."""
        accounts = self.sandbox.world.accounts.values()
        return JSONResponse(
            {
                "api_faults": self.sandbox.api_faults.struck,
                "pending": self.sandbox.post_office.pending(),
                "accounts": {each.alias: _counted(each) for each in accounts},
            }
        )

    async def drain(self, request: Request) -> Response:
        """Wait until every webhook is delivered or given up."""
        await self.sandbox.post_office.drain()
        return await self.stats(request)

    async def reset(self, request: Request) -> Response:
        """Empty the accounts and set the clock back."""
        self.sandbox.reset()
        return await self.clock(request)

    async def objects(self, request: Request) -> Response:
        """Show the truth: every object of a kind, a line of JSON each, oldest first."""
        account = self._account(request.path_params["alias"])
        kind = request.path_params["kind"]
        every = (
            [event.render() for event in account.events] if kind == "event" else account.all(kind)
        )
        return StreamingResponse(_lines(every), media_type="application/jsonl")

    async def settings(self, request: Request) -> Response:
        """Choose as in the dashboard."""
        wanted = Settings.model_validate_json(await request.body())
        account = self._account(request.path_params["alias"])
        if wanted.api_version is not None:
            account.api_version = check_version(wanted.api_version, param="api_version")
        if wanted.after_last_retry is not None:
            set_after_last_retry(account, wanted.after_last_retry)
        if wanted.upcoming_days is not None:
            set_upcoming_days(account, wanted.upcoming_days)
        return JSONResponse(wanted.model_dump(exclude_none=True))

    async def grant(self, request: Request) -> Response:
        """Say what a restricted key may do."""
        wanted = Granted.model_validate_json(await request.body())
        account, key = self._account(request.path_params["alias"]), request.path_params["key"]
        if key not in account.keys or not key.startswith("rk_"):
            raise resource_missing("restricted key", key, "key")
        account.permissions[key] = dict(wanted.permissions)
        return JSONResponse(wanted.model_dump())

    async def challenge(self, request: Request) -> Response:
        """Be the cardholder in front of 3D Secure."""
        wanted = ChallengeResult.model_validate_json(await request.body())
        account = self._account(request.path_params["alias"])
        answer = finish(account, request.path_params["intent"], wanted.result)
        self.sandbox.post_office.dispatch()
        return JSONResponse(answer)

    async def discount(self, request: Request) -> Response:
        """Discount a customer, as older API versions and the dashboard can."""
        wanted = CustomerDiscount.model_validate_json(await request.body())
        account = self._account(request.path_params["alias"])
        customer = account.get("customer", request.path_params["id"])
        given = wanted.model_dump(exclude_none=True)
        answer = discounting.give_customer(account, customer, given)
        self.sandbox.post_office.dispatch()
        return JSONResponse(answer)

    async def roll(self, request: Request) -> Response:
        """Roll a webhook secret."""
        wanted = Overlap.model_validate_json(await request.body() or b"{}")
        account = self._account(request.path_params["alias"])
        secret = roll(account, request.path_params["endpoint"], wanted.old_for)
        return JSONResponse({"secret": secret})

    def _account(self, alias: str) -> Account:
        if alias not in self.sandbox.world.accounts:
            raise resource_missing("account", alias, "alias")
        return self.sandbox.world.accounts[alias]


def _shown(account: Account) -> Object:
    return {
        "id": account.id,
        "alias": account.alias,
        "keys": list(account.keys),
        "livemode": account.livemode,
    }


def _counted(account: Account) -> Object:
    kinds = {kind: len(kept) for kind, kept in account.store.kinds.items() if kept}
    return {**account.stats, "requests": account.requests, "objects": kinds}


async def _lines(objects: Iterable[Object]) -> AsyncIterator[bytes]:
    """Write one object at a time, on the loop: nothing can change while a line is written."""
    for obj in objects:
        yield json.dumps(obj).encode() + b"\n"
