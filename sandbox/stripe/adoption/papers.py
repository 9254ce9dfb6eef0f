"""What a client read, taken apart: every object once, naming others by id as the store does.

Clients read objects within objects (``expand``), and what has no endpoint of its own, such as a
discount, only there. Which fields can be expanded is read from the SDK's classes (``http.expand``).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sandbox.stripe.core.store import Object
from sandbox.stripe.http.expand import INCLUDABLE, expandable, fields_of
from sandbox.stripe.shapes.fresh import fresh

type Archive = Mapping[str, Iterable[Mapping[str, Any]]]
"""Objects as JSON, in any grouping: each says itself what it is."""
type Annotation = Any

KINDS = (
    "product", "price", "coupon", "promotion_code", "tax_rate", "customer", "tax_id",
    "payment_method", "card", "source", "discount", "subscription", "subscription_schedule",
    "invoice", "line_item", "invoiceitem", "invoice_payment", "payment_intent", "setup_intent",
)  # fmt: skip
"""What can be taken in, in an order in which nothing comes before what it needs."""


class Papers:
    """All objects of an account, by kind and id."""

    def __init__(self, archive: Archive) -> None:
        self.found: dict[str, dict[str, Object]] = defaultdict(dict)
        self.beside: dict[str, Object] = defaultdict(dict)
        """By id: what an object shows only on request, such as a price's tiers."""
        self.paid_by: dict[str, list[str]] = defaultdict(list)
        """By invoice: the payments it was read with."""
        self.lines: dict[str, list[str]] = defaultdict(list)
        for objects in archive.values():
            for each in objects:
                self._take(dict(each), None)

    def of(self, kind: str) -> Iterator[Object]:
        """Go through one kind. What is handed out is a copy: papers may be used twice."""
        return (fresh(each) for each in self.found[kind].values())

    def find(self, kind: str, object_id: str | None) -> Object | None:
        """Find one."""
        return fresh(self.found[kind].get(object_id or ""))

    def lines_of(self, invoice_id: str) -> list[Object]:
        """List the lines of an invoice that were read, in their order."""
        return [fresh(self.found["line_item"][key]) for key in self.lines[invoice_id]]

    def _take(self, obj: Object, typed: Annotation) -> Object:
        """Take an object apart; the first, most complete sight of it counts."""
        kind = obj.get("object", "")
        types = fields_of(obj, typed)
        seen = {name: self._part(value, types.get(name)) for name, value in obj.items()}
        if kind in KINDS and "id" in obj:
            self._keep(kind, seen)
        return seen

    def _part(self, value: object, typed: Annotation) -> object:
        match value:
            case dict() if expandable(typed) and "object" in value:
                return self._take(value, typed)["id"]
            case dict() if value.get("object") == "list":
                return {**value, "data": [self._part(each, typed) for each in value["data"]]}
            case dict():
                return self._take(value, typed)
            case list():
                return [self._part(each, typed) for each in value]
        return value

    def _keep(self, kind: str, seen: Object) -> None:
        """A deleted stub tells nothing but that it is gone."""
        extra = {name for of, name in INCLUDABLE if of == kind}
        self.beside[seen["id"]].update({name: seen[name] for name in extra & seen.keys()})
        told = {name: value for name, value in seen.items() if name not in extra}
        known = self.found[kind].get(seen["id"], {})
        if not known:
            self._count(kind, seen)
        if not seen.get("deleted") or not known:
            self.found[kind][seen["id"]] = {**told, **known}

    def _count(self, kind: str, seen: Object) -> None:
        if kind == "invoice_payment":
            self.paid_by[seen["invoice"]].append(seen["id"])
        if kind == "line_item":
            self.lines[seen.get("invoice") or ""].append(seen["id"])
