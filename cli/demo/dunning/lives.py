"""The hidden truths: why somebody's card fails, when it would work again, what moves its owner.

Nobody who collects sees any of this. Whoever judges does, and so knows what somebody who knew
everything could have collected. Times are whole seconds since the first failed attempt.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final, Literal
from zoneinfo import ZoneInfo

from carryover.kernel.clock import Seconds

HOUR: Final = 3_600
DAY: Final = 24 * HOUR
ROAD: Final = 42 * DAY
"""The shipped schedule ends then: nobody could collect later."""
EVER: Final = 400 * DAY

type Brand = Literal["visa", "mastercard"]
type What = Literal["dispute", "cancel", "elsewhere", "void", "uncollectible"]
type Window = tuple[Seconds, Seconds]


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody lives, and what they pay in."""

    country: str
    zones: tuple[str, ...]
    """All of them; whoever writes has to mind every one."""
    currency: str
    amount: int
    """Minor units a quarter."""
    account: str


US: Final = Place("US", ("America/New_York", "America/Los_Angeles"), "usd", 8_900, "us")
JP: Final = Place("JP", ("Asia/Tokyo",), "jpy", 12_800, "us")
PLACES: Final = (
    US,
    JP,
    Place("DE", ("Europe/Berlin",), "eur", 7_900, "intl"),
    Place("PL", ("Europe/Warsaw",), "pln", 34_900, "intl"),
)
OURS_ALONE: Final = (US, JP)
"""Of the account in which Stripe's own retries are off: whoever counts what is tried against a
network's advice counts only us."""


@dataclass(frozen=True, slots=True)
class Act:
    """What the customer does."""

    how: Literal["card", "pay", "confirm"]
    after: int
    """Upon which message; 0: by themselves."""
    delay: Seconds


@dataclass(frozen=True, slots=True)
class Twist:
    """What happens beside all collecting."""

    what: What
    at: Seconds


@dataclass(frozen=True, slots=True)
class Life:
    """One customer's."""

    number: int
    kind: str
    place: Place
    brand: Brand
    fails_at: Seconds
    """Since the story's beginning."""
    word: str
    """What the bank says while it says no (``sandbox.stripe.payments.instruments.order_of``)."""
    works: tuple[Window, ...] = ()
    act: Act | None = None
    twist: Twist | None = None
    phone: bool = False
    """Whether HighLevel knows a number."""

    @property
    def email(self) -> str:
        """Name them."""
        return f"{self.kind}.{self.number}@customers.example"

    def works_at(self, since: Seconds) -> bool:
        """Tell what the bank would say."""
        return any(begin <= since < end for begin, end in self.works)

    @property
    def recoverable(self) -> bool:
        """Tell whether somebody who knew all this, tried once at the right hour and wrote one
        message a day, would have the money before the road ends or something else does."""
        ends = self.twist.at if self.twist else ROAD
        tried = any(begin < ends for begin, _ in self.works)
        act = self.act
        acted = act is not None and (max(act.after - 1, 0) * DAY + act.delay) < ends
        return tried or acted


@dataclass
class Draw:
    """One life being drawn."""

    dice: Random
    number: int
    start: datetime

    def life(
        self,
        kind: str,
        word: str,
        works: tuple[Window, ...] = (),
        *,
        act: Act | None = None,
        twist: Twist | None = None,
        advised: bool = False,
    ) -> Life:
        """Lay it down. ``advised``: the network's own advice comes with the refusal."""
        dice = self.dice
        place = dice.choice(OURS_ALONE if advised else PLACES)
        brand: Brand = "mastercard" if advised else dice.choice(("visa", "mastercard"))
        fails, phone = dice.randrange(4 * DAY, 44 * DAY), dice.random() < 0.5
        drawn = Life(self.number, kind, place, brand, fails, word, works, act, twist)
        return replace(drawn, phone=phone)

    def reaction(self, how: Literal["card", "pay", "confirm"], share: float) -> Act | None:
        """Draw whether messages move them, and which one does."""
        if self.dice.random() >= share:
            return None
        after = self.dice.choices((1, 2, 3, 4), (45, 30, 15, 10))[0]
        return Act(how, after, round(self.dice.lognormvariate(2.0, 1.0) * HOUR))

    def instant(self, life: Life) -> datetime:
        """Tell when it fails, on the customer's own clock."""
        zone = ZoneInfo(life.place.zones[0])
        return (self.start + timedelta(seconds=life.fails_at)).astimezone(zone)


def payday(draw: Draw) -> Life:
    """Money comes with the salary, in the night, and is spent within days."""
    life = draw.life("payday", "insufficient_funds")
    on = draw.dice.choice((1, 10, 15, 25))
    failed, works = draw.instant(life), []
    for n in range(1, ROAD // DAY):
        day = (failed + timedelta(days=n)).replace(hour=3, minute=0, second=0)
        if day.day == on:
            begin = round((day - failed).total_seconds())
            works.append((begin, begin + round(draw.dice.uniform(2, 8) * DAY)))
    return replace(life, works=tuple(works))


def returns(draw: Draw) -> Life:
    """Money is back one day, and stays; for one in five it never is."""
    never = draw.dice.random() < 0.2
    works = () if never else ((round(draw.dice.uniform(0.2, 28) * DAY), EVER),)
    return draw.life("returns", "insufficient_funds", works, act=draw.reaction("pay", 0.1))


def outage(draw: Draw) -> Life:
    """The bank's machine is down for hours."""
    word = draw.dice.choice(("issuer_not_available", "processing_error", "reenter_transaction"))
    return draw.life("outage", word, ((round(draw.dice.uniform(1, 40) * HOUR), EVER),))


def mood(draw: Draw) -> Life:
    """The bank gives no reason, and one day another answer; one in three never does."""
    never = draw.dice.random() < 1 / 3
    works = () if never else ((round(draw.dice.expovariate(1 / 6) * DAY) + HOUR, EVER),)
    word = draw.dice.choice(("do_not_honor", "generic_decline", "call_issuer"))
    return draw.life("mood", word, works, act=draw.reaction("card", 0.15))


ADVICE: Final = {"24": 1, "25": 24, "26": 48, "27": 96, "28": 144, "29": 192, "30": 240}
"""Mastercard: not before so many hours (CONTRACTS §9.2)."""


def advised(draw: Draw) -> Life:
    """Mastercard says when to come back, and until then there is no money."""
    code = draw.dice.choice(tuple(ADVICE))
    works = ((round(ADVICE[code] * draw.dice.uniform(0.5, 1.0) * HOUR), EVER),)
    return draw.life("advised", f"do_not_honor/{code}", works, advised=True)


def not_now(draw: Draw) -> Life:
    """Mastercard says: not within three days."""
    works = ((round(draw.dice.uniform(1, 3) * DAY), EVER),)
    return draw.life("not-now", "do_not_honor/02", works, advised=True)


def never(draw: Draw) -> Life:
    """Mastercard says: never again. The code of the refusal sounds harmless."""
    code = draw.dice.choice(("03", "21"))
    act = draw.reaction("card", 0.5) if code == "03" else None
    return draw.life("never", f"do_not_honor/{code}", act=act, advised=True)


def expired(draw: Draw) -> Life:
    """The card is over; a message makes some give another one."""
    return draw.life("expired", "expired_card", act=draw.reaction("card", 0.65))


def replaced(draw: Draw) -> Life:
    """They give another card by themselves, days later."""
    act = Act("card", 0, round(draw.dice.uniform(0.3, 20) * DAY))
    return draw.life("replaced", draw.dice.choice(("expired_card", "invalid_account")), act=act)


def to_confirm(draw: Draw) -> Life:
    """The bank wants the customer to confirm; the link leads there."""
    return draw.life("confirm", "authenticate", act=draw.reaction("confirm", 0.7))


def stolen(draw: Draw) -> Life:
    """Lost or stolen: this card is never asked again; some give another one."""
    word = draw.dice.choice(("stolen_card", "lost_card", "pickup_card"))
    return draw.life("stolen", word, act=draw.reaction("card", 0.4))


def disputed(draw: Draw) -> Life:
    """An earlier payment is disputed while this one is owed."""
    at = round(draw.dice.uniform(1, 12) * DAY)
    twist = Twist("dispute", at)
    return draw.life("disputed", "do_not_honor", ((30 * DAY, EVER),), twist=twist)


def ended(draw: Draw) -> Life:
    """Something else ends it, before or after the money would be back."""
    what: What = draw.dice.choice(("cancel", "elsewhere", "void", "uncollectible"))
    twist = Twist(what, round(draw.dice.uniform(0.5, 20) * DAY))
    works = ((round(draw.dice.uniform(0.5, 28) * DAY), EVER),)
    return draw.life("ended", "insufficient_funds", works, twist=twist)


KINDS: Final[dict[Callable[[Draw], Life], int]] = {
    payday: 22, returns: 16, outage: 8, mood: 12, advised: 7, not_now: 2, never: 4,
    expired: 10, replaced: 4, to_confirm: 6, stolen: 4, disputed: 2, ended: 5,
}  # fmt: skip
"""How many of a hundred."""


def drawn(dice: Random, count: int, start: datetime) -> Iterator[Life]:
    """Draw so many; every kind at least once."""
    kinds = [*KINDS, *dice.choices(tuple(KINDS), tuple(KINDS.values()), k=max(count, len(KINDS)))]
    start = start.astimezone(UTC)
    for number, kind in enumerate(kinds[:count]):
        yield kind(Draw(dice, number, start))
