"""One running HighLevel: the world and everything around it that can be told to misbehave."""

from collections.abc import Callable
from dataclasses import replace

from sandbox.ground.accidents import ApiFaults, Kind
from sandbox.ground.asking import Incoming, Reply
from sandbox.ground.clockwork import Seconds
from sandbox.ground.outage import Outage
from sandbox.ground.sorting import Sorter
from sandbox.highlevel.core.errors import Refused
from sandbox.highlevel.core.keys import App, Pit
from sandbox.highlevel.core.records import Location
from sandbox.highlevel.core.state import State
from sandbox.highlevel.core.world import Happening, World
from sandbox.highlevel.http.callers import known_by
from sandbox.highlevel.http.desk import Desk, down
from sandbox.highlevel.http.rate_limit import RateLimiter
from sandbox.highlevel.http.written import refusal
from sandbox.highlevel.webhooks.letters import letters


def too_many() -> Refused:
    """Refuse a client that asks too often [T]."""
    return Refused(429, "Too Many Requests")


ACCIDENTS: dict[Kind, Callable[[], Refused]] = {
    Kind.SERVER_ERROR: lambda: Refused(500, "Internal Server Error"),
    Kind.UNAVAILABLE: down,
    Kind.RATE_LIMIT: too_many,
}
COMPANY = "company0000000000001"
TOKENS = "/oauth/token"


class Sandbox:
    """What a server, or somebody inside the same process, stands on."""

    def __init__(
        self,
        seed: int = 1,
        start: Seconds = 1_735_689_600,
        pace: Callable[[], float] | None = None,
    ) -> None:
        self.world = World(seed, start)
        self.desk = Desk(self.world)
        self.sorter = Sorter(self.world, lambda: self.world.state.outage)
        self.faults = ApiFaults(self.world)
        self.limiter = RateLimiter(self.world, pace)
        self.world.listeners.append(self._write)

    def open_location(
        self, name: str, *, timezone: str = "Europe/Warsaw", country: str = "PL"
    ) -> Location:
        """Open a sub-account of the one agency there is, unless its company is changed."""
        world = self.world
        where = (world.id("locations"), COMPANY, name, timezone, country)
        made = Location(*where, world.now)
        world.state.locations[made.id] = made
        return made

    def open_pit(self, token: str, location: Location, scopes: list[str] | None = None) -> Pit:
        """Create a private integration; no scopes: every permission."""
        if not token.startswith("pit-"):
            raise Refused(400, "A private integration's token begins with pit-")
        self.world.state.pits[token] = Pit(token, location.id, scopes)
        return self.world.state.pits[token]

    def open_app(
        self, client_id: str, secret: str, scopes: list[str], webhook_url: str = ""
    ) -> App:
        """Register an app; it may do nothing until somebody installs it."""
        ids = (self.world.object_id("apps"), self.world.object_id("versions"))
        self.world.state.apps[client_id] = App(client_id, secret, *ids, scopes, webhook_url)
        return self.world.state.apps[client_id]

    def turned_away(self, asked: Incoming) -> Reply | None:
        """Tell a client that asks too often; who shows no token is not counted, nor is asking for
        one [U]."""
        who = None if asked.path == TOKENS else known_by(self.world, _shown(asked))
        if who is None or self.limiter.admits(who):
            return None
        self.desk.requests[f"{asked.method} {asked.path} 429"] += 1
        refused = refusal(self.world, too_many())
        return replace(refused, headers=self.limiter.headers(who))

    def outage(self) -> Outage | None:
        """Give the outage that goes on, if one does."""
        return self.desk.outage()

    def order_outage(self, outage: Outage | None) -> None:
        """Have an outage, or none."""
        self.world.state.outage = outage

    def answer(self, asked: Incoming) -> Reply:
        """Answer a request, and tell what is left of the limit."""
        who = known_by(self.world, _shown(asked))
        reply = self.desk.answer(asked)
        return replace(reply, headers=self.limiter.headers(who)) if who else reply

    def says(self, kind: Kind) -> Reply | None:
        """Say what a client hears of an accident; None: its connection breaks."""
        refused = ACCIDENTS.get(kind)
        return refusal(self.world, refused()) if refused else None

    def reset(self) -> None:
        """Start over: locations, workflows, fields, keys and apps stay; people and sales go."""
        old = self.world.state
        fresh = State(old.seed, old.start, old.start, taken=dict(old.taken))
        fresh.locations, fresh.workflows, fresh.fields = old.locations, old.workflows, old.fields
        fresh.pits, fresh.apps, fresh.installs = old.pits, old.apps, old.installs
        self.become(fresh)

    def become(self, state: State) -> None:
        """Take over another state; accidents and what was on its way do not survive."""
        self.world.become(state)
        self.sorter.forget()
        self.faults.forget()
        self.limiter.enforce(self.limiter.limit)
        self.limiter.limited.clear()
        self.desk.requests.clear()

    def _write(self, world: World, happening: Happening) -> None:
        for letter in letters(world, happening):
            self.sorter.accept(letter)


def _shown(asked: Incoming) -> str:
    return asked.headers.get("authorization", "").partition(" ")[2]
