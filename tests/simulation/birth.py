"""Random lives: the same seed, the same life. Awkward dates and amounts are made likely."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from random import Random

from tests.simulation import deeds
from tests.simulation.life import (
    AnchorDay,
    Coupon,
    Duration,
    Interval,
    Item,
    Life,
    Mode,
    Price,
    Tax,
    Tier,
)
from tests.simulation.oracle.dates import DAY, days_between, moment, rhythm

_LENGTH: dict[Interval, int] = {"day": 1, "week": 7, "month": 30, "year": 365}
_INTERVALS: tuple[Interval, ...] = ("day", "week", "month", "month", "month", "year")
_COUNTS: dict[Interval, tuple[int, ...]] = {
    "day": (3, 7, 10, 30),
    "week": (1, 2, 6),
    "month": (1, 1, 1, 2, 3, 6),
    "year": (1, 1, 2),
}
_FIRST = int(datetime(2023, 12, 1, tzinfo=UTC).timestamp())
_LAST = int(datetime(2025, 3, 31, tzinfo=UTC).timestamp())
_AWKWARD = [day for day in days_between(_FIRST, _LAST) if moment(day).day >= 28]
_DURATIONS: tuple[Duration, ...] = ("once", "repeating", "forever")
_RATES = ("5", "7.7", "19", "20", "23", "8.875")
_CURRENCIES = ("usd", "eur", "jpy", "huf", "pln", "bhd")


def born(seed: int) -> Life:
    """Make a life."""
    dice = Random(seed)
    prices = _prices(dice)
    start = _start(dice)
    life = Life(
        seed=seed,
        currency=dice.choice(_CURRENCIES),
        start=start,
        until=start + _span(dice, prices),
        items=tuple(_item(dice, price) for price in prices),
        mode=_mode(dice, prices),
        coupons=_coupons(dice, 2),
        taxes=_taxes(dice),
        balance=dice.choice((0, 0, 0, 0, -700, -25_000, 40)),
        prorated=dice.random() < 0.7,
        card_works=dice.random() < 0.95,
        last_resort=dice.choice(("cancel", "cancel", "unpaid", "past_due")),
    )
    return deeds.decided(dice, _anchored(dice, life))


def _start(dice: Random) -> int:
    day = dice.choice(_AWKWARD) if dice.random() < 0.5 else dice.randrange(_FIRST, _LAST, DAY)
    return day + dice.randrange(DAY)


def _prices(dice: Random) -> list[Price]:
    """Up to three items; of different rhythms now and then, then each lasts a different time."""
    count = dice.choice((1, 1, 1, 2, 3))
    interval = dice.choice(_INTERVALS)
    steps = dice.choice(_COUNTS[interval])
    prices = [_price(dice, interval, steps) for _ in range(count)]
    if count > 1 and dice.random() < 0.5:
        other: Interval = "year" if interval == "month" else "month"
        prices[-1] = _price(dice, other, 1)
    return prices


def _price(dice: Random, interval: Interval, count: int) -> Price:
    shape = dice.random()
    if shape < 0.5:
        return Price(interval, count, Decimal(dice.choice((990, 1000, 1999, 4900, 12_345, 333))))
    if shape < 0.65:
        return Price(interval, count, Decimal(dice.choice(("0.35", "12.5", "999.999", "33.333"))))
    if shape < 0.75:
        package = dice.choice((3, 5, 10))
        return Price(interval, count, Decimal(700), package=package, round_up=True)
    return Price(interval, count, tiers=_tiers(dice), graduated=dice.random() < 0.5)


def _tiers(dice: Random) -> tuple[Tier, ...]:
    first = dice.choice((1, 3, 5))
    units = [Decimal(dice.choice(("1000", "750.5", "420"))) for _ in range(3)]
    fee = dice.choice((0, 0, 250))
    return (Tier(first, units[0], fee), Tier(first + 4, units[1]), Tier(None, units[2]))


def another_price(dice: Random, old: Price) -> Price:
    """A price of the same rhythm."""
    return _price(dice, old.interval, old.count)


def _item(dice: Random, price: Price) -> Item:
    coupons = _coupons(dice, 1) if dice.random() < 0.2 else ()
    taxes = _taxes(dice) if dice.random() < 0.2 else ()
    return Item(price, dice.choice((1, 1, 2, 3, 7, 12)), coupons, taxes)


def _coupons(dice: Random, most: int) -> tuple[Coupon, ...]:
    return tuple(_coupon(dice) for _ in range(dice.choice((0, 0, 1, most))))


def _coupon(dice: Random) -> Coupon:
    percent, amount = None, 0
    if dice.random() < 0.6:
        percent = Decimal(dice.choice(("10", "25", "33.33", "50", "100")))
    else:
        amount = dice.choice((100, 500, 777))
    duration = dice.choice(_DURATIONS)
    months = dice.choice((1, 2, 3, 12)) if duration == "repeating" else None
    return Coupon(duration, percent, amount, months)


def _taxes(dice: Random) -> tuple[Tax, ...]:
    count = dice.choice((0, 0, 1, 1, 2))
    inclusive = dice.random() < 0.4
    chosen = dice.sample(_RATES, count)
    return tuple(Tax(Decimal(rate), inclusive) for rate in chosen)


def _span(dice: Random, prices: list[Price]) -> int:
    """Some periods of the shortest price, at most about two years."""
    shortest = min(_LENGTH[each.interval] * each.count for each in prices)
    return min(dice.choice((2, 3, 5, 8, 13)) * shortest, 1000) * DAY + dice.randrange(DAY)


def _mode(dice: Random, prices: list[Price]) -> Mode:
    mixed = len({(each.interval, each.count) for each in prices}) > 1
    return "flexible" if mixed or dice.random() < 0.7 else "classic"


def _anchored(dice: Random, life: Life) -> Life:
    """A trial, a later anchor, both, or neither; anchors are where Stripe allows them."""
    if dice.random() < 0.3:
        trial = dice.choice((1, 7, 14, 30, 31)) * DAY
        life = replace(life, trial_end=life.start + trial, until=life.until + trial)
    kind = dice.random()
    if kind < 0.45:
        return life
    shortest = min((each.price for each in life.items), key=_days)
    if kind < 0.75 and shortest.interval in {"month", "year"}:
        return replace(life, anchor=_anchor_day(dice, shortest))
    begin = life.trial_end or life.start
    latest = rhythm(shortest, begin, None).around(begin)[1]
    return replace(life, anchor=dice.randrange(begin + 1, latest + 1))


def _days(price: Price) -> int:
    return _LENGTH[price.interval] * price.count


def _anchor_day(dice: Random, price: Price) -> AnchorDay:
    month = dice.randint(1, 12) if price.interval == "year" else None
    return AnchorDay(dice.choice((1, 15, 28, 29, 30, 31)), month, dice.choice((None, 0, 17)))
