"""What card networks never allow, or charge for: no configuration lifts it (DUN-1).

Visa: at most 15 reattempts of the same card, amount and merchant in 30 days, and none after an
answer of category 1. Mastercard: fees beyond 10 declines in 24 hours and 35 in 30 days, none after
the advice 03 or 21. A network we do not know gets the strictest of all. Everybody's attempts count,
Stripe's own and the customer's, too. (Sources: CONTRACTS §9.2, where the networks' own rule books
are not public; support.stripe.com, "Payment blocked due to excessive retries".)
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from carryover.dunning.declines import DAY, Cause, understand
from carryover.dunning.world import Attempt, Card
from carryover.kernel.clock import Seconds

VISA_NEVER: Final = frozenset(
    {"04", "07", "12", "14", "15", "41", "43", "46", "57", "R0", "R1", "R3"}
)
"""Response codes of category 1: the issuer will never approve."""
VISA_NEVER_ONCE: Final = frozenset({"03", "62", "78", "93"})
"""In older lists of category 1 only [T]: kept, because no attempt is cheaper than a fee."""
MASTERCARD_NEVER: Final = frozenset({"03", "21"})


@dataclass(frozen=True, slots=True)
class Window:
    """At most so many attempts in so many seconds."""

    attempts: int
    length: Seconds


VISA: Final = (Window(15, 30 * DAY),)
MASTERCARD: Final = (Window(10, DAY), Window(35, 30 * DAY))
STRICTEST: Final = (Window(10, DAY), Window(15, 30 * DAY))


@dataclass(frozen=True, slots=True)
class Asked:
    """What would be charged: networks count by card, amount and merchant. Attempts on one invoice
    count together even when its amount changed, so that a part payment opens no new count."""

    card: Card
    invoice: str
    amount: int
    currency: str


def windows(network: str | None) -> tuple[Window, ...]:
    """Name a network's limits."""
    match network:
        case "visa":
            return VISA
        case "mastercard":
            return MASTERCARD
        case _:
            return STRICTEST


def forbidden(card: Card, seen: Sequence[Attempt]) -> str:
    """Say why this number may never be charged again; empty: it may. What the network said is not
    forgotten because an attempt elsewhere succeeded."""
    for one in seen:
        if one.result == "declined" and _is(card, one) and (why := _never(card, one)):
            return why
    return ""


def free_at(asked: Asked, seen: Sequence[Attempt], *, ours: int | None = None) -> Seconds:
    """Say from which second on one more attempt is within every limit (0: at any time). ``ours``:
    the owner's own, lower limit of *re*attempts in 30 days; networks' limits are kept as if every
    attempt were one."""
    same = list(_same(asked, seen))
    at = sorted(one.at for one in same)
    free = max(_free(at, limit) for limit in windows(asked.card.network))
    if ours is None:
        return free
    own = (one for one in seen if one.invoice == asked.invoice)
    first = min(own, key=lambda one: one.at, default=None)
    again = sorted(one.at for one in same if one is not first)
    return max(free, _free(again, Window(ours, 30 * DAY)))


def _free(at: list[Seconds], limit: Window) -> Seconds:
    """The attempt that has to leave the window is the limit-th from the end; the window includes
    both of its ends."""
    if limit.attempts == 0:
        return NEVER_FREE
    if len(at) < limit.attempts:
        return 0
    return at[-limit.attempts] + limit.length + 1


NEVER_FREE: Final = 1 << 60
"""A limit of none: later than anything."""


def _same(asked: Asked, seen: Sequence[Attempt]) -> Iterator[Attempt]:
    for one in seen:
        amount = (one.amount, one.currency) == (asked.amount, asked.currency)
        if _is(asked.card, one) and (one.invoice == asked.invoice or amount):
            yield one


def _is(card: Card, one: Attempt) -> bool:
    """An attempt of which the card is not known may have been this one's."""
    return one.card is None or one.card.number == card.number


def _never(card: Card, one: Attempt) -> str:
    said = one.decline
    if said is None:
        return ""
    if card.network != "visa" and said.network_advice_code in MASTERCARD_NEVER:
        return f"the network said never again (advice {said.network_advice_code}, {one.id})"
    code = said.network_decline_code
    if card.network != "mastercard" and code in VISA_NEVER | VISA_NEVER_ONCE:
        return f"the network said never again (code {code}, {one.id})"
    meaning = understand(said)
    if meaning.cause in (Cause.LEGAL, Cause.NEVER, Cause.FRAUD):
        return f"never again: {meaning.word} ({one.id})"
    return ""
