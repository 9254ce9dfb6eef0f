"""Decides what an account's webhooks need next, from what is there: pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carryover.kernel.clock import Seconds, moment
from carryover.migration.cutover.model import (
    Create,
    Enable,
    Endpoint,
    Forget,
    Listen,
    Plan,
    Retire,
    Step,
    View,
    Wanted,
)

GRACE: Final = 3 * 86_400
"""Seconds for which a replaced endpoint stays: so long Stripe goes on delivering what happened
before (docs.stripe.com/webhooks, "Automatic retries")."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person asked for beside "as it should be"."""

    renew: bool = False
    """A new endpoint with a new secret though the one in force is good: the secret's rotation."""
    retire: bool = False
    """Do not wait for the grace: the replaced one leaked, or everything it sent has arrived."""


def decide(view: View, wanted: Wanted, wish: Wish, now: Seconds) -> Plan:
    """Compare what is there with what is wanted.

    Only an endpoint whose secret we hold counts: of any other every delivery would be refused.
    """
    ours = [each for each in view.endpoints if wanted.meant(each)]
    current = next((each for each in ours if _good(each, view, wanted)), None)
    if current is None:
        return Plan(None, (Create("none"),), _then(ours))
    replaced = [each for each in ours if each is not current]
    if wish.renew:
        return _renewal(current, replaced, view)
    ready, waiting = _parted(replaced, view, current, wish, now)
    forgotten, untold = _strangers(view, wish)
    steps = (*_mended(current, wanted), *map(_retire, ready), *forgotten)
    return Plan(current, steps, (*waiting, *untold))


def _renewal(current: Endpoint, replaced: Sequence[Endpoint], view: View) -> Plan:
    """Two secrets are accepted at a time: a third would shut out the first one's deliveries."""
    if known := ", ".join(each.id for each in replaced if each.kept in view.stored):
        told = f"A rotation is under way: {known} still has to go (--retire, or wait for it)."
        return Plan(current, refusal=told)
    return Plan(current, (Create(current.id),), _then([current, *replaced]))


def _good(endpoint: Endpoint, view: View, wanted: Wanted) -> bool:
    """A version cannot be changed (docs.stripe.com/api/webhook_endpoints/update), nor a secret be
    read again: an endpoint is as it should be in these, or it is replaced."""
    return (
        endpoint.url == wanted.url
        and endpoint.version == wanted.version
        and endpoint.kept in view.stored
    )


def _mended(current: Endpoint, wanted: Wanted) -> Iterator[Step]:
    events = frozenset(wanted.events)
    if current.events != events:
        more, less = sorted(events - current.events), sorted(current.events - events)
        yield Listen(current.id, tuple(more), tuple(less))
    if not current.enabled:
        yield Enable(current.id)


def _parted(
    replaced: Sequence[Endpoint], view: View, current: Endpoint, wish: Wish, now: Seconds
) -> tuple[list[Endpoint], list[str]]:
    """Part those that can go from those whose deliveries may still come.

    One whose secret we do not hold can go at once: what it sends is refused anyway. One that was
    switched off sends nothing any more.
    """
    over = current.created + GRACE
    quiet = wish.retire or now >= over
    ready = [each for each in replaced if quiet or not _heard(each, view)]
    told = f"is replaced, and goes after {moment(over):%Y-%m-%d %H:%M}."
    return ready, [f"{each.id} {told}" for each in replaced if each not in ready]


def _heard(endpoint: Endpoint, view: View) -> bool:
    return endpoint.enabled and endpoint.kept in view.stored


def _strangers(view: View, wish: Wish) -> tuple[tuple[Step, ...], tuple[str, ...]]:
    """Find secrets that no endpoint carries the name of: put there by hand, for an endpoint made by
    hand. It may still send to us, so only a person can say that they are of no use any more."""
    strange = tuple(sorted(view.stored - {each.kept for each in view.endpoints}))
    if not strange:
        return (), ()
    if wish.retire:
        return (Forget(strange),), ()
    told = f"{len(strange)} more accepted, of no endpoint made by carryover (--retire forgets)."
    return (), (told,)


def _retire(endpoint: Endpoint) -> Retire:
    return Retire(endpoint.id, endpoint.kept)


def _then(ours: Sequence[Endpoint]) -> tuple[str, ...]:
    return tuple(f"{each.id} will be replaced, and goes later." for each in ours)
