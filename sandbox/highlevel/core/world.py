"""One HighLevel under one movable clock."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from sandbox.ground.asking import Object
from sandbox.ground.clockwork import Seconds, digest, spelled, thrown
from sandbox.highlevel.core.errors import Missing, bad_request
from sandbox.highlevel.core.records import Contact, Location
from sandbox.highlevel.core.state import State


@dataclass(frozen=True, slots=True)
class Happening:
    """Something that happened in a location; apps installed there may be told."""

    event: str
    """By the name of HighLevel's webhook."""
    location: str
    body: Object
    """As the webhook's body begins."""
    app: str | None = None
    """The only app it is about; None: whichever is installed."""


type Listener = Callable[["World", Happening], None]


class World:
    """Time stands still until someone moves it; nothing in here reads the machine's clock."""

    def __init__(self, seed: int = 1, start: Seconds = 1_735_689_600) -> None:
        self.state = State(seed, start, start)
        self.listeners: list[Listener] = []

    @property
    def now(self) -> Seconds:
        """Tell the time."""
        return self.state.clock

    def count(self, kind: str) -> int:
        """Count up."""
        count = self.state.taken[kind] = self.state.taken.get(kind, 0) + 1
        return count

    def id(self, kind: str) -> str:
        """Give out the next id of a kind: 20 letters, as of contacts, locations and messages."""
        return self.token(20, kind, self.count(kind))

    def object_id(self, kind: str) -> str:
        """Give out the next id of a kind: 24 hexadecimal digits, as of what has ``_id``."""
        return digest(self.state.seed, kind, self.count(kind)).hex()[:24]

    def uuid(self, kind: str) -> str:
        """Give out the next id of a kind: a UUID, as of workflows, traces and webhooks."""
        made = digest(self.state.seed, kind, self.count(kind))
        return str(UUID(bytes=made[:16], version=4))

    def token(self, length: int, *parts: object) -> str:
        """Spell a secret: the same for the same seed and parts."""
        return spelled(self.state.seed, length, *parts)

    def chance(self, *parts: object) -> float:
        """Throw a die in [0, 1) that falls the same way for the same parts."""
        return thrown(self.state.seed, *parts)

    def tell(self, event: str, location: str, body: Object) -> None:
        """Tell everybody what happened in a location."""
        self.announce(Happening(event, location, body))

    def announce(self, happening: Happening) -> None:
        """Tell everybody what happened."""
        for listener in self.listeners:
            listener(self, happening)

    def advance(self, to: Seconds) -> None:
        """Move time forward."""
        if to < self.now:
            raise bad_request(f"The clock stands at {self.now}; it never goes back to {to}.")
        self.state.clock = to

    def become(self, state: State) -> None:
        """Take over another state; whoever listened goes on listening."""
        self.state = state

    def location(self, key: str) -> Location:
        """Look a location up."""
        return found(self.state.locations, "Location", key)

    def contact(self, key: str) -> Contact:
        """Look a contact up."""
        return found(self.state.contacts, "Contact", key)


def found[Record](kept: dict[str, Record], kind: str, key: str) -> Record:
    """Look something up, or refuse."""
    if key not in kept:
        raise Missing(kind, key)
    return kept[key]
