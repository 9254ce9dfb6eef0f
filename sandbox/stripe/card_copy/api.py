"""``/_sandbox/card_copies``: start a data copy, watch it, fetch its mapping."""

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from sandbox.stripe.card_copy.copying import KIND, begin
from sandbox.stripe.card_copy.mapping import as_csv
from sandbox.stripe.card_copy.order import Order
from sandbox.stripe.core.errors import StripeError, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.authentication import key_of
from sandbox.stripe.sandbox import Sandbox

INSIDE = ("mapping", "skipped", "customers")
"""What only the receiving account gets to see."""


class CardCopies:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        path = "/_sandbox/card_copies"
        return [
            Route(path, self.start, methods=["POST"]),
            Route(f"{path}/{{id}}", self.show),
            Route(f"{path}/{{id}}/mapping.csv", self.mapping_csv),
            Route(f"{path}/{{id}}/mapping.json", self.mapping_json),
        ]

    async def start(self, request: Request) -> Response:
        """Start a copy, as the owner of the source account does in the dashboard."""
        order = Order.model_validate_json(await request.body())
        return JSONResponse(_outside(begin(self.sandbox.world, order)), 201)

    async def show(self, request: Request) -> Response:
        """Tell how far a copy is."""
        return JSONResponse(_outside(self._job(request)))

    async def mapping_csv(self, request: Request) -> Response:
        """Hand out the mapping as Stripe's file."""
        return PlainTextResponse(as_csv(self._finished(request)["mapping"]), media_type="text/csv")

    async def mapping_json(self, request: Request) -> Response:
        """Hand out the mapping, and what was left behind and why."""
        job = self._finished(request)
        return JSONResponse({name: job[name] for name in INSIDE})

    def _job(self, request: Request) -> Object:
        job_id = request.path_params["id"]
        found = (each.find(KIND, job_id) for each in self.sandbox.world.accounts.values())
        job = next(filter(None, found), None)
        if job is None:
            raise resource_missing(KIND, job_id)
        return job

    def _finished(self, request: Request) -> Object:
        """Insist on the receiving account's key and on a copy that is complete."""
        job = self._job(request)
        asking = self.sandbox.world.by_key(key_of(request.headers))
        if asking is None or asking.alias != job["target"]:
            message = "Only the receiving account can download the mapping."
            raise StripeError(message, status=403)
        if job["status"] != "complete":
            raise StripeError(f"The copy is not complete before {job['ready_at']}.", status=409)
        return job


def _outside(job: Object) -> Object:
    return {name: value for name, value in job.items() if name not in INSIDE}
