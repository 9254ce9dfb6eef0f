"""Takes one step, and looks at what it did.

Each step is one write (arming may prepare the customer first), named by its meaning, so that the
same step of the same attempt is the same write however often it is sent. What a crash after any of
them costs stands in ``policy``: every row of its table is a place to go on from.
"""

from dataclasses import dataclass, replace
from typing import Final

from carryover.kernel.errors import NeedsReview
from carryover.migration.moving import steps
from carryover.migration.moving.arming import Armoury
from carryover.migration.moving.looking import Looker
from carryover.migration.moving.passing import Pass
from carryover.migration.moving.proving import Prover
from carryover.migration.moving.refusing import refusal
from carryover.migration.moving.sides import TargetState, source_side, stopped_by, target_side
from carryover.migration.moving.sight import Proof, Sight
from carryover.migration.planning import params
from carryover.migration.planning.spec import Spec
from carryover.migration.stripe_json import products
from carryover.migration.verifying.terms import EXPAND
from carryover.migration.writing import Writes
from carryover.ports.stripe_api import Json, Params, Refused

type AtTarget = steps.Finish | steps.Disarm | steps.Reapply | steps.ArmAgain


@dataclass(frozen=True, slots=True)
class Acts:
    """The hands of the mover."""

    writes: Writes
    looker: Looker
    prover: Prover
    armoury: Armoury

    def do(self, step: steps.Effect | steps.Look, sight: Sight, on: Pass) -> Sight:
        """Take the step and answer how things are now."""
        match step:
            case steps.Arm() | steps.Revive():
                return self._created(step, sight, on)
            case steps.Prove(target):
                return replace(sight, proof=self._proof(target, sight, on))
            case steps.Confirm():
                return self._confirmed(sight, on)
            case steps.Stop() | steps.Resume():
                return self._at_source(step, sight, on)
            case steps.Withdraw(target, because):
                return self._withdrawn(target, because, sight, on)
            case _:
                return self._at_target(step, sight, on)

    def _created(self, step: steps.Arm | steps.Revive, sight: Sight, on: Pass) -> Sight:
        spec = step.spec
        if isinstance(step, steps.Arm):
            made = self.armoury.arm(spec, on)
        else:
            made = self.armoury.revive(spec, sight.renews_until, on)
        if isinstance(made, str):
            return replace(sight, failed=made)
        return self._shown(replace(sight, armed=spec), made["id"], made, on)

    def _proof(self, target: str, sight: Sight, on: Pass) -> Proof:
        spec = _armed(sight, on)
        side = next(each for each in sight.targets if each.id == target)
        if on.foreign:
            return self.prover.foresee(on.run, spec, side, self.armoury.mapped(spec, on))
        ids = self.armoury.mapped(spec, on, also=products(spec.account, sight.source.raw))
        return self.prover.prove(on.run, spec, sight, side, ids)

    def _confirmed(self, sight: Sight, on: Pass) -> Sight:
        source = sight.source if on.foreign else self.looker.source(on.move)
        found = (self.looker.target(on.run, target.id) for target in sight.targets)
        targets = tuple(side for side in found if side is not None)
        return replace(sight, source=source, targets=targets, confirmed=True)

    def _at_source(self, step: steps.Stop | steps.Resume, sight: Sight, on: Pass) -> Sight:
        """Set the source to end, or to go on."""
        spec, stop = _armed(sight, on), isinstance(step, steps.Stop)
        said = params.stopping(spec, on.run.name) if stop else params.resuming(spec)
        verb = f"{'stop' if stop else 'resume'}@{spec.boundary}"
        path = f"subscriptions/{on.move.subscription}"
        answer = self.writes.post(on.effect(verb, on.move.account, path), said)
        if isinstance(answer, Refused):
            return _refused_at_source(answer, sight, on, stop=stop)
        source = source_side(answer, on.run.name) if on.fresh else self.looker.source(on.move)
        return replace(
            sight,
            source=source,
            confirmed=False,
            turned=sight.turned or not stop,
            failed=sight.failed if stop else sight.failed or _unproven(sight),
        )

    def _at_target(self, step: AtTarget, sight: Sight, on: Pass) -> Sight:
        """Change the target."""
        verb, said = self._words(step, _armed(sight, on), on)
        path = f"subscriptions/{step.target}"
        answer = self.writes.post(on.effect(verb, on.run.target, path), said)
        if isinstance(answer, Refused):
            if isinstance(step, steps.ArmAgain):
                raise NeedsReview(on.subject, refusal("to set the target to end", answer))
            return replace(sight, failed=refusal("to change the target", answer))
        reproven = None if isinstance(step, steps.Reapply | steps.ArmAgain) else sight.proof
        failed = sight.failed
        if isinstance(step, steps.ArmAgain):
            failed = failed or _unproven(sight)
        known = replace(sight, proof=reproven, failed=failed, settled="")
        return self._shown(known, step.target, answer, on)

    def _words(self, step: AtTarget, spec: Spec, on: Pass) -> tuple[str, Params]:
        at = spec.boundary
        match step:
            case steps.ArmAgain():
                return f"rearm@{at}", {
                    **params.arming_again(spec),
                    **_marked(stopped_by(on.run.name)),
                }
            case steps.Finish():
                said = params.finishing(spec, self.armoury.mapped(spec, on))
                return f"finish@{at}", {**said, "expand": list(EXPAND)}
            case steps.Disarm():
                lives_on = params.disarming(spec, self.armoury.mapped(spec, on))
                return f"disarm@{at}", {**lives_on, **_marked("")}
            case steps.Reapply():
                return f"reapply@{at}", self.armoury.discounts(spec, on)

    def _withdrawn(self, target: str, because: str, sight: Sight, on: Pass) -> Sight:
        """End an inert target. It has billed nothing, so nothing is prorated or refunded; what
        somebody has bought in it meanwhile is not ours to end."""
        if not on.fresh and (invoice := self.looker.billed(on.run, target)):
            raise NeedsReview(on.subject, _BILLED.format(target=target, invoice=invoice))
        path = f"subscriptions/{target}"
        said = {"invoice_now": False, "prorate": False, **_marked(stopped_by(on.run.name))}
        answer = self.writes.delete(on.effect(f"withdraw {target}", on.run.target, path), said)
        if isinstance(answer, Refused) and answer.code != "resource_missing":
            raise NeedsReview(on.subject, refusal("to end the target", answer))
        left = tuple(each for each in sight.targets if each.id != target)
        failed = sight.failed or because
        return replace(sight, targets=left, proof=None, confirmed=False, failed=failed)

    def _shown(self, sight: Sight, target: str, answer: Json, on: Pass) -> Sight:
        """Put a target as it is now among those seen."""
        side = target_side(answer) if on.fresh else self.looker.target(on.run, target)
        living = () if side is None or side.state is TargetState.ENDED else (side,)
        others = tuple(each for each in sight.targets if each.id != target)
        return replace(sight, targets=(*others, *living), confirmed=False)


_BILLED: Final = (
    "The target {target} has to end, for the source bills, and it has billed already ({invoice}): "
    "somebody changed it after the move. Refund that and cancel the target, or keep the target and "
    "cancel the source."
)


def _marked(comment: str) -> Params:
    """Say who ends it: what we end by a stale view of ours is put right, what a person ends in the
    target is left (``Looker.is_ours_to_mend``)."""
    return {"cancellation_details": {"comment": comment}}


def _refused_at_source(answer: Refused, sight: Sight, on: Pass, *, stop: bool) -> Sight:
    """A stop refused costs nothing; a resumption refused leaves nobody to bill: a person, now."""
    if stop:
        return replace(sight, failed=refusal("to stop the source", answer))
    raise NeedsReview(on.subject, refusal("to let the source go on", answer))


def _unproven(sight: Sight) -> str:
    """Say why a step back was taken, if it was because the invoices differ."""
    return "" if sight.proof is None or sight.proof.holds else sight.proof.sentence


def _armed(sight: Sight, on: Pass) -> Spec:
    if sight.armed is None:
        raise NeedsReview(
            on.subject,
            f"There is a target of {on.subject} and no record of what it was armed with. Compare "
            "both by hand.",
        )
    return sight.armed
