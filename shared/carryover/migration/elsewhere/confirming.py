"""Who bills, of a source that we cannot stop ourselves (MIG-14).

The target is armed and proven as always; then nothing happens until a person has written down that
the subscription was stopped at the other processor. Not confirmed by the boundary: the target ends
itself, the other processor has charged, and the row wants its new date.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from carryover.kernel.clock import Seconds, moment
from carryover.migration.model import Old, Thing
from carryover.migration.planning.spec import Spec
from carryover.migration.store import IdMap

CONFIRMED = "stopped"
"""What follows the tilde in the old id under which a confirmation is remembered."""


@dataclass(frozen=True, slots=True)
class Running:
    """As far as anybody knows it bills there: the target must end itself."""

    sentence: str


@dataclass(frozen=True, slots=True)
class StoppedConfirmed:
    """A person has stopped it before its boundary: the target may live."""

    at: Seconds


@dataclass(frozen=True, slots=True)
class Overtaken:
    """The boundary passed before it was stopped: it was charged there, or nobody knows."""

    sentence: str


type Standing = Running | StoppedConfirmed | Overtaken


class Confirmations(Protocol):
    """What people have said was stopped. Raises ``Retryable`` when it cannot be reached."""

    def find(self, run: str, account: str, subscription: str) -> Seconds | None:
        """Say when it was stopped; ``None``: nobody has said so."""

    def put(self, run: str, account: str, stopped: Mapping[str, Seconds]) -> None:
        """Remember, by subscription; what was said before and is said no more stays said."""


@dataclass(frozen=True, slots=True)
class MappedConfirmations:
    """Keeps the promise of ``Confirmations`` in the id map: one more thing known of an old id."""

    ids: IdMap

    def find(self, run: str, account: str, subscription: str) -> Seconds | None:
        """Look it up."""
        name = _stopped(account, subscription)
        found = self.ids.find(run, [name]).get(name)
        return None if found is None else int(found)

    def put(self, run: str, account: str, stopped: Mapping[str, Seconds]) -> None:
        """Write it down."""
        pairs = {_stopped(account, each): str(at) for each, at in stopped.items()}
        if pairs:
            self.ids.remember(run, pairs)


def standing(spec: Spec, confirmed: Seconds | None, *, now: Seconds) -> Standing:
    """Say who bills at the boundary."""
    when = f"{moment(spec.boundary):%Y-%m-%d %H:%M} UTC"
    if confirmed is not None and confirmed < spec.boundary:
        return StoppedConfirmed(confirmed)
    if confirmed is not None or now >= spec.boundary:
        return Overtaken(
            f"It was not confirmed as stopped at {spec.account} before {when}, when it was due "
            "there. See whether it was charged, and write its next start_date into the file."
        )
    return Running(
        f"Stop it at {spec.account} before {when}, then write stopped_confirmed into the file and "
        "hand it over again. Until then the target ends itself and charges nothing."
    )


def is_confirmation(old: Old) -> bool:
    """Tell what stands in the id map about stops from what is an id."""
    return old.kind is Thing.SUBSCRIPTION and old.id.endswith(f"~{CONFIRMED}")


def without_confirmations(olds: Collection[Old]) -> list[Old]:
    """Leave them out, for exports of ids."""
    return [old for old in olds if not is_confirmation(old)]


def _stopped(account: str, subscription: str) -> Old:
    return Old(account=account, kind=Thing.SUBSCRIPTION, id=f"{subscription}~{CONFIRMED}")
