"""An account in which anything can be tried without consequences.

It sees everything the real one has and keeps every change to itself, so that a preview is made by
the very code that will make the invoice.
"""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any, override

from sandbox.stripe.core.account import Account
from sandbox.stripe.core.ids import token
from sandbox.stripe.core.store import Object, Store
from sandbox.stripe.core.world import World

type Facts = dict[str, Any]


class Rehearsal(Account):
    """Stands where the real account stands in time; nobody hears what it announces."""

    def __init__(self, real: Account) -> None:
        world = World(seed=real.world.seed, start=real.now())
        super().__init__(world, real.alias, real.keys)
        world.accounts[real.alias] = self
        self.store = _BorrowingStore(real.store)
        self.facts = _BorrowingFacts(real.facts)
        self._mark = real.new_id("rehearsal")

    @override
    def new_id(self, prefix: str) -> str:
        """Make ids that cannot be taken for real ones, as Stripe does in previews."""
        self.made[prefix] += 1
        ending = token(24, self._mark, prefix, self.made[prefix])
        return f"upcoming_in_{ending}" if prefix == "in" else f"{prefix}_tmp_{ending}"


class _BorrowingStore(Store):
    """Copies an object when it is first looked at; values inside objects are never mutated."""

    def __init__(self, real: Store) -> None:
        super().__init__()
        self._real = real
        self._gone: set[str] = set()

    @override
    def find(self, kind: str, object_id: str) -> Object | None:
        mine = super().find(kind, object_id)
        if mine is not None or object_id in self._gone:
            return mine
        theirs = self._real.find(kind, object_id)
        if theirs is not None:
            self.put(dict(theirs))
        return super().find(kind, object_id)

    @override
    def drop(self, obj: Object) -> None:
        self._gone.add(obj["id"])
        super().drop(obj)

    @override
    def all(self, kind: str) -> Iterator[Object]:
        borrowed = self._borrow(kind, self._real.all(kind))
        return _in_order(borrowed, super().all(kind))

    @override
    def where(self, kind: str, field: str, value: str) -> Iterator[Object]:
        borrowed = self._borrow(kind, self._real.where(kind, field, value))
        return _in_order(borrowed, super().where(kind, field, value))

    def _borrow(self, kind: str, theirs: Iterator[Object]) -> list[str]:
        ids = [each["id"] for each in theirs]
        for object_id in ids:
            self.find(kind, object_id)
        return ids


def _in_order(borrowed: list[str], mine: Iterator[Object]) -> Iterator[Object]:
    """Walk in the order of the real store, then what was made here."""
    found = {each["id"]: each for each in mine}
    first = [found.pop(object_id) for object_id in borrowed if object_id in found]
    return iter([*first, *found.values()])


class _BorrowingFacts(dict[str, Facts]):
    """Copies what is known of an id when it is first asked for."""

    def __init__(self, real: dict[str, Facts]) -> None:
        super().__init__()
        self._real = real

    def __missing__(self, key: str) -> Facts:
        self[key] = deepcopy(self._real[key])
        return self[key]

    @override
    def get(self, key: str, default: Any = None, /) -> Any:
        try:
            return self[key]
        except KeyError:
            return default

    @override
    def setdefault(self, key: str, default: Any = None, /) -> Any:
        if key not in self:
            self[key] = default
        return self[key]

    @override
    def __contains__(self, key: object) -> bool:
        return super().__contains__(key) or key in self._real
