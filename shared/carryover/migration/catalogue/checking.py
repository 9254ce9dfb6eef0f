"""Reads every pair of the catalogue on both sides and says what differs."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from carryover.migration.catalogue.creation import Original, hangs_on
from carryover.migration.catalogue.naming import ORDER, base
from carryover.migration.catalogue.sameness import Difference, differences
from carryover.migration.catalogue.shelf import living
from carryover.migration.catalogue.terms import Unmakeable
from carryover.migration.model import Old, Run
from carryover.migration.store import IdMap
from carryover.ports.stripe_api import StripeApi


@dataclass(frozen=True, slots=True)
class Pair:
    """An original, its copy, and what is wrong with it."""

    old: Old
    new: str
    differences: tuple[Difference, ...] = ()
    gone: str = ""
    """Why they could not be compared: one of them is not there any more."""

    @property
    def exact(self) -> bool:
        """Tell a copy of which nothing is left to explain."""
        return not self.gone and all(each.why for each in self.differences)


def verify_catalogue(
    stripe: StripeApi, ids: IdMap, run: Run, *, elsewhere: Collection[str] = ()
) -> Iterator[Pair]:
    """Compare everything in the id map that belongs to the catalogue; changes nothing. Sources
    ``elsewhere`` are no Stripe accounts: what they name is the target's own."""
    for old, new in ids.all(run.name):
        if old.kind in ORDER and old.account not in elsewhere:
            yield _compared(stripe, ids, run, old, new)


def _compared(stripe: StripeApi, ids: IdMap, run: Run, old: Old, new: str) -> Pair:
    seen = living(stripe, old.account, old.kind, base(old).id)
    if seen is None:
        return Pair(old, new, gone=f"{base(old)} is no longer at the source")
    copy = living(stripe, run.target, old.kind, new)
    if copy is None:
        return Pair(old, new, gone=f"{new} is no longer in {run.target}")
    original = Original(old, seen)
    made = ids.find(run.name, hangs_on(original))
    try:
        return Pair(old, new, tuple(differences(original, copy, made)))
    except Unmakeable as why:
        return Pair(old, new, gone=str(why))
