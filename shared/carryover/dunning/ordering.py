"""What people say about a case is written into it first; what follows is decided as always
(DUN-1)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from carryover.dunning.messages import CloseByHand, Pause, Resume, TryNow
from carryover.dunning.model import Case, Closed, Outcome, Paused, Wanted
from carryover.dunning.store import Cases
from carryover.kernel.errors import NeedsReview

type Order = TryNow | Pause | Resume | CloseByHand

REMEMBERED: Final = 20
"""Orders by whose ids a repeated delivery is known; of one case there are few, in weeks."""


@dataclass(frozen=True, slots=True)
class Ordering:
    """Writes a person's word down."""

    cases: Cases

    def write(self, order: Order, name: str, at: int) -> Case:
        """Write it; the message of this ``name`` coming again changes nothing: a queue delivers
        twice when a worker died, and "try it once" means once."""
        case = self.cases.find(order.account, order.invoice)
        if case is None:
            subject = f"invoice {order.account}/{order.invoice}"
            raise NeedsReview(subject, f"{order.by} ordered {order.task}, and there is no case.")
        if name in case.orders:
            return case
        orders = (*case.orders, name)[-REMEMBERED:]
        changes = {**_changes(case, order, at), "orders": orders}
        return self.cases.save(case.model_copy(update=changes))


def _changes(case: Case, order: Order, at: int) -> Mapping[str, Any]:
    """A newer word of a person's takes the place of an older one."""
    opened = {"closed": None} if case.closed_by_hand else {}
    said: Mapping[str, Any] = {"by": order.by, "why": order.why, "at": at}
    match order:
        case TryNow():
            return {**opened, "wanted": Wanted(**said)}
        case Pause(until=until):
            return {"paused": Paused(**said, until=until)}
        case Resume(cleared=cleared):
            names = {cleared} if cleared else frozenset[str]()
            return {**opened, "paused": None, "cleared": case.cleared | names}
        case CloseByHand():
            return {"closed": Closed(outcome=Outcome.BY_HAND, **said), "look_at": None}
