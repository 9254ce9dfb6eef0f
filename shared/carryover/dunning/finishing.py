"""The end of the road, and the way back (DUN-4).

    the process dies …                   … and whoever looks next
    before the end is written            decides anew; nothing happened
    between writing and ending           does it: what is there already is left as it is
    between subscription and invoice     does the rest: the subscription is no longer charged
    between ending and writing           finds it done

What becomes of the subscription comes before what becomes of the invoice: a voided invoice makes
its subscription active again, so nobody may see it so for a moment. Access follows from what Stripe
tells about the subscription, as always.
"""

from dataclasses import dataclass

from carryover.dunning.facts import Collection, Refused
from carryover.dunning.model import Case, Finished
from carryover.dunning.rules import End
from carryover.dunning.store import Cases
from carryover.kernel.errors import NeedsReview


@dataclass(frozen=True, slots=True)
class Finishing:
    """Ends, and undoes."""

    cases: Cases
    collection: Collection

    def finish(self, case: Case, end: End, at: int) -> Case:
        """Do what the rules have for the end."""
        if case.finished is None:
            intent = Finished(what=end.what, at=at)
            case = self.cases.save(case.model_copy(update={"finished": intent}))
        key = f"dunning-end:{case.invoice}"
        if case.subscription is not None:
            _accepted(
                case,
                self.collection.end(
                    case.account,
                    case.subscription,
                    end.what,
                    price=end.downgrade_to,
                    key=f"{key}:{end.what}",
                ),
            )
        _accepted(case, self.collection.settle(case.account, case.invoice, end.invoice))
        return self._with(case, done=True)

    def restore(self, case: Case, at: int) -> Case:
        """Give back what the end took: it was paid after all."""
        if case.subscription is not None:
            key = f"dunning-restore:{case.invoice}"
            _accepted(case, self.collection.restore(case.account, case.subscription, key=key))
        return self._with(case, restored_at=at)

    def _with(self, case: Case, **changes: object) -> Case:
        if case.finished is None:
            raise AssertionError("an end is written before it is done")
        finished = case.finished.model_copy(update=changes)
        return self.cases.save(case.model_copy(update={"finished": finished}))


def _accepted(case: Case, answer: Refused | None) -> None:
    if answer is not None:
        raise NeedsReview(case.subject, f"Stripe refuses what the end asks for: {answer.sentence}")
