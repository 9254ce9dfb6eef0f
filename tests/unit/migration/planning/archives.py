"""Snapshots in memory, as planning reads them."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from carryover.migration.planning.seen import COUPON_EXPAND, EXPAND
from tests.unit.migration.shapes.world import Object, World2


@dataclass(frozen=True)
class Taken:
    account: str
    taken_at: int
    digest: str


@dataclass(frozen=True)
class InMemory:
    """A snapshot."""

    manifest: Taken
    objects: dict[str, list[Object]]

    def each(self, kind: str) -> Iterator[dict[str, Any]]:
        return iter(self.objects.get(kind, ()))

    def by(self, kind: str, field: str) -> dict[str, Sequence[Object]]:
        gathered: dict[str, list[Object]] = defaultdict(list)
        for one in self.each(kind):
            gathered[one[field]].append(one)
        return dict(gathered)


def snapshot(world: World2, alias: str = "us", digest: str = "") -> InMemory:
    """Read an account whole, newest first."""
    subscribed = [f"data.{path}" for path in EXPAND]
    coupons = [f"data.{path}" for path in COUPON_EXPAND]
    objects = {
        "subscription": everything(world, alias, "subscriptions", status="all", expand=subscribed),
        "coupon": everything(world, alias, "coupons", expand=coupons),
        "promotion_code": everything(world, alias, "promotion_codes"),
        "invoiceitem": everything(world, alias, "invoiceitems", pending=True),
    }
    return InMemory(Taken(alias, world.now, digest or alias), objects)


def everything(world: World2, alias: str, path: str, **asked: Any) -> list[Object]:
    found: list[Object] = []
    page = world.get(alias, path, limit=100, **asked)
    while page["data"]:
        found += page["data"]
        page = world.get(alias, path, limit=100, starting_after=found[-1]["id"], **asked)
    return found
