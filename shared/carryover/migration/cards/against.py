"""Holds a mapping against what is really there: the snapshot of its source, and the target.

A mapping of another account reads like a perfect one; only the accounts themselves tell.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from carryover.migration.cards.model import Fault, Row
from carryover.ports.stripe_api import Json, StripeApi

STRANGERS: Final = 0.5
"""From this share of unknown customers on, it is another account's file: people who came or went
since the snapshot are never half of all."""

PROBE: Final = 20
"""If none of so many is in the target, it is another target, or the other mode."""

ONE_BY_ONE: Final = 200
"""Up to so many customers are asked for by id; more are found faster in the list, 100 at a time and
the newest first: those just copied."""


@dataclass(frozen=True, slots=True)
class Source:
    """What the snapshot of a source says of customers and their ways to pay."""

    account: str
    customers: Collection[str]
    owners: Mapping[str, str] = field(default_factory=dict)
    """Whose a way to pay is, as far as the snapshot shows it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a comparison found."""

    faults: tuple[Fault, ...] = ()
    notes: tuple[str, ...] = ()
    """What may be as it is."""


def against_source(rows: Sequence[Row], source: Source) -> Verdict:
    """Say whether this is a mapping of that account."""
    people = {row.customer_old for row in rows}
    strangers = people - set(source.customers)
    if people and len(strangers) >= STRANGERS * len(people):
        told = (
            f"It is not a mapping of {source.account}: {len(strangers)} of its {len(people)} "
            f"customers are not in the snapshot of {source.account}."
        )
        return Verdict((Fault(0, told),))
    return Verdict(tuple(_other_owners(rows, source)), tuple(_unknown(sorted(strangers), source)))


def against_target(
    rows: Sequence[Row], stripe: StripeApi, target: str, *, charged: Collection[str]
) -> Iterator[Fault | None]:
    """Look for each customer in the target, and at each card in ``charged`` (new ids): ``None`` for
    a row that holds, so that progress can be shown."""
    people = {row.customer_new for row in rows}
    absent = _absent(people, stripe, target)
    if len(absent) == len(people) >= PROBE:
        yield Fault(0, _elsewhere(len(people), target))
        return
    for row in rows:
        if row.customer_new in absent:
            absent.discard(row.customer_new)
            yield Fault(row.line, f"{row.customer_new} is not in {target}.")
        elif row.source_new in charged:
            yield _card(row, stripe, target)
        else:
            yield None


def _absent(people: Collection[str], stripe: StripeApi, target: str) -> set[str]:
    """Find out which customers are not there."""
    if len(people) <= ONE_BY_ONE:
        return {each for each in people if not _is_there(each, stripe, target)}
    absent = set(people)
    for page in stripe.pages(target, "customers"):
        absent.difference_update(str(each["id"]) for each in page)
        if not absent:
            break
    return absent


def _is_there(customer: str, stripe: StripeApi, target: str) -> bool:
    found = stripe.get(target, f"customers/{customer}")
    return found is not None and not found.get("deleted")


def _card(row: Row, stripe: StripeApi, target: str) -> Fault | None:
    """See that it is there, and that it is this customer's."""
    found = _way_to_pay(row, stripe, target)
    if found is None:
        return Fault(row.line, f"{row.source_new} is not in {target}.")
    owner = found.get("customer")
    if owner != row.customer_new:
        whose = f"belongs to {owner}" if owner else "belongs to nobody"
        return Fault(row.line, f"{row.source_new} {whose} in {target}, not to {row.customer_new}.")
    return None


def _way_to_pay(row: Row, stripe: StripeApi, target: str) -> Json | None:
    """Payment methods have an address of their own; what came before them lives at its customer
    (docs.stripe.com/api/cards)."""
    if row.source_new.startswith("pm_"):
        return stripe.get(target, f"payment_methods/{row.source_new}")
    return stripe.get(target, f"customers/{row.customer_new}/sources/{row.source_new}")


def _other_owners(rows: Sequence[Row], source: Source) -> Iterator[Fault]:
    for row in rows:
        owner = source.owners.get(row.source_old, row.customer_old)
        if owner != row.customer_old:
            yield Fault(
                row.line,
                f"{row.source_old} is {owner}'s in the snapshot of {source.account}, and "
                f"{row.customer_old}'s here.",
            )


def _unknown(strangers: Sequence[str], source: Source) -> Iterator[str]:
    if strangers:
        few = ", ".join(strangers[:3])
        yield (
            f"Customers that are not in the snapshot of {source.account}: {len(strangers)} "
            f"({few} …). They came after it was taken, or were deleted before."
        )


def _elsewhere(people: int, target: str) -> str:
    return (
        f"None of its {people} customers is in {target}: it is the mapping of a copy into "
        f"another account, or {target} is opened with a key of the other mode (test or live)."
    )
