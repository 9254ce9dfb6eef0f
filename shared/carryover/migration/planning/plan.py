"""The plan of a migration: a head that can be read at a glance, and a line per subscription.

The same snapshots, cards and rules give the same bytes and the same hash, whatever the order in
which they were read, the time of day and the machine. Only the approved hash can be executed.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Literal

from pydantic import BaseModel, Field, ValidationError

from carryover.kernel.clock import Seconds
from carryover.kernel.errors import NeedsReview
from carryover.kernel.identity import AccountAlias
from carryover.kernel.messages import Message
from carryover.migration.planning.catalogue_needs import Need
from carryover.migration.planning.entry import Entry, Outcome
from carryover.migration.planning.rules import Rules

type Lines = Callable[[], Iterator[bytes]]
"""Goes through a file's lines, from the beginning whenever it is called."""


class Origin(Message):
    """The snapshot a part of the plan was made from."""

    account: AccountAlias
    digest: str
    taken_at: Seconds


class Sum(Message):
    """How many, and what they cost per period by the price list."""

    count: int = 0
    amount: int = 0
    """Minor units; prices of one currency, periods of different length."""
    unpriced: int = 0
    """How many of them the price list says nothing about (tiers, other currencies)."""


class Totals(Message):
    """Of one currency."""

    currency: str
    outcomes: dict[Outcome, Sum]


class Head(Message):
    """All of a plan but its lines."""

    format: Literal[1] = 1
    hash: str
    rules: Rules
    origins: tuple[Origin, ...]
    needs: tuple[Need, ...]
    totals: tuple[Totals, ...] = ()
    outcomes: dict[Outcome, int] = Field(default_factory=dict)
    reasons: dict[str, int] = Field(default_factory=dict)
    """How often each code occurs."""

    @property
    def count(self) -> int:
        """Tell how many subscriptions it speaks of."""
        return sum(self.outcomes.values())


@dataclass(frozen=True, slots=True)
class Plan:
    """A head and its lines, which stay where they are until they are asked for."""

    head: Head
    lines: Lines

    @property
    def hash(self) -> str:
        """Name the plan: what is approved and executed."""
        return self.head.hash

    def entries(self) -> Iterator[Entry]:
        """Go through the subscriptions, by source and id."""
        for line in self.written():
            yield Entry.model_validate_json(line)

    def find(self, account: str, subscription: str) -> Entry | None:
        """Look one up; reads up to it."""
        every = self.entries()
        return next(
            (one for one in every if (one.account, one.subscription) == (account, subscription)),
            None,
        )

    def written(self) -> Iterator[bytes]:
        """Go through the lines as they are."""
        return (line.rstrip(b"\n") for line in self.lines())

    def dump(self) -> Iterator[bytes]:
        """Write it as a file: the head in the first line, then a line per subscription."""
        yield canonical(self.head) + b"\n"
        yield from (line + b"\n" for line in self.written())

    def verify(self) -> None:
        """Compute the hash again. Raises ``NeedsReview`` if a line was changed by hand."""
        found = hashed(self.head.rules, self.head.origins, self.head.needs, self.written())
        if found != self.hash:
            raise NeedsReview(
                "plan",
                "The plan was changed after it was made: its lines do not give its hash. Make it "
                "again: carryover migrate plan.",
            )


def load(lines: Lines) -> Plan:
    """Take a plan up that ``dump`` has written. Raises ``NeedsReview`` if it is none."""
    try:
        head = Head.model_validate_json(next(lines(), b""))
    except ValidationError:
        raise NeedsReview(
            "plan",
            "This is no plan that this version of carryover reads. Make it again: carryover "
            "migrate plan.",
        ) from None
    return Plan(head, lambda: islice(lines(), 1, None))


def hashed(
    rules: Rules, origins: Iterable[Origin], needs: Iterable[Need], lines: Iterable[bytes]
) -> str:
    """Reckon the hash: of the rules, of which account's snapshots, of every line in order, and of
    the catalogue that they need. When a snapshot was taken is not part of it."""
    whole = sha256(canonical(rules))
    whole.update(b"\n".join(f"{each.account} {each.digest}".encode() for each in origins))
    for line in lines:
        whole.update(line + b"\n")
    for need in needs:
        whole.update(canonical(need) + b"\n")
    return whole.hexdigest()


def canonical(thing: BaseModel) -> bytes:
    """Write something down in the only way there is: sorted, without blanks or defaults."""
    told = thing.model_dump(mode="json", exclude_defaults=True)
    return json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
