"""Takes letters and decides what becomes of each: lost, doubled, late, shuffled.

Nothing here can fail or wait; who carries the letters (a post office, or a test) asks for them.
"""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace

from sandbox.ground.clockwork import Clockwork, Seconds
from sandbox.ground.letter_faults import WebhookFaults
from sandbox.ground.letters import Letter
from sandbox.ground.outage import Outage


class Sorter:
    """Holds what is waiting."""

    def __init__(self, world: Clockwork, outage: Callable[[], Outage | None]) -> None:
        self.world = world
        self.outage = outage
        """Tells of the last outage ordered, over or not."""
        self.faults = WebhookFaults()
        self.counts: Counter[str] = Counter()
        self._waiting: list[Letter] = []
        self._resting: list[tuple[Seconds, int, int, Letter]] = []
        """Letters for a later instant of the clock, soonest first."""

    def accept(self, letter: Letter) -> None:
        """Decide what becomes of a letter."""
        self.counts["written"] += 1
        outage = self.outage()
        if outage and self.world.now < outage.until:
            self._through_outage(letter, outage.until, late=outage.letters == "late")
        elif self._falls("lost", letter):
            self.counts["lost"] += 1
        else:
            self._multiply(letter)

    def take(self) -> list[Letter]:
        """Hand out everything whose time has come, shuffled within the window."""
        while self._resting and self._resting[0][0] <= self.world.now:
            self._waiting.append(heapq.heappop(self._resting)[3])
        waiting, self._waiting = self._waiting, []
        window = self.faults.window
        parts = [waiting[at : at + window] for at in range(0, len(waiting), window)]
        return [letter for part in parts for letter in self._shuffled(part)]

    def pending(self) -> int:
        """Count what has not been handed out."""
        return len(self._waiting) + len(self._resting)

    def forget(self) -> None:
        """Drop what waits."""
        self._waiting, self._resting = [], []
        self.counts.clear()
        self.faults = WebhookFaults()

    def _multiply(self, letter: Letter) -> None:
        extra = self.faults.copies if self._falls("duplicated", letter) else 0
        self.counts["duplicates"] += extra
        for copy in range(extra + 1):
            one = replace(letter, copy=copy)
            if self._falls("delayed", one):
                self.counts["delayed"] += 1
                self.rest(one, self.world.now + self.faults.delay)
            else:
                self._waiting.append(one)

    def _through_outage(self, letter: Letter, until: Seconds, *, late: bool) -> None:
        if late:
            self.counts["delayed"] += 1
            self.rest(letter, until)
        else:
            self.counts["lost"] += 1

    def rest(self, letter: Letter, when: Seconds) -> None:
        """Keep a letter until an instant of the clock."""
        heapq.heappush(self._resting, (when, letter.number, letter.copy, letter))

    def _falls(self, fault: str, letter: Letter) -> bool:
        share = float(getattr(self.faults, fault))
        return share > 0 and self.world.chance(fault, letter.number, letter.copy) < share

    def _shuffled(self, part: list[Letter]) -> list[Letter]:
        if self.faults.window == 1:
            return part
        return sorted(part, key=lambda each: self.world.chance("place", each.number, each.copy))
