"""Makes the target: whoever pays is prepared, whatever it names is there, then it is created."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.migration.catalogue.building import Catalogue
from carryover.migration.model import Old, Thing
from carryover.migration.moving.passing import Pass
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.refusing import refusal
from carryover.migration.moving.reviving import asking, revival, would_charge_otherwise
from carryover.migration.planning import params
from carryover.migration.planning.customer import Conflict, customer_changes, tax_ids_to_add
from carryover.migration.planning.spec import Spec
from carryover.migration.store import IdMap
from carryover.migration.verifying.terms import EXPAND
from carryover.migration.writing import Writes
from carryover.ports.stripe_api import Json, Params, Refused

COPIED: Final = frozenset({Thing.CUSTOMER, Thing.PAYMENT_METHOD})
"""What Stripe's data copy makes; the rest is the catalogue's."""


@dataclass(frozen=True, slots=True)
class Armoury:
    """Creates targets. What cannot be done is answered as a sentence."""

    writes: Writes
    prover: Prover
    catalogue: Catalogue
    ids: IdMap

    def lacks(self, spec: Spec, on: Pass) -> str:
        """Say what only Stripe's data copy can make and has not; empty: nothing."""
        needed = {old for old in params.needs(spec) if old.kind in COPIED}
        ids = self.ids.find(on.run.name, needed)
        if needed <= ids.keys() and on.payer is not None:
            return ""
        return " ".join(
            each
            for each in params.missing(
                spec, {**dict.fromkeys(params.needs(spec) - needed, ""), **ids}
            )
        )

    def mapped(self, spec: Spec, on: Pass, also: Collection[Old] = ()) -> Mapping[Old, str]:
        """Find the new id of everything the target names; makes what the catalogue lacks.

        ``also`` is looked up and not made. Raises ``NeedsReview`` for what only Stripe's data copy
        can make.
        """
        needed = params.needs(spec)
        ids = self.ids.find(on.run.name, {*needed, *also})
        lacking = needed - ids.keys()
        if any(old.kind in COPIED for old in lacking):
            raise NeedsReview(on.subject, " ".join(params.missing(spec, ids)))
        made = self.catalogue.ensure(on.run, lacking) if lacking else {}
        return {**ids, **made}

    def arm(self, spec: Spec, on: Pass) -> Json | str:
        """Create it, set to end itself. Dying before it costs nothing; after it, nothing either:
        the target ends itself, and the retry finds it by its mark."""
        ids = self.mapped(spec, on)
        for verb, path, said in self._preparations(spec, ids, on):
            if isinstance(said, Conflict):
                return said.sentence
            answer = self.writes.post(on.effect(verb, on.run.target, path), said)
            if isinstance(answer, Refused):
                return refusal("to prepare the customer", answer)
        return self._create(f"arm@{spec.boundary}", params.creation(spec, ids), on)

    def revive(self, spec: Spec, until: Seconds | None, on: Pass) -> Json | str:
        """Create it as of a boundary that has passed, if that charges what was foretold."""
        said = revival(params.creation(spec, self.mapped(spec, on)), spec, until)
        preview = self.prover.foretell(on.run, asking(said))
        otherwise = would_charge_otherwise(preview, on.move.expected)
        return otherwise or self._create(f"revive@{spec.boundary}", said, on)

    def discounts(self, spec: Spec, on: Pass) -> Params:
        """Say the subscription's discounts again."""
        said = params.creation(spec, self.mapped(spec, on))["discounts"]
        return {"discounts": said, "proration_behavior": "none"}

    def _preparations(
        self, spec: Spec, ids: Mapping[Old, str], on: Pass
    ) -> Iterator[tuple[str, str, Params | Conflict]]:
        """Say what the customer lacks: the copy did not carry it (STRIPE.md §1)."""
        if on.payer is None:
            raise NeedsReview(on.subject, "Nobody in the target pays for it: import the mapping.")
        payer = on.payer.raw
        path = f"customers/{payer['id']}"
        if changes := customer_changes(spec, payer, ids):
            yield "customer", path, changes
        for number, lacking in enumerate(tax_ids_to_add(spec, payer)):
            yield f"tax id {number}", f"{path}/tax_ids", lacking

    def _create(self, verb: str, said: Params, on: Pass) -> Json | str:
        asked = {**said, "expand": list(EXPAND)}
        made = self.writes.post(on.effect(verb, on.run.target, "subscriptions"), asked)
        if isinstance(made, Refused):
            return refusal("to create it", made)
        self.ids.remember(on.run.name, {on.move.old: made["id"]})
        return made
