"""The status page at ``/_sandbox/`` and what its buttons do."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.stripe.billing.calendar import DAY, Cycle
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.errors import StripeError, invalid_request
from sandbox.stripe.core.events import Event
from sandbox.stripe.core.store import Object
from sandbox.stripe.http.form import decode
from sandbox.stripe.http.rate_limits import Limits
from sandbox.stripe.sandbox import Sandbox
from sandbox.stripe.webhooks.letters import Letter

SHOWN = 15
"""Lines of each list."""

STEPS = {"hour": 3600, "day": DAY, "week": 7 * DAY}
"""Seconds that the buttons move the clock; a month is a matter of the calendar."""

COUNTED = ("customer", "subscription", "invoice", "charge", "subscription_schedule")


class Status:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        return [
            Route("/_sandbox/", self.page),
            Route("/_sandbox/page/clock", self.move, methods=["POST"]),
            Route("/_sandbox/requests", self.requests),
            Route("/_sandbox/rate_limits", self.limits, methods=["GET"]),
            Route("/_sandbox/rate_limits", self.set_limits, methods=["PUT"]),
        ]

    async def page(self, request: Request) -> Response:
        """Show how things stand."""
        return HTMLResponse(_template().render(self._view(request.query_params.get("said"))))

    async def move(self, request: Request) -> Response:
        """Move the clock as a button says, then show the page again."""
        world = self.sandbox.world
        try:
            world.advance(_target(decode((await request.body()).decode()), world.clock))
        except StripeError as refused:
            shown = str(request.url_for("page").include_query_params(said=refused.message))
            return RedirectResponse(shown, 303)
        self.sandbox.post_office.dispatch()
        return RedirectResponse("/_sandbox/", 303)

    async def requests(self, _: Request) -> Response:
        """List the last requests, newest first."""
        return JSONResponse(self.sandbox.log.shown())

    async def limits(self, _: Request) -> Response:
        """Show the rate limits in force and how often they struck."""
        limiter = self.sandbox.limiter
        shown = limiter.limits.model_dump() if limiter.limits else None
        return JSONResponse({"limits": shown, "limited": limiter.limited})

    async def set_limits(self, request: Request) -> Response:
        """Switch rate limits on; ``null`` switches them off."""
        body = await request.body()
        wanted = None if body.strip() == b"null" else Limits.model_validate_json(body)
        self.sandbox.limiter.enforce(wanted)
        return await self.limits(request)

    def _view(self, said: str | None) -> dict[str, Any]:
        sandbox, world = self.sandbox, self.sandbox.world
        accounts = list(world.accounts.values())
        events = [
            (each.alias, event) for each in accounts for event in list(each.events)[:-SHOWN:-1]
        ]
        newest = sorted(events, key=lambda pair: pair[1].recorded, reverse=True)[:SHOWN]
        return {
            "accounts": [_account(each) for each in accounts],
            "counted": COUNTED,
            "clock": written(world.clock),
            "deliveries": [
                _delivery(*each) for each in list(sandbox.post_office.closed)[::-1][:SHOWN]
            ],
            "due": [(written(each.when), each) for each in world.due()[:SHOWN]],
            "due_count": len(world.work),
            "events": [_event(*each) for each in newest],
            "faults": len(sandbox.api_faults.orders),
            "limits": sandbox.limiter.limits,
            "pending": sandbox.post_office.pending(),
            "requests": [(written(each.at), each) for each in list(sandbox.log)[:SHOWN]],
            "said": said,
            "seed": world.seed,
            "steps": [*STEPS, "month"],
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """One line of the list of deliveries."""

    account: str
    type: str
    event: str
    url: str
    result: str
    attempts: int


def written(instant: int) -> str:
    """Write an instant for people."""
    return datetime.fromtimestamp(instant, UTC).strftime("%Y-%m-%d %H:%M:%S")


def _target(form: Object, now: int) -> int:
    step, to = form.get("by"), form.get("to")
    if step == "month":
        return Cycle(now, "month").boundary(1)
    if isinstance(step, str) and step in STEPS:
        return now + STEPS[step]
    try:
        read = datetime.fromisoformat(str(to))
    except ValueError:
        raise invalid_request(f"{to or 'Nothing'} is no date and time.") from None
    return int((read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp())


def _account(account: Account) -> Object:
    kinds = account.store.kinds
    return {
        "alias": account.alias,
        "id": account.id,
        "mode": "live" if account.livemode else "test",
        "version": account.api_version,
        "counts": [len(kinds[kind]) if kind in kinds else 0 for kind in COUNTED],
        "stats": account.stats,
        "clocks": len(kinds.get("test_helpers.test_clock", ())),
    }


def _event(alias: str, event: Event) -> Object:
    data = event.render()["data"]["object"]
    return {
        "at": written(event.created),
        "account": alias,
        "type": event.type,
        "id": event.id,
        "about": data.get("id", ""),
    }


def _delivery(letter: Letter, result: str) -> Delivery:
    event, url = letter.event, letter.endpoint["url"]
    alias = letter.account.alias
    return Delivery(alias, event.type, event.id, url, result, letter.attempt + 1)


@cache
def _template() -> Template:
    environment = Environment(loader=PackageLoader("sandbox.stripe.status", "."), autoescape=True)
    return environment.get_template("status.html")
