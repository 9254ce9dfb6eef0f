"""What the workers remember, kept in this process while a quarter is played.

The promises are those of ``dunning.store`` and ``crm.store``: a stale version is refused.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final, NoReturn

from carryover.crm.model import Known, PayerRef, Pointer
from carryover.crm.store import Changed as ContactChanged
from carryover.crm.store import Late
from carryover.dunning.house import House
from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.dunning.silence import Silence
from carryover.dunning.store import Changed, Due
from carryover.kernel.clock import Seconds

PAGE: Final = 100


@dataclass(slots=True)
class BookMemory:
    """Keeps the schedule and the house in force."""

    rules: Rules
    kept: House

    def read(self) -> Rules:
        """Read the schedule."""
        return self.rules

    def house(self) -> House:
        """Read the house."""
        return self.kept


@dataclass(slots=True)
class CaseMemory:
    """Keeps ``Cases``."""

    kept: dict[tuple[str, str], Case] = field(default_factory=dict)

    def find(self, account: str, invoice: str) -> Case | None:
        """Read one."""
        return self.kept.get((account, invoice))

    def save(self, case: Case) -> Case:
        """Write the version after the one that was read."""
        place = case.account, case.invoice
        held = self.kept.get(place)
        if case.version != (held.version if held else 0):
            raise Changed(f"{case.subject} was written by somebody else since it was read")
        self.kept[place] = case.model_copy(update={"version": case.version + 1})
        return self.kept[place]

    def due(self, account: str, until: Seconds, *, after: str | None = None) -> Due:
        """Page through those whose alarm clock rang."""
        ready = sorted(
            (f"{one.look_at:012d} {one.invoice}", one)
            for one in self.all(account)
            if one.look_at is not None and one.look_at <= until
        )
        rest = [each for each in ready if after is None or each[0] > after]
        page = rest[:PAGE]
        return Due([case for _, case in page], page[-1][0] if len(rest) > len(page) else None)

    def of_customer(self, account: str, customer: str) -> Sequence[Case]:
        """Find what is open of one customer."""
        return [one for one in self.all(account) if one.customer == customer and one.closed is None]

    def all(self, account: str) -> Iterator[Case]:
        """Go through an account's."""
        return (case for place, case in list(self.kept.items()) if place[0] == account)

    def rings(self, now: Seconds) -> bool:
        """Tell whether any alarm clock rings."""
        return any(one.look_at is not None and one.look_at <= now for one in self.kept.values())


@dataclass(slots=True)
class SilenceMemory:
    """Keeps ``Silences``."""

    kept: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, account: str, address: str) -> frozenset[str]:
        """Name the closed channels."""
        return self.kept.get((account, address), frozenset())

    def close(self, silence: Silence) -> None:
        """Close one."""
        place = silence.account, silence.address
        self.kept[place] = self.of(*place) | {silence.channel}


@dataclass(slots=True)
class ContactMemory:
    """Keeps ``Contacts``."""

    kept: dict[tuple[str, str], Known] = field(default_factory=dict)
    pointers: dict[tuple[str, str], Pointer] = field(default_factory=dict)

    def known(self, location: str, contact: str) -> Known:
        """Read one."""
        return self.kept.get((location, contact), Known(location=location, contact=contact))

    def save(self, known: Known) -> Known:
        """Write the version after the one that was read."""
        place = known.location, known.contact
        if known.version != self.known(*place).version:
            raise ContactChanged("the contact was written by somebody else since it was read")
        self.kept[place] = known.model_copy(update={"version": known.version + 1})
        return self.kept[place]

    def pointer(self, location: str, payer: PayerRef) -> Pointer | None:
        """Find whose contact it is."""
        return self.pointers.get((location, str(payer)))

    def point(self, pointer: Pointer, before: Pointer | None) -> None:
        """Write it if what is there is what was read."""
        place = pointer.location, str(pointer.payer)
        if self.pointers.get(place) != before:
            raise ContactChanged("the pointer was written by somebody else since it was read")
        self.pointers[place] = pointer


@dataclass(slots=True)
class OverdueMemory:
    """Keeps ``Overdue``."""

    kept: dict[str, tuple[Seconds, Late]] = field(default_factory=dict)

    def put(self, late: Late, since: Seconds) -> None:
        """Remember somebody who could not be shown."""
        self.kept[str(late.payer)] = since, late

    def settle(self, late: Late) -> None:
        """Forget them, unless another note has come since."""
        if self.kept.get(str(late.payer), (0, None))[1] == late:
            del self.kept[str(late.payer)]

    def some(self, most: int) -> Sequence[Late]:
        """Name those who have waited longest."""
        waiting = sorted(self.kept.values(), key=lambda each: (each[0], each[1].note))
        return [late for _, late in waiting[:most]]


class NotPlayed:
    """Stands where the quarter has nothing: nothing is sold in HighLevel, no invoice is mirrored,
    no app is installed. Whoever asks has lost their way."""

    def find(self, *said: object, **named: object) -> NoReturn:
        """Refuse."""
        raise AssertionError(f"not implemented here: {said} {named}")

    save = keep = read = take = give_back = find
