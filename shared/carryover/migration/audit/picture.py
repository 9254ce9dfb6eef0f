"""Counts and money of one source, added up as its objects pass by."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from carryover.migration.audit.findings.debts import amount, remaining
from carryover.migration.audit.model import Money, Renewals, Share, Stock
from carryover.migration.audit.reading import number, text
from carryover.migration.audit.rule import worthless
from carryover.migration.audit.subscription import Subscription
from carryover.migration.stripe_json import id_of
from carryover.ports.stripe_api import Json

EVERY: Final[Mapping[tuple[str, int], str]] = {
    ("month", 1): "monthly",
    ("month", 3): "quarterly",
    ("month", 6): "every 6 months",
    ("year", 1): "yearly",
    ("week", 1): "weekly",
    ("day", 1): "daily",
}


def _country(one: Subscription) -> str:
    """Where the customer says to live, else where the card was issued."""
    said = text(one.customer, "address", "country")
    return said or text(one.means, "card", "country") or text(one.means, "country")


def _maker(one: Subscription) -> str:
    """Name the Connect application that made it, such as an old checkout (SamCart)."""
    found = one.json.get("application")
    return text(found, "name") or id_of(found) or "this account"


def _interval(one: Subscription) -> str:
    if len(one.intervals) != 1:
        return "mixed" if one.intervals else "unknown"
    (often,) = one.intervals
    return EVERY.get(often) or f"every {often[1]} {often[0]}s"


ABOUT: Final[Mapping[str, Callable[[Subscription], str]]] = {
    "status": lambda one: one.status,
    "currency": lambda one: one.currency,
    "country": _country,
    "payment method": lambda one: one.method,
    "collection": lambda one: text(one.json, "collection_method"),
    "interval": _interval,
    "made by": _maker,
}
"""What subscriptions are counted by."""

STATES: Final[Mapping[str, Callable[[Json], str]]] = {
    "customer": lambda one: "delinquent" if one.get("delinquent") else "in order",
    "product": lambda one: "active" if one.get("active") else "archived",
    "price": lambda one: (
        f"{'active' if one.get('active') else 'archived'}, {text(one, 'type') or 'unknown'}"
    ),
    "coupon": lambda one: "valid" if one.get("valid") else "used up or over",
    "promotion_code": lambda one: "active" if one.get("active") else "inactive",
    "tax_rate": lambda one: "active" if one.get("active") else "archived",
    "payment_link": lambda one: "active" if one.get("active") else "inactive",
}
"""How the others are counted; what is not here is counted by its ``status``, if it has one."""

WORTH: Final[Mapping[str, Callable[[Json], Money]]] = {
    "invoice": remaining,
    "invoiceitem": amount,
    "dispute": amount,
    "refund": amount,
}


@dataclass(slots=True)
class Counting:
    """One account's numbers so far."""

    live: int = 0
    unpriced: int = 0
    monthly: Counter[str] = field(default_factory=Counter)
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    sums: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    stocks: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    sizes: Counter[tuple[str, str]] = field(default_factory=Counter)

    def subscription(self, one: Subscription) -> None:
        """Count one; those that ended only by their status."""
        worth = (one.monthly or 0) if one.live else 0
        for by, value in ABOUT.items():
            if one.live or by == "status":
                self._share((by, value(one) or "unknown", one.currency), worth)
        if one.live:
            self.live += 1
            self.monthly[one.currency] += worth
            self.unpriced += one.monthly is None

    def other(self, kind: str, one: Json) -> None:
        """Count an object of another kind."""
        state = STATES[kind](one) if kind in STATES else text(one, "status") or "all"
        self.sizes[kind, state] += 1
        self.stocks.setdefault((kind, state), Counter()).update(WORTH.get(kind, worthless)(one))

    def shares(self) -> Iterator[Share]:
        """List the parts, the largest first."""
        order = list(ABOUT)
        for key in sorted(
            self.counts, key=lambda k: (order.index(k[0]), -self.sums[k], -self.counts[k], k)
        ):
            by, value, currency = key
            count, worth = self.counts[key], self.sums[key]
            yield Share(by=by, value=value, currency=currency, count=count, monthly=worth)

    def states(self) -> Iterator[Stock]:
        """List the others, by kind and state."""
        for (kind, state), money in sorted(self.stocks.items()):
            worth = {currency: each for currency, each in sorted(money.items()) if each}
            yield Stock(kind=kind, state=state, count=self.sizes[kind, state], money=worth)

    def _share(self, key: tuple[str, str, str], worth: int) -> None:
        self.counts[key] += 1
        self.sums[key] += worth


def renewed(before: Renewals, invoice: Json) -> Renewals:
    """Count a renewal invoice of the time that is looked back upon."""
    if text(invoice, "billing_reason") != "subscription_cycle":
        return before
    if number(invoice, "created") < before.since or not number(invoice, "amount_due"):
        return before
    paid = invoice.get("status") == "paid"
    news = {
        "invoices": before.invoices + 1,
        "paid": before.paid + paid,
        "at_once": before.at_once + (paid and number(invoice, "attempt_count") <= 1),
    }
    return before.model_copy(update=news)
