"""What is true of a person, and since when: what tags say, and what workflows begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from carryover.crm.chargeable import NotChargeable, ToConfirm
from carryover.crm.model import Owed, Standing
from carryover.crm.sight import Sight
from carryover.kernel.clock import Seconds, moment, seconds


@dataclass(frozen=True, slots=True)
class Reason:
    """Something that is true of a person, and since when."""

    standing: Standing
    occasion: str
    """What it is about, so that the next time is another one."""
    since: Seconds


def reasons(seen: Sight) -> Iterator[Reason]:
    """Say everything that is true."""
    yield from _living(seen)
    yield from _owing(seen)
    if not seen.live and seen.gone:
        last = seen.gone[0]
        yield Reason(Standing.CANCELLED, last.id, last.ended or last.created)


def _living(seen: Sight) -> Iterator[Reason]:
    """What the subscriptions say by themselves."""
    for status, standing in (("trialing", Standing.TRIALING), ("active", Standing.ACTIVE)):
        one = next((each for each in seen.live if each.status == status), None)
        if one is not None:
            yield Reason(standing, one.id, one.created)
    paused = next((one for one in seen.live if one.paused or one.status == "paused"), None)
    if paused is not None:
        yield Reason(Standing.PAUSED, paused.id, seen.seen)
    if seen.live and all(one.ends is not None for one in seen.live):
        last = max(seen.live, key=lambda one: one.ends or 0)
        yield Reason(Standing.ENDING, f"{last.id}:{last.ends}", last.stopped or seen.seen)


def _owing(seen: Sight) -> Iterator[Reason]:
    """What the money says."""
    if seen.failing:
        latest = seen.failing[-1]
        yield Reason(Standing.PAYMENT_FAILED, latest.id, _failed_at(latest))
    for verdict, method, about in seen.verdicts:
        if isinstance(verdict, NotChargeable):
            occasion = f"{about}:{method.id if method else 'none'}:{verdict.why}"
            yield Reason(Standing.UPDATE_BILLING, occasion, _since(about, seen))
            break
    for verdict, _, about in seen.verdicts:
        if isinstance(verdict, ToConfirm):
            yield Reason(Standing.CONFIRM_PAYMENT, about, _since(about, seen))
            break


def _since(about: str, seen: Sight) -> Seconds:
    """Date it by the failure, where there is one; otherwise it is so since we know."""
    failed = [each for each in seen.failing if about in (each.id, each.subscription)]
    return _failed_at(failed[-1]) if failed else seen.seen


def _failed_at(owed: Owed) -> Seconds:
    return owed.failure.at if owed.failure else owed.created


def fresh(reason: Reason, seen: Seconds, within: timedelta) -> bool:
    """Tell whether a reason is young enough to begin something because of it."""
    return reason.since >= seconds(moment(seen) - within)
