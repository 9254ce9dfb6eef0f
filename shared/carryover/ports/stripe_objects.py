"""Reading Stripe, in our words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from carryover.kernel.clock import Seconds
from carryover.kernel.facts import State, StateSeen
from carryover.kernel.identity import Kind, ObjectRef


@dataclass(frozen=True, slots=True)
class Gone:
    """Stripe does not know this object, under this account's key."""

    ref: ObjectRef


@dataclass(frozen=True, slots=True)
class RawEvent:
    """An event as Stripe lists it: its identity and its exact JSON."""

    id: str
    created: Seconds
    payload: str


@dataclass(frozen=True, slots=True)
class Page[Item]:
    """One page of a list, newest first, and where the next one starts (``None``: this was the
    last)."""

    items: Sequence[Item]
    next_after: str | None


class StripeObjects(Protocol):
    """Reads accounts at Stripe.

    Every method raises ``Retryable`` when Stripe cannot answer now (network, 409, 429, 5xx) and
    ``NeedsReview`` when it will not (no key for the account, key revoked, permission missing).
    """

    def accounts(self) -> Sequence[str]:
        """Name every account there is a key for."""

    def read(self, ref: ObjectRef) -> StateSeen | Gone:
        """Look at one object as it is now."""

    def page(self, account: str, kind: Kind, *, after: str | None) -> Page[StateSeen]:
        """List objects of one kind, every status, newest first, 100 at a time."""

    def events(
        self, account: str, *, since: Seconds, until: Seconds, after: str | None
    ) -> Page[RawEvent]:
        """List events created in [since, until] that mean something to us, newest first."""


class Records(Protocol):
    """What our own record says (the mirror keeps it). Raises ``Retryable`` when it cannot be
    read."""

    def states(self, refs: Sequence[ObjectRef]) -> dict[ObjectRef, State]:
        """Recall the states of up to 100 objects; unknown ones are absent from the answer."""

    def ids_created(
        self, account: str, kind: Kind, *, since: Seconds, until: Seconds
    ) -> Sequence[str]:
        """List ids of the recorded objects created in [since, until] and not deleted."""
