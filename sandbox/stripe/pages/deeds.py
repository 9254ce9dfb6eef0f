"""The part of the control API in which a test plays the customer and the bank."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from sandbox.stripe.checkout import opening
from sandbox.stripe.checkout.completing import Form, check_open, complete
from sandbox.stripe.checkout.linking import follow
from sandbox.stripe.core.account import Account
from sandbox.stripe.core.declines import CODES
from sandbox.stripe.core.errors import invalid_request, resource_missing
from sandbox.stripe.core.store import Object
from sandbox.stripe.payments import disputing
from sandbox.stripe.sandbox import Sandbox

ROOT = "/_sandbox/accounts/{alias}"


class Body(BaseModel):
    """Says what it names and nothing else."""

    model_config = ConfigDict(extra="forbid")


class FilledForm(Body):
    """Fill a Checkout Session in."""

    payment_method: str | None = "pm_card_visa"
    email: str | None = None
    name: str | None = None
    passes: bool = True
    """Whether 3D Secure is passed, if it comes."""
    promotion_code: str | None = None

    def form(self) -> Form:
        """Say it in Checkout's own words."""
        return Form(self.payment_method, self.email, self.name, self.passes, self.promotion_code)


class BankOrder(Body):
    """Decide what the bank of a saved card says from now on: a decline code (with the
    network's advice, if wanted: ``do_not_honor/24``), ``approve``, ``authenticate``; null: what the
    test card says."""

    says: str | None


class Claim(Body):
    """Dispute a charge."""

    reason: Annotated[str, Field(pattern=r"^[a-z_]+$")] = "fraudulent"
    inquiry: bool = False


class Verdict(Body):
    """Decide a dispute."""

    result: Literal["won", "lost"]


class Deeds:
    """Every function answers one path."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[Route]:
        """List the paths."""
        posts = {
            "/checkout_sessions/{id}/complete": self.complete,
            "/checkout_sessions/{id}/expire": self.expire,
            "/payment_links/{id}/open": self.open_link,
            "/charges/{id}/dispute": self.dispute,
            "/charges/{id}/fraud_warning": self.warn,
            "/disputes/{id}/decide": self.decide,
        }
        bank = Route(f"{ROOT}/payment_methods/{{id}}/bank", self.order_bank, methods=["PUT"])
        return [
            *(Route(f"{ROOT}{path}", deed, methods=["POST"]) for path, deed in posts.items()),
            bank,
        ]

    async def complete(self, request: Request) -> Response:
        """Fill a Checkout Session in as a customer."""
        wanted = FilledForm.model_validate_json(await request.body() or b"{}")
        account, found = self._found(request, opening.KIND)
        return self._done(complete(account, found, wanted.form()))

    async def expire(self, request: Request) -> Response:
        """Leave a Checkout Session until its time is over."""
        account, found = self._found(request, opening.KIND)
        check_open(found)
        return self._done(opening.expire(account, found))

    async def open_link(self, request: Request) -> Response:
        """Open a payment link as a customer."""
        return self._done(follow(*self._found(request, "payment_link")))

    async def order_bank(self, request: Request) -> Response:
        """Be the bank of a card."""
        wanted = BankOrder.model_validate_json(await request.body())
        account, method = self._account(request), request.path_params["id"]
        if "number" not in account.facts.get(method, {}):
            raise resource_missing("payment_method", method)
        word, _, advice = (wanted.says or "").partition("/")
        known = word in {"", "approve", "authenticate", *CODES}
        if not known or (advice and word not in CODES):
            raise invalid_request(f"No bank says {wanted.says}.", param="says")
        account.facts[method]["bank_says"] = wanted.says
        return JSONResponse({"payment_method": method, "says": wanted.says})

    async def dispute(self, request: Request) -> Response:
        """Ask one's bank for a charge back."""
        wanted = Claim.model_validate_json(await request.body() or b"{}")
        account, charge = self._found(request, "charge")
        if not charge["captured"] or charge["status"] != "succeeded":
            raise invalid_request("Only a charge that was paid can be disputed.")
        made = disputing.open_dispute(account, charge, wanted.reason, inquiry=wanted.inquiry)
        return self._done(made)

    async def warn(self, request: Request) -> Response:
        """Report a charge as fraud to the network."""
        return self._done(disputing.warn(*self._found(request, "charge")))

    async def decide(self, request: Request) -> Response:
        """Be the bank that decides a dispute."""
        wanted = Verdict.model_validate_json(await request.body())
        account, found = self._found(request, disputing.KIND)
        if disputing.is_over(found):
            raise invalid_request("This dispute is already closed.")
        (disputing.win if wanted.result == "won" else disputing.lose)(account, found)
        return self._done(found)

    def _found(self, request: Request, kind: str) -> tuple[Account, Object]:
        account = self._account(request)
        return account, account.get(kind, request.path_params["id"])

    def _account(self, request: Request) -> Account:
        alias = request.path_params["alias"]
        if alias not in self.sandbox.world.accounts:
            raise resource_missing("account", alias, "alias")
        return self.sandbox.world.accounts[alias]

    def _done(self, answer: Object) -> Response:
        """Do what falls due at once, and send the letters."""
        self.sandbox.world.advance(self.sandbox.world.clock)
        self.sandbox.post_office.dispatch()
        return JSONResponse(answer)
