"""Closes the catalogue when all have moved: what nobody could buy at the source any more, nobody
can buy in the target either, and products have the default price they had.

Not before: Stripe takes no subscriber for what is archived, and a wave may still be to come.
"""

from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass

from carryover.kernel.errors import NeedsReview, Retryable
from carryover.migration.catalogue.building import KEYS, LATER, SUBJECT
from carryover.migration.catalogue.naming import ORDER, address, base, in_keys
from carryover.migration.catalogue.shelf import living, mark_of
from carryover.migration.model import Old, Run, Thing
from carryover.migration.store import IdMap
from carryover.migration.stripe_json import id_of
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi
from carryover.ports.stripe_memory import OnlyRemembered


@dataclass(frozen=True, slots=True)
class Closing:
    """Safe to repeat: it looks first, and touches nothing that was not made by us."""

    stripe: StripeApi
    writes: Writes
    ids: IdMap

    def close(
        self, run: Run, *, dry: bool = False, elsewhere: Collection[str] = ()
    ) -> Iterator[str]:
        """Say each change, and make it unless this is a rehearsal of it. Sources ``elsewhere`` are
        no Stripe accounts and have nothing to compare with."""
        pairs = [
            (old, new)
            for old, new in self.ids.all(run.name)
            if old.kind in ORDER and old.account not in elsewhere
        ]
        for old, new in sorted(pairs, key=_products_last):
            seen = living(self.stripe, old.account, old.kind, base(old).id)
            copy = living(self.stripe, run.target, old.kind, new)
            if seen is not None and copy is not None and mark_of(copy) == str(old):
                yield from self._settled(run, old, seen, copy, dry=dry)

    def _settled(self, run: Run, old: Old, seen: Json, copy: Json, *, dry: bool) -> Iterator[str]:
        for verb, params in self._changes(run, old, seen, copy):
            if not dry:
                self._write(run, old, str(copy["id"]), verb, params)
            yield f"{copy['id']}: {verb}, as {old} has it"

    def _changes(self, run: Run, old: Old, seen: Json, copy: Json) -> Iterator[tuple[str, Params]]:
        if old.kind is Thing.PRODUCT and seen.get("default_price"):
            default = old.model_copy(
                update={"kind": Thing.PRICE, "id": id_of(seen["default_price"])}
            )
            wanted = self.ids.find(run.name, [default]).get(default)
            if wanted and id_of(copy.get("default_price")) != wanted:
                yield "set default price", {"default_price": wanted}
        if seen.get("active") is False and copy.get("active"):
            yield "archive", {"active": False}

    def _write(self, run: Run, old: Old, new: str, verb: str, params: Params) -> None:
        """Change it. Saying the same twice changes nothing, so where Stripe only repeats a failure
        of its own it is said again under another key."""
        for attempt in range(1, KEYS + 1):
            effect = Effect(
                run=run.name,
                subject=SUBJECT,
                verb=f"{verb} {old.kind} {in_keys(old)}",
                attempt=attempt,
                account=run.target,
                path=address(old.kind, new),
            )
            with suppress(OnlyRemembered):
                return _insisted(self.writes.post(effect, params), old, f"{verb} {new}")
        raise Retryable(f"Stripe failed {KEYS} times to {verb} {new}", after=LATER)


def _insisted(answer: Json | Refused, old: Old, what: str) -> None:
    if isinstance(answer, Refused):
        raise NeedsReview(f"catalogue {old}", f"Stripe refused to {what}: {answer.message}")


def _products_last(pair: tuple[Old, str]) -> tuple[bool, str]:
    """A product's default price is set before the product is archived, after its prices."""
    return pair[0].kind is Thing.PRODUCT, str(pair[0])
