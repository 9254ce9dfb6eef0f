"""One running Kajabi: the world and everything around it that can be told to misbehave."""

from collections.abc import Callable

from sandbox.ground.accidents import ApiFaults, Kind
from sandbox.ground.asking import Incoming
from sandbox.ground.clockwork import Seconds
from sandbox.ground.outage import Outage
from sandbox.ground.sorting import Sorter
from sandbox.kajabi.core.errors import Refused
from sandbox.kajabi.core.records import Site
from sandbox.kajabi.core.state import State
from sandbox.kajabi.core.world import Happening, World
from sandbox.kajabi.http.desk import UNAVAILABLE, Desk
from sandbox.kajabi.http.incoming import Reply, refusal
from sandbox.kajabi.http.rate_limit import RateLimiter
from sandbox.kajabi.people import automations, paying
from sandbox.kajabi.webhooks.letters import letters

TOO_MANY = refusal(Refused(429, "Too many requests", "The rate limit is exceeded."))
"""Limits exist and are documented nowhere: this body is inferred (CONTRACTS.md 1.3)."""
ANSWERS = {
    Kind.SERVER_ERROR: refusal(Refused(500, "Internal Server Error", "Something went wrong.")),
    Kind.UNAVAILABLE: UNAVAILABLE,
    Kind.RATE_LIMIT: TOO_MANY,
}


class Sandbox:
    """What a server, or somebody inside the same process, stands on."""

    def __init__(
        self,
        seed: int = 1,
        start: Seconds = 1_735_689_600,
        pace: Callable[[], float] = lambda: 0.0,
    ) -> None:
        self.world = World(seed, start)
        self.desk = Desk(self.world)
        self.sorter = Sorter(self.world, lambda: self.world.state.outage)
        self.faults = ApiFaults(self.world)
        self.limiter = RateLimiter(self.world, pace)
        self.world.listeners += [self._write, automations.react]
        self.world.work.append(paying.renew)

    def furnish(self, title: str, client_id: str, secret: str) -> Site:
        """Open a site, and an owner's key to it."""
        self.world.open_key(client_id, secret)
        return self.world.open_site(title)

    def turned_away(self, asked: Incoming) -> Reply | None:
        """Tell a client that asks too often; clients are told apart by what they show."""
        client = asked.headers.get("authorization", "")
        token = self.world.state.tokens.get(client.partition(" ")[2])
        if self.limiter.admits(token.client_id if token else "anonymous"):
            return None
        self.desk.requests[f"{asked.method} {asked.path} 429"] += 1
        return Reply(429, TOO_MANY.body, headers=self.limiter.headers())

    def outage(self) -> Outage | None:
        """Give the outage that goes on, if one does."""
        return self.desk.outage()

    def order_outage(self, outage: Outage | None) -> None:
        """Have an outage, or none."""
        self.world.state.outage = outage

    def answer(self, asked: Incoming) -> Reply:
        """Answer a request, whatever it is."""
        return self.desk.answer(asked)

    def says(self, kind: Kind) -> Reply | None:
        """Say what a client hears of an accident; None: its connection breaks."""
        return ANSWERS.get(kind)

    def _write(self, world: World, happening: Happening) -> None:
        for letter in letters(world, happening):
            self.sorter.accept(letter)

    def reset(self) -> None:
        """Start over: sites and keys stay, everything in them goes."""
        old = self.world.state
        fresh = State(old.seed, old.start, old.start, sites=old.sites, keys=old.keys)
        fresh.taken = {"sites": len(old.sites)}
        self.become(fresh)

    def become(self, state: State) -> None:
        """Take over another state; accidents and what was on its way do not survive."""
        self.world.become(state)
        self.sorter.forget()
        self.faults.forget()
        self.limiter.enforce(None)
        self.limiter.limited.clear()
        self.desk.requests.clear()
