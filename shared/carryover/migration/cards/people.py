"""One person in two sources, and two persons under one id (MIG-13).

A data copy keeps customer ids, so two sources may hold the same id with different people; and one
person may be a customer of both. Which of the two it is only the e-mail address tells, and where it
does not, nobody's card is charged for somebody else's subscription.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from carryover.migration.model import Old, Thing


class Kind(StrEnum):
    """What two customers of different sources have to do with each other."""

    ONE_PERSON = "one person in several sources"
    DISPUTED = "different people under one new id"
    UNKNOWN = "nobody can tell whether it is one person"
    COLLISION = "same old id, different people"
    """Harmless: every old id carries its account."""
    TWICE = "one person with a customer each"
    """Harmless, and worth knowing: two portals, two e-mails, two balances."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Customers of several sources that meet, by new id, old id or address."""

    kind: Kind
    olds: tuple[Old, ...]
    new: tuple[str, ...]

    @property
    def stops(self) -> bool:
        """Tell whether a person has to decide before any of them is moved."""
        return self.kind in (Kind.DISPUTED, Kind.UNKNOWN)

    @property
    def sentence(self) -> str:
        """Say it, without anybody's address."""
        who, new = " and ".join(map(str, self.olds)), " and ".join(self.new)
        match self.kind:
            case Kind.ONE_PERSON:
                return f"{who} are one person, and became one customer: {new}."
            case Kind.DISPUTED:
                return (
                    f"{who} have different e-mail addresses and became one customer, {new}: one "
                    "would be charged for the other. Have the copy of one of them corrected."
                )
            case Kind.UNKNOWN:
                return (
                    f"{who} became one customer, {new}, and their e-mail addresses do not tell "
                    "whether they are one person. Say so with --same-person, or have the copy "
                    "corrected."
                )
            case Kind.COLLISION:
                return f"{who} have the same old id and are different people: {new}."
        return f"{who} have the same e-mail address and stay two customers: {new}."


def meetings(
    known: Mapping[Old, str],
    emails: Mapping[Old, str],
    *,
    confirmed: Iterable[str] = (),
) -> list[Meeting]:
    """Find all of them; ``confirmed`` are new ids that a person says are one person's."""
    customers = {old: new for old, new in known.items() if old.kind is Thing.CUSTOMER}
    said = frozenset(confirmed)
    shared = [
        Meeting(_judged(olds, emails, said_so=new in said), olds, (new,))
        for new, olds in _across(customers, customers)
    ]
    together = {old for meeting in shared for old in meeting.olds}
    apart = {old: new for old, new in customers.items() if old not in together}
    addresses = {old: emails.get(old, "").strip().lower() for old in apart}
    return [*shared, *_same_id(apart, addresses), *_twice(apart, addresses)]


def disputed(found: Iterable[Meeting]) -> frozenset[Old]:
    """Name the customers that must not be handed over to the mover."""
    return frozenset(old for meeting in found if meeting.stops for old in meeting.olds)


def _same_id(apart: Mapping[Old, str], addresses: Mapping[Old, str]) -> Iterator[Meeting]:
    for _, olds in _across(apart, {old: old.id for old in apart}):
        if len({addresses[old] for old in olds}) > 1:
            yield _apart(Kind.COLLISION, olds, apart)


def _twice(apart: Mapping[Old, str], addresses: Mapping[Old, str]) -> Iterator[Meeting]:
    for address, olds in _across(apart, addresses):
        if address:
            yield _apart(Kind.TWICE, olds, apart)


def _across(customers: Iterable[Old], by: Mapping[Old, str]) -> list[tuple[str, tuple[Old, ...]]]:
    """Group customers of different sources by something they share."""
    groups: dict[str, list[Old]] = defaultdict(list)
    for old in sorted(customers, key=str):
        groups[by[old]].append(old)
    return [
        (shared, tuple(olds))
        for shared, olds in sorted(groups.items())
        if len({old.account for old in olds}) > 1
    ]


def _judged(olds: tuple[Old, ...], emails: Mapping[Old, str], *, said_so: bool) -> Kind:
    told = {emails.get(old, "").strip().lower() for old in olds}
    if said_so or (len(told) == 1 and "" not in told):
        return Kind.ONE_PERSON
    return Kind.UNKNOWN if "" in told else Kind.DISPUTED


def _apart(kind: Kind, olds: tuple[Old, ...], new: Mapping[Old, str]) -> Meeting:
    return Meeting(kind, olds, tuple(new[old] for old in olds))
