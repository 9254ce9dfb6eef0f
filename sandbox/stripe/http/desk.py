"""Answers one request from beginning to end: who asks, what, whether it was asked before.

Synchronous on purpose: one request is finished before the next begins, so the world needs no lock.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.clocks import catch_up, clock_of, living_by, words
from sandbox.stripe.core.errors import (
    NOT_IMPLEMENTED,
    StripeError,
    invalid_request,
    not_implemented,
)
from sandbox.stripe.core.events import API_VERSION, Cause
from sandbox.stripe.core.ids import make_id
from sandbox.stripe.core.store import Object
from sandbox.stripe.core.world import World
from sandbox.stripe.http.authentication import account_of, key_of
from sandbox.stripe.http.call import Call
from sandbox.stripe.http.expand import expanded
from sandbox.stripe.http.form import decode
from sandbox.stripe.http.idempotency import Kept, recall
from sandbox.stripe.http.permissions import allowed
from sandbox.stripe.http.routing import Endpoint, find
from sandbox.stripe.versions.known import check_version
from sandbox.stripe.versions.requests import DEFAULTS, WORDS, said

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Incoming:
    """A request as it came over the wire; header names in lower case."""

    method: str
    path: str
    query: str = ""
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer ready for the wire."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Desk:
    """Answers the requests to all accounts of a world."""

    world: World
    taken: int = 0

    def answer(self, incoming: Incoming) -> Reply:
        """Answer a request; a refusal is an answer too."""
        self.taken += 1
        cause = Cause(
            make_id("req", self.world.seed, self.taken), incoming.headers.get("idempotency-key")
        )
        try:
            reply = self._answer(incoming, cause)
        except StripeError as refused:
            reply = refusal(refused)
        common = {"request-id": cause.request_id or "", "stripe-version": API_VERSION}
        return Reply(reply.status, reply.body, {**common, **reply.headers})

    def remember(self, incoming: Incoming, failure: Reply) -> None:
        """Keep a failure of Stripe's own as the answer to the request's key."""
        key = incoming.headers.get("idempotency-key")
        if key is None or incoming.method != "POST":
            return
        account = account_of(self.world, incoming.headers)
        question = json.dumps(_parameters(incoming), sort_keys=True)
        account.replies[key] = Kept(
            incoming.path, question, failure.status, failure.body, None, account.now()
        )

    def _answer(self, incoming: Incoming, cause: Cause) -> Reply:
        account = account_of(self.world, incoming.headers)
        version = check_version(incoming.headers.get("stripe-version", account.api_version))
        endpoint, ids = find(incoming.method, incoming.path)
        account.requests[f"{endpoint.method} {endpoint.path}"] += 1
        raw = allowed(account, key_of(incoming.headers), endpoint, ids, _parameters(incoming))
        key = cause.idempotency_key if incoming.method == "POST" else None
        turn = _Turn(account, endpoint, ids, incoming.path, cause, version)
        if key is None:
            return turn.run(turn.params(raw))
        question = json.dumps(raw, sort_keys=True)
        if kept := recall(account, key, incoming.path, question):
            return _replay(kept, key)
        reply = turn.run(turn.params(raw))
        account.replies[key] = Kept(
            incoming.path, question, reply.status, reply.body, cause.request_id, account.now()
        )
        return reply


@dataclass(frozen=True, slots=True)
class _Turn:
    """One run of an endpoint; whatever it refuses from here on is remembered for its key."""

    account: Account
    endpoint: Endpoint
    ids: tuple[str, ...]
    path: str
    cause: Cause
    version: str

    def params(self, raw: Object) -> Object:
        """Check what was asked, said in the words of an older version where that is allowed."""
        route = self.endpoint.method, self.endpoint.path
        try:
            params = self.endpoint.check(said(WORDS, route, raw, self.version))
        except StripeError as refused:
            if refused.code == "parameter_unknown" and self.version != API_VERSION:
                what = f"{refused.param} of API version {self.version}"
                raise not_implemented(f"parameter {what}, only those of {API_VERSION}") from refused
            raise
        return said(DEFAULTS, route, params, self.version)

    def run(self, params: Object) -> Reply:
        """Run it as the cause of whatever it announces, then whatever fell due at once."""
        self.account.cause = self.cause
        clock = clock_of(self.account, [*self.ids, *words(params)])
        try:
            answer = self._answer(params, clock)
            shown = expanded(self.account, answer, params.get("expand", []), self.version)
            reply = Reply(200, _json(shown), {"stripe-version": self.version})
        except StripeError as refused:
            if refused.code == NOT_IMPLEMENTED:
                raise
            reply = refusal(refused)
        finally:
            self.account.cause = Cause()
        catch_up(self.account, clock)
        self.account.world.advance(self.account.world.clock)
        return reply

    def _answer(self, params: Object, clock: str | None) -> Object:
        """Answer in the time that the objects in question live in."""
        with living_by(self.account, clock):
            return self.endpoint.answer(Call(self.account, params, self.path), *self.ids)


def _parameters(incoming: Incoming) -> Object:
    """Read the form; Stripe takes parameters from the query of GET and DELETE, else the body."""
    kind = incoming.headers.get("content-type", FORM)
    if incoming.body and not kind.startswith(FORM):
        message = (
            "Invalid request (check that your POST content type is "
            "application/x-www-form-urlencoded)."
        )
        raise invalid_request(message)
    return decode("&".join(part for part in (incoming.query, incoming.body) if part))


def _replay(kept: Kept, key: str) -> Reply:
    headers = {
        "idempotency-key": key,
        "idempotent-replayed": "true",
        "original-request": kept.request_id or "",
    }
    return Reply(kept.status, kept.body, headers)


def refusal(refused: StripeError) -> Reply:
    """Put a refusal into an answer."""
    return Reply(refused.status, _json(refused.body()))


def _json(body: Object) -> bytes:
    return json.dumps(body).encode()
