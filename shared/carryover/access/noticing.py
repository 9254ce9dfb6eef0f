"""What a list of the site shows, as the hint that is told of it (KAJ-3)."""

from collections.abc import Iterator
from dataclasses import dataclass

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import MemberHinted
from carryover.ports.kajabi import Listed, Purchase, Reversal


@dataclass(frozen=True, slots=True)
class Found:
    """Something that happened at the site."""

    name: str
    at: Seconds
    hint: MemberHinted


def ended(site: str, purchases: Listed[Purchase]) -> Iterator[Found]:
    """Purchases that were deactivated, each by its time: the next end of one is another."""
    for one in purchases.items:
        if one.deactivated_at is not None:
            name = f"{one.id}:{one.deactivated_at}"
            hint = _hint(site, "deactivated", f"poll:{name}", purchase=one.id)
            yield Found(name, one.deactivated_at, hint)


def returned(site: str, reversals: Listed[Reversal]) -> Iterator[Found]:
    """Money that went back, by every purchase it was paid for."""
    for one in reversals.items:
        for purchase in one.purchases:
            name = f"{one.id}:{purchase}"
            yield Found(
                name, one.created, _hint(site, one.action, f"poll:{name}", purchase=purchase)
            )


def missed(site: str, contact: str, offer: str, since: Seconds | None) -> MemberHinted:
    """Somebody who has an offer no more; ``since``: they had it then."""
    return MemberHinted(
        account=site,
        evidence=f"poll:{contact}:{offer}",
        event="revoked",
        contact=contact,
        offer=offer,
        since=since,
    )


def _hint(site: str, event: str, evidence: str, *, purchase: str) -> MemberHinted:
    return MemberHinted(account=site, evidence=evidence, event=event, purchase=purchase)
