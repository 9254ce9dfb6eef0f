"""The routing table. A new feature is a new line here, and nothing else upstream changes."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from carryover.kernel.facts import Fact, ObjectTouched, StateSeen
from carryover.ports.outbox import Queue


@dataclass(frozen=True, slots=True)
class Route:
    """One line: these facts go to this queue, because."""

    when: Callable[[Fact], bool]
    to: Queue
    why: str


def _is_state(fact: Fact) -> bool:
    return isinstance(fact, StateSeen)


def _is_touch(fact: Fact) -> bool:
    return isinstance(fact, ObjectTouched)


ROUTES: Final = (
    Route(_is_state, Queue.SUBSCRIPTION_MIRROR, "the record follows every state Stripe tells us"),
    Route(_is_touch, Queue.SUBSCRIPTION_MIRROR, "news without a state: the record has to look"),
)


def routed(fact: Fact) -> tuple[Queue, ...]:
    """Name the queues that must hear of this fact, each once."""
    return tuple(dict.fromkeys(route.to for route in ROUTES if route.when(fact)))
