"""Finds in the target what was made there before, by chosen id or by mark.

Lists at Stripe are up to date at once; its search is not, by a minute or more
(docs.stripe.com/search#data-freshness), and would have us make things twice.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from carryover.kernel.errors import NeedsReview
from carryover.migration.catalogue.naming import EXPAND, MARK, PATHS, address, chosen_ids
from carryover.migration.model import Old, Thing
from carryover.ports.stripe_api import Json, StripeApi

type Marked = dict[str, Json]
"""By what the mark says."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """What the target holds. Keeps what it has listed: use a new one for every message."""

    stripe: StripeApi
    target: str
    _listed: dict[tuple[Thing, str], Marked] = field(default_factory=dict)

    def read(self, kind: Thing, object_id: str) -> Json | None:
        """Look at one object; one that was deleted is not there."""
        return living(self.stripe, self.target, kind, object_id)

    def by_id(self, old: Old, *, limited: bool) -> tuple[str, Json | None]:
        """Find the copy under one of the ids it may have, or the first id that is free."""
        for chosen in chosen_ids(old, limited=limited):
            found = self.read(old.kind, chosen)
            if found is None or mark_of(found) == str(old):
                return chosen, found
        raise NeedsReview(
            f"catalogue {old}",
            f"Every id that the copy of {old} could have is taken in {self.target}: name the right "
            "one under `catalogue`.",
        )

    def by_mark(self, old: Old, below: str = "") -> Json | None:
        """Find the copy among the prices of a product, or among all tax rates."""
        if (old.kind, below) not in self._listed:
            self._listed[old.kind, below] = dict(self._marked(old.kind, below))
        return self._listed[old.kind, below].get(str(old))

    def by_code(self, old: Old, code: str) -> Json | None:
        """Find the copy of a promotion code. Raises ``NeedsReview`` when the target has an active
        code of its own that is called the same."""
        found = [each for page in self._pages(old.kind, {"code": code}) for each in page]
        for each in found:
            if mark_of(each) == str(old):
                return each
        if rival := next((each for each in found if each["active"]), None):
            whose = mark_of(rival) or "its own"
            raise NeedsReview(
                f"catalogue {old}",
                f"{self.target} has an active promotion code {code} already ({rival['id']}, "
                f"{whose}), and customers can type a code only once: close that one, or settle "
                "this case and leave this one behind.",
            )
        return None

    def holder_of(self, lookup_key: str) -> Json | None:
        """Find the price that answers to a lookup key, active or not."""
        for active in (True, False):
            asked = {"lookup_keys": [lookup_key], "active": active}
            for page in self._pages(Thing.PRICE, asked):
                for found in page:
                    return found
        return None

    def put(self, old: Old, made: Json, below: str = "") -> None:
        """Remember what was made, so that the list need not be read again."""
        if (old.kind, below) in self._listed:
            self._listed[old.kind, below][str(old)] = made

    def forget(self, old: Old, below: str = "") -> None:
        """Have the list read again that it would stand in."""
        self._listed.pop((old.kind, below), None)

    def _marked(self, kind: Thing, below: str) -> Iterator[tuple[str, Json]]:
        """List archived ones, too: Stripe's list of prices leaves them out unless asked
        (docs.stripe.com/api/prices/list)."""
        narrowed = {"product": below} if below else {}
        for active in (False, True):
            for page in self._pages(kind, {"active": active, **narrowed}):
                yield from ((mark_of(each), each) for each in page if mark_of(each))

    def _pages(self, kind: Thing, params: dict[str, Any]) -> Iterator[Iterator[Json]]:
        expand = [f"data.{name}" for name in EXPAND.get(kind, ())]
        told = {**params, **({"expand": expand} if expand else {})}
        return (iter(page) for page in self.stripe.pages(self.target, PATHS[kind], told))


def living(stripe: StripeApi, account: str, kind: Thing, object_id: str) -> Json | None:
    """Read an object whole, unless it was deleted: Stripe then shows a stub."""
    expand = {"expand": list(EXPAND[kind])} if kind in EXPAND else {}
    found = stripe.get(account, address(kind, object_id), expand)
    return None if found is None or found.get("deleted") else found


def mark_of(found: Json) -> str:
    """Say whose copy it is."""
    return str((found.get("metadata") or {}).get(MARK, ""))
