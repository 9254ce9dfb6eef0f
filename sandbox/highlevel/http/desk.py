"""Answers requests, one by one, without a network: the server and ``inside`` both stand here."""

from collections import Counter

from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.outage import Outage
from sandbox.highlevel import resources
from sandbox.highlevel.core.errors import Refused
from sandbox.highlevel.core.world import World
from sandbox.highlevel.http.callers import caller
from sandbox.highlevel.http.endpoints import Call, Endpoint, check_version, find, parameters
from sandbox.highlevel.http.written import refusal


def down() -> Refused:
    """Refuse everything, in an outage."""
    return Refused(503, "Service Unavailable")


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
            if self.outage():
                raise down()
            endpoint, parts = find(asked)
            place = endpoint.path
            reply = self._work(endpoint, parts, asked)
        except Refused as refused:
            reply = refusal(self.world, refused)
        self.requests[f"{asked.method} {place} {reply.status}"] += 1
        return reply

    def _work(self, endpoint: Endpoint, parts: dict[str, str], asked: Incoming) -> Reply:
        who = None
        if endpoint.version is not None:
            who = caller(self.world, asked)
        check_version(endpoint, asked)
        if who is not None:
            who.check(endpoint.scope, endpoint.user_type)
        query = parameters(endpoint, asked)
        return endpoint.handler(Call(self.world, asked, parts, query, who))
