"""Watching until nothing moves any more, but not for ever: who waits for a build has to hear of
it."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from cli.command import Refusal

LOOKS: Final = 3
"""Looks in a row that must find nothing on its way."""

PAUSE: Final = 0.5
"""Seconds between two looks."""

PATIENCE: Final = 300.0
"""Seconds without any movement after which something is broken. A message whose worker died rests
longest: 210 seconds in the local stage (template.yaml, Visibility)."""

type Advance = Callable[[str, int, int], None]
"""Told what is going on, how much is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Somebody who watches queues."""

    tell: Advance
    clock: Callable[[], float] = time.monotonic
    """Seconds, never running backwards."""
    pause: Callable[[float], None] = time.sleep

    def until_quiet(self, what: str, waiting: Callable[[], int]) -> None:
        """Look until nothing waits; refuse to look on when the same number waits for minutes."""
        most, quiet, last, moved = 1, 0, -1, self.clock()
        while quiet < LOOKS:
            left = waiting()
            most = max(most, left)
            quiet = quiet + 1 if left == 0 else 0
            if left != last:
                last, moved = left, self.clock()
            elif left and self.clock() - moved > PATIENCE:
                raise Refusal(f"{what}: {left} left, and nothing moved for {PATIENCE:.0f} seconds")
            self.tell(what, most - left, most)
            self.pause(PAUSE)
