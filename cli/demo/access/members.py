"""Who pays at Stripe, read off Stripe's own books and nothing of ours."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from cli.theatre import ACCOUNTS, LocalStripe

type Object = dict[str, Any]

MARK: Final = "carryover_source"
"""The metadata key by which whatever was moved names what it replaces: ``us/sub_123``."""

PAYING: Final = frozenset({"active", "trialing", "past_due"})
"""Statuses the demo's owner wants to have access."""

OVER: Final = frozenset({"canceled", "incomplete_expired"})
"""Statuses no subscription comes back from (docs.stripe.com/api/subscriptions/object)."""

OFFERS: Final = {"us": "Course in dollars", "intl": "Course in euros"}
"""What opens for the products of each account, wherever they were moved to."""


@dataclass(frozen=True, slots=True)
class Member:
    """A subscription, and who pays for it."""

    account: str
    subscription: str
    email: str
    offers: frozenset[str]
    """Titles."""
    pays: bool
    """Opens its offers now: no moved source, no armed target."""
    simple: bool
    """Renews every month by card, and nothing else is the matter with it."""
    armed: bool
    """A target that ends itself before it bills: its owner is in mid-move."""

    @property
    def place(self) -> tuple[str, str]:
        """Name it."""
        return self.account, self.subscription


def products(stripe: LocalStripe) -> dict[str, str]:
    """Say what every product of every account opens."""
    return {
        each["id"]: OFFERS[_origin(each, alias)]
        for alias in ACCOUNTS
        for each in stripe.objects(alias, "product")
    }


def members(stripe: LocalStripe, opens: Mapping[str, str]) -> list[Member]:
    """Read every subscription of every account that is not over."""
    found = [one for alias in ACCOUNTS for one in _of(stripe, alias, opens)]
    return sorted(found, key=lambda one: (one.email, one.place))


def only_ones(everybody: list[Member]) -> list[Member]:
    """Keep the simple ones whose address pays for nothing else and is not being moved: it is clear
    who is meant."""
    known = Counter(one.email for one in everybody if one.pays or one.armed)
    return [one for one in everybody if one.simple and known[one.email] == 1]


def _of(stripe: LocalStripe, alias: str, opens: Mapping[str, str]) -> Iterator[Member]:
    people = {each["id"]: each for each in stripe.objects(alias, "customer")}
    for raw in stripe.objects(alias, "subscription"):
        if raw["status"] in OVER:
            continue
        bought = {opens[item["price"]["product"]] for item in raw["items"]["data"]}
        pays = raw["status"] in PAYING and not _moved(raw) and not _armed(raw)
        email = str(people[raw["customer"]]["email"]).casefold()
        yield Member(
            account=alias,
            subscription=raw["id"],
            email=email,
            offers=frozenset(bought),
            pays=pays,
            simple=pays and _is_simple(raw),
            armed=_armed(raw),
        )


def _origin(product: Object, alias: str) -> str:
    return str(product["metadata"].get(MARK, alias)).partition("/")[0]


def _ends(raw: Object) -> bool:
    return bool(raw["cancel_at_period_end"]) or raw["cancel_at"] is not None


def _moved(raw: Object) -> bool:
    """A source that was stopped for its target."""
    return str(raw["cancellation_details"]["comment"] or "").startswith("carryover:")


def _armed(raw: Object) -> bool:
    """A target that ends itself before it bills."""
    return MARK in raw["metadata"] and _ends(raw) and raw["latest_invoice"] is None


def _is_simple(raw: Object) -> bool:
    rhythms = {
        (item["price"]["recurring"]["interval"], item["price"]["recurring"]["interval_count"])
        for item in raw["items"]["data"]
    }
    plain = not _ends(raw) and raw["pause_collection"] is None and raw["schedule"] is None
    paid = raw["status"] == "active" and raw["collection_method"] == "charge_automatically"
    return plain and paid and rhythms == {("month", 1)}
