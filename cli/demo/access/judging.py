"""Stripe's books and Kajabi's, compared by nobody's word but their own."""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from cli.academy import LocalKajabi
from cli.demo.access.members import Member
from cli.theatre import LocalStripe

GRANT = "grant"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a comparison found."""

    members: int
    wrong: tuple[str, ...]
    """A sentence each."""
    granted: int
    """Grants Kajabi ever made: all of them are ours."""

    @property
    def right(self) -> int:
        """Count who has exactly what they pay for."""
        return self.members - len(self.wrong)


def judge(kajabi: LocalKajabi, everybody: list[Member], offers: Mapping[str, str]) -> Judgement:
    """Hold what everybody pays for against what Kajabi opens for them, each offer once."""
    due: dict[str, set[str]] = {}
    for one in everybody:
        if one.pays:
            due.setdefault(one.email, set()).update(offers[title] for title in one.offers)
    held, granted = _held(kajabi)
    people = sorted(due.keys() | held.keys())
    wrong = [
        f"{who}: pays for {sorted(due.get(who, ()))}, has {sorted(held[who].elements())}"
        for who in people
        if Counter(due.get(who, ())) != held[who]
    ]
    return Judgement(len(people), tuple(wrong), granted)


def _held(kajabi: LocalKajabi) -> tuple[dict[str, Counter[str]], int]:
    held: dict[str, Counter[str]] = _Nothing()
    holds = kajabi.holds()
    for hold in holds:
        if hold["active"]:
            held.setdefault(hold["email"].casefold(), Counter())[hold["offer"]] += 1
    return held, sum(hold["origin"] == GRANT for hold in holds)


class _Nothing(dict[str, Counter[str]]):
    """Whoever is not in it holds nothing, and is not put in by asking."""

    def __missing__(self, who: str) -> Counter[str]:
        return Counter()


def charged_after(stripe: LocalStripe, left: Collection[tuple[str, str]], since: int) -> int:
    """Count bills that were made after ``since`` (seconds, Stripe's clock) for who had left."""
    return sum(
        (alias, _subscription(invoice)) in left and invoice["created"] > since
        for alias in {alias for alias, _ in left}
        for invoice in stripe.objects(alias, "invoice")
        if invoice["total"] > 0
    )


def _subscription(invoice: Mapping[str, object]) -> str:
    parent = invoice["parent"]
    details = parent.get("subscription_details") if isinstance(parent, dict) else None
    return str((details or {}).get("subscription", ""))
