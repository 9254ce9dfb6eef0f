"""A time in which a provider does not answer at all."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandbox.ground.clockwork import Seconds


@dataclass(slots=True)
class Outage:
    """A time in which nothing answers."""

    until: Seconds
    unreachable: bool = False
    """Whether connections break, instead of an answer 503."""
    letters: Literal["lost", "late"] = "lost"
    """What becomes of webhooks that would have been sent meanwhile."""

    def goes_on(self, now: Seconds) -> bool:
        """Tell whether it is not over yet."""
        return now < self.until


class OutageOrder(BaseModel):
    """Begin an outage that lasts some hours of the clock."""

    model_config = ConfigDict(extra="forbid")

    hours: Annotated[float, Field(gt=0)]
    unreachable: bool = False
    letters: Literal["lost", "late"] = "lost"

    def from_now(self, now: Seconds) -> Outage:
        """Work out its end."""
        return Outage(now + int(self.hours * 3_600), self.unreachable, self.letters)
