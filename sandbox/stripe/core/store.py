"""The objects of one account, by kind and id, with the indexes billing asks for."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from sandbox.stripe.core.search_lag import SearchLag

type Object = dict[str, Any]
type Key = tuple[str, str, str]
"""Kind, field and value."""

REFERENCES: dict[str, tuple[tuple[str, ...], ...]] = {
    "customer": (("customer",),),
    "subscription": (("subscription",), ("parent", "subscription_details", "subscription")),
    "invoice": (("invoice",),),
    "payment_intent": (("payment_intent",), ("payment", "payment_intent")),
    "product": (("product",),),
    "charge": (("charge",),),
}
"""Where an object names another one; since API 2025-03-31 an invoice names its subscription
under ``parent``: https://docs.stripe.com/changelog/basil."""


class Store:
    """Keeps creation order; every write goes through it so that no index can go stale."""

    def __init__(self, now: Callable[[], int] = lambda: 0) -> None:
        self.lag = SearchLag(now)
        self.kinds: dict[str, dict[str, Object]] = defaultdict(dict)
        self.index: dict[Key, dict[str, None]] = defaultdict(dict)
        """Ids by kind, field and value; the order in which they came to refer to it counts."""

    def put(self, obj: Object) -> None:
        """Keep a new object."""
        self.lag.note(obj["object"], obj["id"], None)
        self.kinds[obj["object"]][obj["id"]] = obj
        for key in _references(obj):
            self.index[key][obj["id"]] = None

    def change(self, obj: Object, changes: Object) -> None:
        """Apply changes to a kept object, which stays the same dict for everyone who holds it."""
        self.lag.note(obj["object"], obj["id"], obj)
        before = _references(obj)
        obj.update(changes)
        after = _references(obj)
        for key in before - after:
            self.index[key].pop(obj["id"], None)
        for key in after - before:
            self.index[key][obj["id"]] = None

    def drop(self, obj: Object) -> None:
        """Forget an object."""
        self.lag.note(obj["object"], obj["id"], obj)
        self.kinds[obj["object"]].pop(obj["id"], None)
        for key in _references(obj):
            self.index[key].pop(obj["id"], None)

    def find(self, kind: str, object_id: str) -> Object | None:
        """Look one object up."""
        return self.kinds[kind].get(object_id)

    def all(self, kind: str) -> Iterator[Object]:
        """Walk a kind in creation order; a copy, so that the walk survives writes."""
        return iter(list(self.kinds[kind].values()))

    def where(self, kind: str, field: str, value: str) -> Iterator[Object]:
        """Walk the objects of a kind that refer to another object."""
        if field not in REFERENCES:
            raise KeyError(f"{field} is not indexed; add it to REFERENCES")
        kept = self.kinds[kind]
        return iter([kept[object_id] for object_id in self.index[kind, field, value]])


def _references(obj: Object) -> set[Key]:
    """Every (kind, field, value) under which the object can be found."""
    return {
        (obj["object"], field, found)
        for field, paths in REFERENCES.items()
        for path in paths
        if (found := _follow(obj, path)) is not None
    }


def _follow(obj: Object, path: tuple[str, ...]) -> str | None:
    place: Any = obj
    for step in path:
        place = place.get(step) if isinstance(place, dict) else None
    return place if isinstance(place, str) else None
