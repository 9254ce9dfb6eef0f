"""Whether and when the money may be asked for again (DUN-1): the owner's schedule, within what the
last answer, the card and the networks leave of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Final

from carryover.dunning.declines import HOUR, WAITING, Cause, Meaning
from carryover.dunning.history import meaning_of, on_card
from carryover.dunning.model import Case
from carryover.dunning.quiet import Zones, day_in, is_in, local, zones_of
from carryover.dunning.rules import Plan, Terms
from carryover.dunning.schemes import Asked, forbidden, free_at
from carryover.dunning.world import Attempt, Card, Invoice, World
from carryover.kernel.clock import Seconds

GRACE: Final = HOUR
"""So long after the moment Stripe announced is its own attempt given to show, in seconds."""


@dataclass(frozen=True, slots=True)
class Free:
    """It may be tried from this second on; a past one means now."""

    at: Seconds
    card: Card


@dataclass(frozen=True, slots=True)
class Barred:
    """It may not be tried, unless the facts change."""

    why: str


@dataclass(frozen=True, slots=True)
class Theirs:
    """Stripe's own retries of this invoice are running, and the owner wants no second ones."""

    next: Seconds

    def look_after(self, now: Seconds) -> Seconds:
        """Say when to look what came of it: an hour after, then every hour."""
        first = self.next + GRACE
        return first if first > now else first + ((now - first) // GRACE + 1) * GRACE


type Chance = Free | Barred | Theirs


def theirs(invoice: Invoice, terms: Terms) -> Theirs | None:
    """Tell whether Stripe collects it by itself: both fields set is how Smart Retries show
    (docs.stripe.com/billing/revenue-recovery/smart-retries)."""
    if terms.beside_smart_retries or not invoice.auto_advance:
        return None
    return Theirs(invoice.next_payment_attempt) if invoice.next_payment_attempt else None


def chance(case: Case, world: World, terms: Terms, attempts: Sequence[Attempt]) -> Chance:
    """Say when the next attempt may be made."""
    card = world.card
    if card is None:
        return Barred("there is nothing to charge")
    if card.type != "card":
        return Barred(f"not implemented here: trying a {card.type} again; its rules differ")
    if why := forbidden(card, attempts):
        return Barred(why)
    if running := theirs(world.invoice, terms):
        return running
    if len(case.tries) >= terms.retries.at_most:
        return Barred(f"it was tried {len(case.tries)} times, as often as the rules allow")
    return _on(card, case, world, terms, attempts)


def _on(card: Card, case: Case, world: World, terms: Terms, attempts: Sequence[Attempt]) -> Chance:
    invoice = world.invoice
    asked = Asked(card, invoice.id, invoice.amount_remaining, invoice.currency)
    mine = on_card(invoice.id, card, attempts)
    if not mine:
        return _new(asked, case, terms, attempts)
    last = meaning_of(mine[-1])
    if case.cleared & {f"check:{mine[-1].id}", f"setup:{mine[-1].id}"}:
        last = Meaning(Cause.BANK)
    if last.cause not in WAITING:
        return Barred(f"this card will not do: {last.word}")
    if wish := _wish(case):
        return Free(max(wish, free_at(asked, attempts), mine[-1].at + last.wait), card)
    free = free_at(asked, attempts, ours=terms.retries.in_30_days)
    return _scheduled(case, world, terms, (mine, last, free))


def _new(asked: Asked, case: Case, terms: Terms, attempts: Sequence[Attempt]) -> Chance:
    """A card that this invoice was not tried with is tried at once, unless it was refused for good
    elsewhere in the same edition."""
    elsewhere = [one for one in attempts if one.card and one.card.print == asked.card.print]
    if elsewhere and (refused := meaning_of(elsewhere[-1])).cause is Cause.CARD:
        return Barred(f"this card will not do: {refused.word}")
    free = free_at(asked, attempts, ours=terms.retries.in_30_days)
    return Free(max(case.failed_at, free), asked.card)


def _wish(case: Case) -> Seconds | None:
    """Say since when a person wants an attempt that has not been made."""
    if case.wanted is None or any(one.at >= case.wanted.at for one in case.tries):
        return None
    return case.wanted.at


def _scheduled(
    case: Case, world: World, terms: Terms, known: tuple[tuple[Attempt, ...], Meaning, Seconds]
) -> Chance:
    mine, last, free = known
    card = world.card
    assert card is not None  # noqa: S101 - `chance` looked
    latest = mine[-1].at
    floor = max(free, latest + last.wait)
    if last.cause is Cause.TECHNICAL and (hours := _in_hours(mine, terms)):
        return Free(max(floor, latest + hours * HOUR), card)
    plan = terms.retries.funds if last.cause is Cause.FUNDS else terms.retries.bank
    floor = max(floor, latest + terms.retries.hours_between * HOUR)
    days = _slots(
        plan,
        case.failed_at,
        terms.retries.until_day,
        terms.retries.hour,
        zones_of(world.person, terms.quiet),
    )
    slot = next((one for one in days if one >= floor), None)
    return Barred("no day of the schedule is left") if slot is None else Free(slot, card)


def _in_hours(mine: Sequence[Attempt], terms: Terms) -> int | None:
    """Find how many hours to wait after this many technical failures in a row."""
    row = 0
    for one in reversed(mine):
        if meaning_of(one).cause is not Cause.TECHNICAL:
            break
        row += 1
    hours = terms.retries.technical
    return hours[row - 1] if row <= len(hours) else None


@lru_cache(maxsize=4_096)
def _slots(
    plan: Plan, failed_at: Seconds, until: int, hour: int, zones: Zones
) -> tuple[Seconds, ...]:
    """List the moments of a plan: at that hour of each day that it names."""
    first = day_in(failed_at, zones)
    days = ((n, first + timedelta(days=n)) for n in range(until + 1))
    found = (local(day, hour, zones) for n, day in days if is_in(plan, day, n))
    return tuple(one for one in found if one > failed_at)
