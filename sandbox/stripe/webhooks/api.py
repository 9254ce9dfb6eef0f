"""``/_sandbox``: what was tried to deliver, and which endpoints want thin events."""

from typing import Literal

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.stripe.control_messages import Body
from sandbox.stripe.core.errors import resource_missing
from sandbox.stripe.sandbox import Sandbox


class Payload(Body):
    """How much an endpoint is told: https://docs.stripe.com/event-destinations."""

    payload: Literal["snapshot", "thin"]


class Deliveries:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        account = "/_sandbox/accounts/{alias}"
        endpoint = f"{account}/webhook_endpoints/{{endpoint}}"
        return [
            Route(f"{account}/deliveries", self.attempts),
            Route(f"{endpoint}/payload", self.set_payload, methods=["PUT"]),
        ]

    async def attempts(self, request: Request) -> Response:
        """List the attempts of an account, oldest first: when, what, where to, what was said."""
        alias = request.path_params["alias"]
        if alias not in self.sandbox.world.accounts:
            raise resource_missing("account", alias, "alias")
        log = self.sandbox.post_office.log
        return JSONResponse({"data": [each for each in log if each["account"] == alias]})

    async def set_payload(self, request: Request) -> Response:
        """Have an endpoint told in thin events, as an event destination of API v2 may be."""
        wanted = Payload.model_validate_json(await request.body())
        alias, endpoint = request.path_params["alias"], request.path_params["endpoint"]
        account = self.sandbox.world.accounts.get(alias)
        if account is None:
            raise resource_missing("account", alias, "alias")
        account.get("webhook_endpoint", endpoint)
        account.facts[endpoint]["payload"] = wanted.payload
        return JSONResponse(wanted.model_dump())
