"""Stripe's data copy, as far as it can be rehearsed: the local one, or only what a file covers."""

from collections.abc import Collection, Mapping

from carryover.migration.model import Old, Thing
from cli.rehearsal.money import Who
from cli.rehearsal.worlds import Theatre
from sandbox.stripe.card_copy.copying import begin
from sandbox.stripe.card_copy.order import Order

type Pairs = Mapping[Old, str]


def copied(
    theatre: Theatre, sources: Collection[str], target: str, covered: Collection[Old] | None
) -> dict[Old, str]:
    """Copy all sources, one after the other, and read the mapping the target's owner gets.

    ``covered`` are the old ids in the project's own mapping files: what Stripe did not copy there
    counts as not copied here, so that gaps in the coverage show.
    """
    pairs: dict[Old, str] = {}
    for alias in sources:
        order = Order(
            source=alias, target=target, accept_mandates=("us_bank_account", "sepa_debit")
        )
        job = begin(theatre.world, order)
        theatre.advance(job["ready_at"])
        for row in job["mapping"]:
            pairs |= _pairs(alias, row)
    if covered is None:
        return pairs
    return {old: new for old, new in pairs.items() if old in covered}


def whose(pairs: Pairs) -> dict[str, Who]:
    """Name whose the target's customers are."""
    return {
        new: Who(old.account, old.id) for old, new in pairs.items() if old.kind is Thing.CUSTOMER
    }


def _pairs(alias: str, row: Mapping[str, str]) -> dict[Old, str]:
    found = {
        Old(account=alias, kind=Thing.CUSTOMER, id=row["customer_id_old"]): row["customer_id_new"]
    }
    if row["source_id_old"]:
        card = Old(account=alias, kind=Thing.PAYMENT_METHOD, id=row["source_id_old"])
        found[card] = row["source_id_new"]
    return found
