"""What may go wrong between a client and the API, on demand."""

from enum import StrEnum
from fnmatch import fnmatchcase
from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from sandbox.ground.clockwork import Clockwork


class Kind(StrEnum):
    """How a request goes wrong."""

    SERVER_ERROR = "server_error"
    UNAVAILABLE = "unavailable"
    RATE_LIMIT = "rate_limit"
    TIMEOUT = "timeout"
    """No answer for a while, then the connection breaks."""
    RESET = "reset"
    """The connection breaks at once."""
    SLOW = "slow"
    """The right answer, late."""


@dataclass(slots=True, config=ConfigDict(extra="forbid"))
class Fault:
    """One standing order: requests that match go wrong, ``times`` times or until removed."""

    kind: Kind
    method: str = "*"
    path: str = "*"
    """A path, in which * stands for anything."""
    times: Annotated[int, Field(ge=1)] | None = 1
    after_effect: bool = False
    """Whether the request is carried out before its answer goes wrong: an unknown outcome."""
    seconds: Annotated[float, Field(ge=0)] = 1.0
    """How long a timeout or a slow answer keeps the client waiting; real time."""
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    """Of the matching requests, how many go wrong; the seed decides which."""

    def strikes(self, method: str, path: str) -> bool:
        """Tell whether a request matches while the order still stands."""
        return fnmatchcase(method, self.method) and fnmatchcase(path, self.path)


class ApiFaults:
    """The standing orders, oldest first."""

    def __init__(self, world: Clockwork) -> None:
        self.world = world
        self.orders: list[Fault] = []
        self.asked = 0
        self.struck = 0
        """Requests since the beginning, and those of them that went wrong."""

    def forget(self) -> None:
        """Drop the orders, and count from the beginning: the dice fall as on the first day."""
        self.orders = []
        self.asked = self.struck = 0

    def take(self, method: str, path: str) -> Fault | None:
        """Find the order that strikes a request, and count it down."""
        self.asked += 1
        luck = self.world.chance("fault", self.asked)
        matching = (each for each in self.orders if each.strikes(method, path))
        fault = next((each for each in matching if luck < each.share), None)
        if fault is None:
            return None
        self.struck += 1
        if fault.times is not None:
            fault.times -= 1
        self.orders = [each for each in self.orders if each.times != 0]
        return fault
