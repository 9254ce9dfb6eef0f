"""Lists: filters, order, pages and sparse fields (spec, conventions of every list)."""

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from sandbox.ground.asking import Object
from sandbox.kajabi.core.errors import bad_request, not_implemented
from sandbox.kajabi.core.world import World
from sandbox.kajabi.http.endpoints import Call
from sandbox.kajabi.http.incoming import Reply

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
    by_age: bool = True
    """Whether things are kept in the order of ``default``."""
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
        number = _at_least_one(call, "page[number]", 1)
        size = min(_at_least_one(call, "page[size]", SIZE), LARGEST)
        part, total = self._part(call, self._chosen(call, every), (number - 1) * size, size)
        pages = max(1, math.ceil(total / size))
        meta = {"total_pages": pages, "total_count": total}
        meta |= {"count": len(part)} if self.counts else {"current_page": number}
        data = [sparse(call, each) for each in part]
        return Reply(body={"data": data, "links": _links(call, number, pages), "meta": meta})

    def _part(
        self, call: Call, chosen: list[Item], start: int, size: int
    ) -> tuple[list[Object], int]:
        """Give a part of the list, and how long the list is; by age, only that part is rendered."""
        compared = self._asked(call)
        if self.by_age and not compared and call.query.get("sort", self.default) == self.default:
            ordered = chosen[::-1] if self.default.startswith("-") else chosen
            return [self._shown(call, each) for each in ordered[start : start + size]], len(chosen)
        shown = [self._shown(call, each) for each in chosen]
        shown = [e for e in shown if all(self._fits(e["attributes"], *asked) for asked in compared)]
        return self._sorted(call, shown)[start : start + size], len(shown)

    def _shown(self, call: Call, item: Item) -> Object:
        return self.render(call.world, item, call.asked.origin)

    def _chosen(self, call: Call, every: Iterable[Item]) -> list[Item]:
        named = {f"filter[{name}]": passes for name, passes in self.filters.items()}
        asked = [(named[name], value) for name, value in call.query.items() if name in named]
        return [e for e in every if all(passes(call.world, e, value) for passes, value in asked)]

    def _asked(self, call: Call) -> list[tuple[str, str, str]]:
        """List the comparisons asked for: attribute, suffix, value."""
        named = {f"filter[{n}_{end}]": (n, end) for n in self.compared for end in SUFFIXES}
        return [(*named[name], value) for name, value in call.query.items() if name in named]

    def _fits(self, attributes: Object, name: str, end: str, wanted: str) -> bool:
        has = attributes.get(name)
        if has is None:
            return False
        if name in self.numbers and end in ORDERED:
            return SUFFIXES[end](f"{has:>20}", f"{wanted:>20}")
        return SUFFIXES[end](str(has), wanted)

    def _sorted(self, call: Call, shown: list[Object]) -> list[Object]:
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
    """Say where in the order: a missing value counts as the greatest, so that it comes first when
    descending, as PostgreSQL has it [inferred]; equal ones by age."""
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
