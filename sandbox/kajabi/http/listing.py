"""Lists: filters, order, pages and sparse fields (spec, conventions of every list)."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sandbox.kajabi.core.errors import bad_request, not_implemented
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.endpoints import Call
from sandbox.kajabi.http.incoming import Object, Reply

SIZE = 25
"""Documents on a page unless asked otherwise [inferred]."""
LARGEST = 100
"""[inferred]"""

SUFFIXES: dict[str, Callable[[str, str], bool]] = {
    "not_eq": lambda has, wanted: has != wanted,
    "not_cont": lambda has, wanted: wanted.lower() not in has.lower(),
    "eq": lambda has, wanted: has == wanted,
    "cont": lambda has, wanted: wanted.lower() in has.lower(),
    "gte": lambda has, wanted: has >= wanted,
    "gt": lambda has, wanted: has > wanted,
    "lte": lambda has, wanted: has <= wanted,
    "lt": lambda has, wanted: has < wanted,
    "start": lambda has, wanted: has.startswith(wanted),
    "end": lambda has, wanted: has.endswith(wanted),
}
"""Comparisons of the spec, as texts; instants are texts that sort. An attribute without a value
fits none of them, as in a database [inferred]."""

ORDERED = frozenset({"gt", "gte", "lt", "lte"})

type Filter[Item] = Callable[[World, Item, str], bool]
type Render[Item] = Callable[[World, Item, str], Object]


@dataclass(frozen=True)
class Listing[Item]:
    """How one kind can be listed."""

    kind: str
    render: Render[Item]
    filters: Mapping[str, Filter[Item]]
    sorts: frozenset[str] = frozenset()
    compared: frozenset[str] = frozenset()
    """Attributes that take the suffixes."""
    numbers: frozenset[str] = field(default=frozenset({"amount_in_cents", "quantity"}))
    default: str = "id"
    counts: bool = False
    """Whether ``meta`` has ``count`` instead of ``current_page``: purchases do (spec)."""

    @property
    def query(self) -> frozenset[str]:
        """List every parameter that is implemented."""
        names = {"page[number]", "page[size]", f"fields[{self.kind}]"}
        names |= {f"filter[{name}]" for name in self.filters}
        names |= {f"filter[{name}_{end}]" for name in self.compared for end in SUFFIXES}
        return frozenset(names | ({"sort"} if self.sorts else set()))

    def page(self, call: Call, every: Iterable[Item]) -> Reply:
        """Answer with one page."""
        if "site_id" in self.filters:
            _site_named(call)
        shown = [self.render(call.world, e, call.asked.origin) for e in self._chosen(call, every)]
        shown = self._compared(call, shown)
        shown = self._sorted(call, shown)
        number, size = (
            _at_least_one(call, "page[number]", 1),
            _at_least_one(call, "page[size]", SIZE),
        )
        size = min(size, LARGEST)
        part = shown[(number - 1) * size : number * size]
        pages = max(1, math.ceil(len(shown) / size))
        meta = {"total_pages": pages, "total_count": len(shown)}
        meta |= {"count": len(part)} if self.counts else {"current_page": number}
        data = [sparse(call, each) for each in part]
        return Reply(body={"data": data, "links": _links(call, number, pages), "meta": meta})

    def _chosen(self, call: Call, every: Iterable[Item]) -> list[Item]:
        named = {f"filter[{name}]": passes for name, passes in self.filters.items()}
        asked = [(named[name], value) for name, value in call.query.items() if name in named]
        return [e for e in every if all(passes(call.world, e, value) for passes, value in asked)]

    def _compared(self, call: Call, shown: list[Object]) -> list[Object]:
        named = {f"filter[{n}_{end}]": (n, end) for n in self.compared for end in SUFFIXES}
        asked = [(*named[name], value) for name, value in call.query.items() if name in named]
        return [
            each
            for each in shown
            if all(self._fits(each["attributes"].get(name), name, *more) for name, *more in asked)
        ]

    def _fits(self, has: object, name: str, end: str, wanted: str) -> bool:
        if has is None:
            return False
        if name in self.numbers and end in ORDERED:
            return SUFFIXES[end](f"{has:>20}", f"{wanted:>20}")
        return SUFFIXES[end](str(has), wanted)

    def _sorted(self, call: Call, shown: Sequence[Object]) -> list[Object]:
        wanted = call.query.get("sort", self.default)
        name = wanted.removeprefix("-")
        if name not in self.sorts and wanted != self.default:
            raise not_implemented(
                f"sort={wanted} of {self.kind}: {', '.join(sorted(self.sorts))} are"
            )
        return sorted(shown, key=lambda each: _place(each, name), reverse=wanted.startswith("-"))


def sparse(call: Call, shown: Object) -> Object:
    """Leave out what was not asked for; relationships count as fields (jsonapi.org)."""
    wanted = call.query.get(f"fields[{shown['type']}]")
    if wanted is None:
        return shown
    names = wanted.split(",")
    kept = {part: _only(shown.get(part, {}), names) for part in ("attributes", "relationships")}
    return {"id": shown["id"], "type": shown["type"], **kept}


def _only(fields: Object, names: list[str]) -> Object:
    return {name: value for name, value in fields.items() if name in names}


def _place(shown: Object, name: str) -> tuple[bool, object, int]:
    """Say where in the order: missing values last, equal ones by age."""
    value = int(shown["id"]) if name == "id" else shown["attributes"].get(name)
    missing = value is None
    return missing, "" if missing else value, int(shown["id"])


def _site_named(call: Call) -> None:
    """Insist on the site: "required when the account has multiple sites" (spec); the status is
    inferred."""
    if len(call.world.state.sites) > 1 and "filter[site_id]" not in call.query:
        raise bad_request("filter[site_id] is required: the account has multiple sites.")


def _at_least_one(call: Call, name: str, default: int) -> int:
    given = call.query.get(name, str(default))
    if not given.isdecimal() or int(given) < 1:
        raise bad_request(f"{name} is no page: {given}")
    return int(given)


def _links(call: Call, number: int, pages: int) -> Object:
    def to(page: int) -> str | None:
        if not 1 <= page <= pages:
            return None
        query = urlencode({**call.query, "page[number]": page}, safe="[]@,:")
        return f"{call.asked.origin}{call.asked.path}?{query}"

    return {
        "self": to(number) or to(pages),
        "first": to(1),
        "prev": to(number - 1),
        "next": to(number + 1),
        "last": to(pages),
    }
