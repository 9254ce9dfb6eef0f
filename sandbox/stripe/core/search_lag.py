"""What search does not know yet: https://docs.stripe.com/search#data-freshness.

"Data is searchable in under 1 minute": here after exactly one minute of the world's clock. A change
keeps what it replaced for that long; a new object replaces nothing.
"""

from collections import deque
from collections.abc import Callable, Iterator
from typing import Any

LAG = 60
"""Seconds."""

SEARCHABLE = frozenset(
    {"charge", "customer", "invoice", "payment_intent", "price", "product", "subscription"}
)

type Object = dict[str, Any]
type Replaced = tuple[int, str, str, Object | None]
"""When, the kind and id, and what was there before."""


class SearchLag:
    """The replaced versions of the last minute, oldest first."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self.replaced: deque[Replaced] = deque()

    def note(self, kind: str, object_id: str, before: Object | None) -> None:
        """Keep what is about to be replaced; the copy is shallow, since no value is mutated."""
        if kind not in SEARCHABLE:
            return
        now = self._now()
        while self.replaced and self.replaced[0][0] <= now - LAG:
            self.replaced.popleft()
        self.replaced.append((now, kind, object_id, None if before is None else dict(before)))

    def known(self, kind: str, kept: dict[str, Object]) -> Iterator[Object]:
        """List the objects of a kind as search knows them."""
        stale = self._stale(kind)
        gone: dict[str, Object] = {each: {} for each in stale if each not in kept}
        for object_id, obj in {**gone, **kept}.items():
            version = stale.get(object_id, obj)
            if version is not None:
                yield version

    def _stale(self, kind: str) -> dict[str, Object | None]:
        """Find the version of each changed object that was there a minute ago."""
        since = self._now() - LAG
        stale: dict[str, Object | None] = {}
        for when, each, object_id, before in self.replaced:
            if when > since and each == kind:
                stale.setdefault(object_id, before)
        return stale
