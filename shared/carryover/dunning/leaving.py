"""Out of the workflows that a message put somebody into, once nothing is asked of them any more:
HighLevel goes on by itself otherwise, and would ask for what was paid (DUN-2)."""

from dataclasses import dataclass

from carryover.dunning.model import Case, Enrolled, Told, ToldState
from carryover.kernel.errors import BillingError, NeedsReview
from carryover.ports.highlevel import HighLevel


@dataclass(frozen=True, slots=True)
class Left:
    """A case in which is written who was taken out of what; not saved yet."""

    case: Case
    failed: BillingError | None = None
    """Why somebody could not be taken out now (``Retryable``), or never will (``NeedsReview``)."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Takes people out."""

    crm: HighLevel | None

    def leave(self, case: Case) -> Left:
        """Take them out of every workflow of this case. Leaving twice is leaving once, so whoever
        dies before it is written down costs a request."""
        told: list[Told] = []
        failed: BillingError | None = None
        for one in case.told:
            try:
                told.append(self._left(one))
            except NeedsReview as doubt:
                failed = failed or doubt
                told.append(_out(one))
            except BillingError as error:
                failed = error
                told.append(one)
        return Left(case.model_copy(update={"told": tuple(told)}), failed)

    def _left(self, one: Told) -> Told:
        """A refusal is that they are not in it any more: they, or the workflow, may be gone."""
        held = one.enrolled
        if held is None or held.left or self.crm is None or one.state is ToldState.REFUSED:
            return one
        self.crm.leave(held.location, held.contact, held.workflow)
        return _out(one)


def _out(one: Told) -> Told:
    held: Enrolled | None = one.enrolled and one.enrolled.model_copy(update={"left": True})
    return one.model_copy(update={"enrolled": held})
