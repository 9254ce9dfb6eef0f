"""Answers requests, one by one, without a network: the server and ``inside`` both stand here."""

from collections import Counter

from sandbox.ground.asking import Incoming
from sandbox.ground.outage import Outage
from sandbox.kajabi import resources
from sandbox.kajabi.core.errors import Refused, forbidden, not_implemented
from sandbox.kajabi.core.records import Key
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.endpoints import Call, Endpoint, find, parameters
from sandbox.kajabi.http.incoming import Reply, refusal
from sandbox.kajabi.http.tokens import bearer

UNAVAILABLE = refusal(Refused(503, "Service unavailable", "Kajabi is not available."))


class Desk:
    """Takes one request at a time."""

    def __init__(self, world: World) -> None:
        resources.load()
        self.world = world
        self.requests: Counter[str] = Counter()
        """How often what was answered with which status."""

    def outage(self) -> Outage | None:
        """Give the outage that goes on, if one does."""
        order = self.world.state.outage
        return order if order and order.goes_on(self.world.now) else None

    def answer(self, asked: Incoming) -> Reply:
        """Answer a request, whatever it is."""
        place = asked.path
        try:
            endpoint, parts = find(asked)
            place = endpoint.path
            reply = UNAVAILABLE if self.outage() else self._work(endpoint, parts, asked)
        except Refused as refused:
            reply = refusal(refused)
        self.requests[f"{asked.method} {place} {reply.status}"] += 1
        return reply

    def _work(self, endpoint: Endpoint, parts: dict[str, str], asked: Incoming) -> Reply:
        key = None if endpoint.scope is None else bearer(self.world, asked)
        _check(endpoint, key)
        query = parameters(endpoint, asked)
        return endpoint.handler(Call(self.world, asked, parts, query, key))


def _check(endpoint: Endpoint, key: Key | None) -> None:
    """Hold a limited key to the documented permissions; no other is known by name."""
    scope = endpoint.scope
    if key is None or key.scopes is None or scope in {None, "any"}:
        return
    if scope == "owner":
        raise not_implemented(f"{endpoint.method} {endpoint.path} with a limited key")
    if scope is not None and scope not in key.scopes:
        raise forbidden(scope)
