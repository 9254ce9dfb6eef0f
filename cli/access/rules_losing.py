"""How many who pay lose which offer by new rules (KAJ-4): counted at Stripe before they are put."""

from collections import Counter
from collections.abc import Iterator

from carryover.access.model import Billed
from carryover.access.policy import entitled
from carryover.access.rules import Rules, Undecided
from carryover.access.store import Billing


def losing(billing: Billing, before: Rules, after: Rules) -> dict[str, int]:
    """Count them by ``site offer``; a hundred subscriptions are one request. Of a site that is in
    the new rules no more nothing is taken by itself, and of an account that left them neither."""
    accounts = sorted({account for site in before.sites.values() for account in site.accounts})
    lost = (
        f"{site} {offer}"
        for account in accounts
        for one in _listed(billing, account)
        for site, offer in _lost(one, before, after)
    )
    return dict(sorted(Counter(lost).items()))


def _lost(one: Billed, before: Rules, after: Rules) -> Iterator[tuple[str, str]]:
    try:
        name = before.site_of(one.account, one.plans)
    except Undecided:
        return
    if name is None or name not in after.sites or not entitled(one, before.sites[name]):
        return
    site = after.sites[name]
    kept = site.offers_for(one.plans) if entitled(one, site) else ()
    for offer in before.sites[name].offers_for(one.plans):
        if offer not in kept:
            yield name, offer


def _listed(billing: Billing, account: str) -> Iterator[Billed]:
    after: str | None = None
    while True:
        some, after = billing.listed(account, after)
        yield from some
        if after is None:
            return
