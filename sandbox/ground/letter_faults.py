"""What may go wrong on the way to a receiver, on demand; the seed decides which letters."""

from typing import Annotated

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

type Share = Annotated[float, Field(ge=0, le=1)]


@dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))
class WebhookFaults:
    """Shares are 0 to 1 of all letters."""

    lost: Share = 0.0
    """Never sent."""
    duplicated: Share = 0.0
    copies: Annotated[int, Field(ge=1)] = 1
    """How many more times a duplicated letter is sent."""
    window: Annotated[int, Field(ge=1)] = 1
    """Letters waiting together that are shuffled: 1 keeps their order."""
    delayed: Share = 0.0
    delay: Annotated[int, Field(ge=0)] = 60
    """Seconds of the clock that a delayed letter waits."""
