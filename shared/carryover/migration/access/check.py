"""Checks keys before they are worked with: nothing is written, and nothing is guessed.

What a key may do is found out by asking for what does not exist (``needs.UNKNOWN``).
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from carryover.kernel.errors import NeedsReview
from carryover.migration.access.needs import UNKNOWN, Need, Role, needs
from carryover.ports.stripe_accounts import Identities, Identity
from carryover.ports.stripe_api import StripeApi
from carryover.ports.stripe_permissions import Level


class Weight(StrEnum):
    """What a finding means for the migration."""

    PROBLEM = "problem"
    """It cannot go on."""
    WARNING = "warning"
    """It can, and somebody should know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it should be."""

    account: str
    weight: Weight
    sentence: str


@dataclass(frozen=True, slots=True)
class Seat:
    """An account in its role, as the project names it."""

    alias: str
    role: Role
    known: str = ""
    """Stripe's id, where it was written down before; a key of another account is refused."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was learnt of one account's key."""

    seat: Seat
    identity: Identity | None
    """``None``: the key does not open anything."""
    findings: tuple[Finding, ...]


def check(stripe: StripeApi, who: Identities, seat: Seat, *, read_only: bool = False) -> Checked:
    """Check one key. Raises ``Retryable`` when Stripe cannot be asked now."""
    try:
        identity = who.identify(seat.alias)
    except NeedsReview as doubt:
        return Checked(seat, None, (Finding(seat.alias, Weight.PROBLEM, doubt.sentence),))
    wanted = needs(seat.role, read_only=read_only)
    lacking = [need for need in wanted if not _allowed(stripe, seat.alias, need)]
    found = (*_of_the_key(seat, identity), *(_lacking(seat.alias, need) for need in lacking))
    return Checked(seat, identity, found)


def together(checked: Sequence[Checked]) -> tuple[Finding, ...]:
    """Check keys against each other: one mode, and every alias another account."""
    opened = [(each.seat, each.identity) for each in checked if each.identity]
    return (*_modes(opened), *_twins(opened))


def _allowed(stripe: StripeApi, alias: str, need: Need) -> bool:
    """Ask for what nobody has: any answer but "forbidden" means that asking is allowed."""
    try:
        if need.level is Level.READ:
            stripe.get(alias, need.probe)
        elif need.path:
            stripe.ask(alias, need.path, {"subscription": UNKNOWN})
        else:
            stripe.ask(alias, need.probe, {})
    except NeedsReview:
        return False
    return True


def _lacking(alias: str, need: Need) -> Finding:
    weight = Weight.WARNING if need.optional else Weight.PROBLEM
    return Finding(
        alias, weight, f"The key of {alias} lacks the permission “{need.box}”: {need.why}."
    )


def _of_the_key(seat: Seat, identity: Identity) -> Iterator[Finding]:
    alias = seat.alias
    if seat.known and identity.id and seat.known != identity.id:
        yield Finding(
            alias,
            Weight.PROBLEM,
            f"The key of {alias} opens the account {identity.id}, but {alias} is {seat.known}: it "
            "is the key of another account.",
        )
    if not identity.id:
        yield Finding(
            alias,
            Weight.WARNING,
            f"Stripe does not tell the key of {alias} whose it is, so a key of another account "
            "would not be noticed.",
        )
    if not identity.restricted:
        yield Finding(
            alias,
            Weight.WARNING,
            f"The key of {alias} may do everything in its account. Make a restricted one: "
            f"carryover migrate accounts permissions {alias}.",
        )


def _modes(opened: Sequence[tuple[Seat, Identity]]) -> Iterator[Finding]:
    live = sorted(seat.alias for seat, identity in opened if identity.livemode)
    test = sorted(seat.alias for seat, identity in opened if not identity.livemode)
    if live and test:
        sentence = (
            f"Live and test mode are mixed: {_listed(live)} in live mode, {_listed(test)} in test "
            "mode. Nothing can be moved between them."
        )
        yield from (Finding(alias, Weight.PROBLEM, sentence) for alias in test)
    elif test:
        sentence = "All keys are of test mode: real customers are not in there."
        yield Finding(_listed(test), Weight.WARNING, sentence)


def _twins(opened: Sequence[tuple[Seat, Identity]]) -> Iterator[Finding]:
    times = Counter(identity.id for _, identity in opened if identity.id)
    for account, number in times.items():
        if number > 1:
            same = [seat.alias for seat, identity in opened if identity.id == account]
            sentence = (
                f"{_listed(same)} are one and the same account, {account}. Source and target, and "
                "every two sources, have to be different ones."
            )
            yield from (Finding(alias, Weight.PROBLEM, sentence) for alias in same)


def _listed(aliases: Sequence[str]) -> str:
    *most, last = aliases
    return f"{', '.join(most)} and {last}" if most else last
