"""What dunning remembers, in memory, refusing a stale version as DynamoDB's condition does; and a
post office that keeps every letter."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from carryover.dunning.counting import Count, Counted, counted
from carryover.dunning.house import House
from carryover.dunning.model import Case
from carryover.dunning.rules import Rules
from carryover.dunning.silence import Silence
from carryover.dunning.store import Changed, Due
from carryover.kernel.clock import Seconds
from carryover.ports.mail import Letter, Refused, Sent, Unknown

PAGE = 100
NEVER = 99_999_999_999


@dataclass
class MemoryRules:
    """The rules in force, and the house."""

    rules: Rules | None = None
    kept: House = field(default_factory=House)

    def read(self) -> Rules | None:
        return self.rules

    def put(self, rules: Rules) -> None:
        self.rules = rules

    def house(self) -> House:
        return self.kept

    def put_house(self, house: House) -> None:
        self.kept = house


@dataclass
class MemoryCases:
    """Cases by account and invoice."""

    rows: dict[tuple[str, str], Case] = field(default_factory=dict)

    def find(self, account: str, invoice: str) -> Case | None:
        return self.rows.get((account, invoice))

    def save(self, case: Case) -> Case:
        place = (case.account, case.invoice)
        held = self.rows.get(place)
        if case.version != (held.version if held else 0):
            raise Changed(f"the case of {case.subject} was written by another")
        self.rows[place] = saved = case.model_copy(update={"version": case.version + 1})
        return saved

    def due(self, account: str, until: Seconds, *, after: str | None = None) -> Due:
        found = sorted(
            (f"{one.look_at:011d}#{one.invoice}", one)
            for one in self.all(account)
            if one.look_at is not None and one.look_at <= until
        )
        left = [(place, one) for place, one in found if after is None or place > after]
        page = left[:PAGE]
        more = page[-1][0] if len(left) > PAGE else None
        return Due([one for _, one in page], more)

    def of_customer(self, account: str, customer: str) -> Sequence[Case]:
        return sorted(
            (o for o in self.all(account) if o.customer == customer and o.closed is None),
            key=lambda one: one.invoice,
        )

    def all(self, account: str) -> Iterator[Case]:
        yield from [one for one in self.rows.values() if one.account == account]

    def open(self, account: str) -> Iterator[Case]:
        held = [one for one in self.all(account) if one.closed is None]
        yield from sorted(held, key=lambda one: (one.look_at or NEVER, one.invoice))

    def counts(self, account: str, first: str, last: str) -> Counted:
        sums: Counted = {}
        for cell, count in map(counted, self.all(account)):
            if first <= cell.week <= last:
                sums[cell] = sums.get(cell, Count()).plus(count)
        return sums


@dataclass
class MemorySilences:
    """Closed addresses."""

    rows: dict[tuple[str, str, str], Silence] = field(default_factory=dict)

    def of(self, account: str, address: str) -> frozenset[str]:
        return frozenset(c for a, d, c in self.rows if (a, d) == (account, address))

    def close(self, silence: Silence) -> None:
        self.rows[silence.account, silence.address, silence.channel] = silence


@dataclass
class MemoryMail:
    """Takes letters, or answers what it was told to."""

    letters: list[Letter] = field(default_factory=list)
    answers: list[Refused | Unknown | Exception] = field(default_factory=list)

    def send(self, letter: Letter) -> Sent | Refused | Unknown:
        answer = self.answers.pop(0) if self.answers else None
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, Refused):
            return answer
        self.letters.append(letter)
        return answer or Sent(f"letter-{len(self.letters)}")
