"""Makes in the target what a move needs, and remembers what became of it (MIG-4).

Safe to die anywhere: what was made is found again by the id we chose or by its mark, and a request
that was sent twice carries the same key. Between making and remembering a crash costs one more
look. Where Stripe only repeats a failure of its own, we look again before another key is used: the
failed request may have made the thing all the same.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final

from carryover.kernel.errors import NeedsReview, Retryable
from carryover.migration.catalogue.creation import Original, hangs_on, params
from carryover.migration.catalogue.discounts import limited
from carryover.migration.catalogue.naming import PATHS, base, in_keys, sequence
from carryover.migration.catalogue.overrides import Overrides, of_rules
from carryover.migration.catalogue.sameness import decisive
from carryover.migration.catalogue.shelf import Shelf, living
from carryover.migration.catalogue.terms import Over, Unmakeable
from carryover.migration.model import Old, Run, Thing
from carryover.migration.store import IdMap
from carryover.migration.writing import Effect, Writes
from carryover.ports.stripe_api import Json, Params, Refused, StripeApi
from carryover.ports.stripe_memory import OnlyRemembered

SUBJECT: Final = "catalogue"
"""What the audit trail files these writes under."""

KEYS: Final = 5
"""Idempotency keys for one thing, should Stripe answer each with an old failure of its own."""

LATER: Final = timedelta(minutes=10)
"""When to try again where it has failed under every key."""


@dataclass(frozen=True, slots=True)
class Built:
    """What came of it."""

    made: dict[Old, str] = field(default_factory=dict)
    """New ids; also of what was there before."""
    doubts: dict[Old, NeedsReview] = field(default_factory=dict)
    """What could not be made exactly, and why."""
    over: dict[Old, str] = field(default_factory=dict)
    """Promotion codes that nobody can redeem any more: not made, on purpose."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Raises ``Retryable`` when Stripe or the memory cannot answer now."""

    stripe: StripeApi
    writes: Writes
    ids: IdMap

    def ensure(self, run: Run, wanted: Collection[Old]) -> Mapping[Old, str]:
        """Name the copies of all of them, making what is missing and whatever that hangs on.

        Raises ``NeedsReview`` with a sentence for the first that cannot be made exactly. A
        promotion code that is over is left out of the answer.
        """
        built = self.build(run, wanted)
        for doubt in built.doubts.values():
            raise doubt
        return built.made

    def build(self, run: Run, wanted: Collection[Old]) -> Built:
        """Do the same, and go on where one cannot be made."""
        known = self.ids.find(run.name, wanted)
        built = Built(made=dict(known))
        missing = [old for old in wanted if old not in known]
        if missing:
            making = Making(self, run, of_rules(run.rules), Shelf(self.stripe, run.target))
            for old in sorted(set(missing), key=sequence):
                making.one(old, built)
        return built


@dataclass(frozen=True, slots=True)
class Making:
    """One message's work."""

    catalogue: Catalogue
    run: Run
    overrides: Overrides
    shelf: Shelf

    def one(self, old: Old, built: Built) -> None:
        """Make one thing, and file what came of it."""
        try:
            built.made[old] = self._made(old)
        except NeedsReview as doubt:
            built.doubts[old] = doubt
        except Unmakeable as why:
            built.doubts[old] = NeedsReview(f"catalogue {old}", f"{old} cannot be made: {why}")
        except Over as why:
            built.over[old] = str(why)

    def _made(self, old: Old) -> str:
        """Find it or make it, after what it hangs on."""
        known = self.catalogue.ids.find(self.run.name, [old])
        if old in known:
            return known[old]
        original = self._original(old)
        copy = self._named(original) if old in self.overrides else self._copy(original)
        new = str(copy["id"])
        self.catalogue.ids.remember(self.run.name, {old: new})
        return new

    def _original(self, old: Old) -> Original:
        stripe = self.catalogue.stripe
        seen = living(stripe, old.account, old.kind, base(old).id)
        if seen is None:
            raise Unmakeable(
                "it is not at the source any more, so its terms cannot be read. Make it in the "
                "target by hand and name it under `catalogue`."
            )
        timed = old.kind in (Thing.COUPON, Thing.PROMOTION_CODE)
        return Original(old, seen, stripe.now(self.run.target) if timed else 0)

    def _named(self, original: Original) -> Json:
        """Take the one a person has named, if it costs the same."""
        new = self.overrides[original.old]
        found = self.shelf.read(original.old.kind, new)
        if found is None:
            raise Unmakeable(f"{new}, named under `catalogue`, is not in {self.run.target}.")
        made = {} if original.old.kind is Thing.PRICE else self._below(original)
        if different := decisive(original, found, made):
            told = "; ".join(str(each) for each in different)
            raise Unmakeable(f"{new}, named under `catalogue`, is another thing: {told}.")
        return self._open(found)

    def _copy(self, original: Original) -> Json:
        told = params(original, self._below(original))
        for attempt in range(1, KEYS + 1):
            found, wording = self._looked_up(original, told)
            if found is not None:
                return self._open(found)
            with suppress(OnlyRemembered):
                return self._created(original.old, wording, attempt)
            self.shelf.forget(original.old, str(told.get("product", "")))
        raise Retryable(f"Stripe failed {KEYS} times to make {original.old}", after=LATER)

    def _below(self, original: Original) -> dict[Old, str]:
        """Make what it hangs on; customers are not ours to make: they come with the cards."""
        needed = hangs_on(original)
        known = self.catalogue.ids.find(self.run.name, needed)
        for old in needed:
            if old not in known and old.kind is not Thing.CUSTOMER:
                known[old] = self._made(old)
        return known

    def _looked_up(
        self, original: Original, told: dict[str, Any]
    ) -> tuple[Json | None, dict[str, Any]]:
        """Find what was made before, or say how it must be made where there is none."""
        old = original.old
        match old.kind:
            case Thing.PRODUCT | Thing.COUPON:
                chosen, found = self.shelf.by_id(old, limited=limited(original.seen))
                return found, {**told, "id": chosen}
            case Thing.PRICE:
                found = self.shelf.by_mark(old, told["product"])
                return found, told if found else self._with_own_key(told)
            case Thing.PROMOTION_CODE:
                return self.shelf.by_code(old, told["code"]), told
            case _:
                return self.shelf.by_mark(old), told

    def _with_own_key(self, told: dict[str, Any]) -> dict[str, Any]:
        """Leave a lookup key to whoever has it: two sources may have used the same."""
        key = told.get("lookup_key")
        if key is None or self.shelf.holder_of(key) is None:
            return told
        return {name: value for name, value in told.items() if name != "lookup_key"}

    def _created(self, old: Old, told: Params, attempt: int) -> Json:
        effect = Effect(
            run=self.run.name,
            subject=SUBJECT,
            verb=f"{old.kind} {in_keys(old)} {_digest(told)}",
            attempt=attempt,
            account=self.run.target,
            path=PATHS[old.kind],
        )
        answer = self.catalogue.writes.post(effect, told)
        if isinstance(answer, Refused):
            raise _refused(answer)
        self.shelf.put(old, answer, str(told.get("product", "")))
        return answer

    def _open(self, found: Json) -> Json:
        """Insist on one that takes subscribers."""
        if found.get("active") is False:
            raise Unmakeable(
                f"{found['id']} in {self.run.target} is archived, and Stripe takes no subscriber "
                "for what is archived: make it active again."
            )
        return found


def _refused(answer: Refused) -> Exception:
    if answer.code == "resource_already_exists":
        return Retryable("somebody else made it at the same time: look again")
    where = f" ({answer.param})" if answer.param else ""
    return Unmakeable(f"Stripe refused it{where}: {answer.message} [{answer.request}]")


def _digest(told: Params) -> str:
    """Tell one wording from another: what was refused and then corrected is another request."""
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:8]
