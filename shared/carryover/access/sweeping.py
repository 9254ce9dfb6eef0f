"""Everybody who has an offer or a tag, however many: read on from minute to minute (KAJ-3).

A thousand members are read at once. Of more, each poll reads the next thousand and keeps the pages;
when the last one is read they are put together. So the requests a minute are bounded, a crash costs
one message's pages, and who is missed among ten thousand is noticed after ten minutes.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from carryover.access.model import Reached
from carryover.access.store import Memory
from carryover.kernel.clock import Clock, moment, seconds
from carryover.ports.kajabi import Listed

PAGES: Final = 10
"""Per message: 1,000 members, 10 seconds of what the clock may ask (decision 0016)."""


type Page = Callable[[int], Listed[str]]
"""Reads a page of a list, counted from 1."""


@dataclass(frozen=True, slots=True)
class Swept:
    """A reading that is whole."""

    people: frozenset[str]
    began: datetime
    """What was given since may not have been on the page it belongs to when that was read."""
    place: Reached


@dataclass(frozen=True, slots=True)
class Sweeping:
    """Reads on."""

    memory: Memory
    now: Clock

    def on(self, site: str, what: str, read: Page) -> Swept | None:
        """Read the next pages; ``None``: there are more. The place is written last: whoever died
        before reads the same pages again, and keeps them over themselves."""
        held = self._under_way(site, what)
        look = f"{site}:{what}:{held.until}"
        people: set[str] = set()
        for page in range(held.page + 1, held.page + PAGES + 1):
            listed = read(page)
            people.update(listed.items)
            if not listed.more:
                return self._whole(held, people, look)
            self.memory.readings.keep(look, page, listed.items)
        self._reached(held, page)
        return None

    def _under_way(self, site: str, name: str) -> Reached:
        """Find the reading under way, or begin one."""
        what, now = f"sweep:{name}", self.now()
        held = self.memory.progress.find(site, what)
        if held is None:
            return Reached(site=site, what=what, until=seconds(now), looked_at=now)
        return held if held.page else held.model_copy(update={"until": seconds(now)})

    def _whole(self, held: Reached, last: set[str], look: str) -> Swept:
        before = self.memory.readings.people(look) if held.page else frozenset()
        return Swept(before | last, moment(held.until), held)

    def done(self, swept: Swept) -> None:
        """Begin anew next time: said once everybody who is missed was told of, so that nobody is
        lost with a worker that dies in between."""
        self._reached(swept.place, 0)

    def _reached(self, held: Reached, page: int) -> None:
        now = {"page": page, "looked_at": self.now()}
        self.memory.progress.save(held.model_copy(update=now))
