"""A hint that the poll told may be given up: Stripe was away for long, and it lies among the dead
letters (KAJ-3). What nothing came of is told again, once a day for three days; by then somebody saw
the alarm.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from carryover.access.messages import PollList
from carryover.access.model import RequestState
from carryover.access.noticing import ended
from carryover.access.store import Memory
from carryover.kernel.clock import Clock, seconds
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Kajabi, Listed, Purchase

TOLD_FOR: Final = timedelta(days=3)
"""Also longer than a weekend's outage: each day's telling reaches back over all of them."""

OPEN: Final = (RequestState.INTENDED, RequestState.CLEARED, RequestState.RELEASED)
"""States of a wish that is still to be carried out, as long as the site shows its cause."""

PAGES: Final = 5
"""Per message, each of a hundred purchases with a request each to find whose they are."""


@dataclass(frozen=True, slots=True)
class Reminding:
    """Reads once more what was deactivated."""

    memory: Memory
    kajabi: Kajabi
    now: Clock

    def deactivated(
        self, order: PollList
    ) -> tuple[list[tuple[str, MemberHinted]], PollList | None]:
        """Find what to tell again, and how to read on; ``None``: that was all."""
        since = seconds(self.now() - TOLD_FOR)
        found: list[tuple[str, MemberHinted]] = []
        for page in range(order.again, order.again + PAGES):
            listed = self.kajabi.deactivated(order.site, since, page)
            found.extend(self._unanswered(order.site, listed))
            if not listed.more:
                return found, None
        return found, order.model_copy(update={"again": order.again + PAGES})

    def _unanswered(
        self, site: str, listed: Listed[Purchase]
    ) -> Iterator[tuple[str, MemberHinted]]:
        customers = {one.id: one.customer for one in listed.items}
        for each in ended(site, listed):
            contact = self.kajabi.contact_of(site, customers[each.hint.purchase or ""])
            wish = self.memory.requests.find(f"{site}:{contact}:purchase:{each.name}")
            if wish is None or wish.state in OPEN:
                yield f"poll:{site}:{each.name}:again:{self.now():%Y-%m-%d}", each.hint
