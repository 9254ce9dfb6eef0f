"""Ways in which the world may be, to draw hidden truths from: no schedule is good in one only.

paydays    employees: money comes on a pay-day (1st, 10th, 15th, 25th, last working day, every
           other Friday), booked between 0 and 8 o'clock, suffices with 75 %, and is spent after
           an exponential time of 6 days on average, 12 hours at least
balances   an account as a process: income of random size at random times (every 5 days on
           average), spending all the time; the card works while the balance covers the amount
returns    money is back after 0 to 30 days (uniform), and stays
issuers    outages (log-normal, median 5 hours, tail of days), daily limits, banks that say no
           without a reason for some days and yes for some others, Mastercard's advice to wait
people     expired, lost, stolen cards, 3-D Secure, wrong numbers: only the customer can mend
           it, after 1 to 6 messages, with 55 % at all
coins      every day by itself the card works or not, with a chance of 5 to 50 % per customer
mixed      50 % paydays and balances and returns, 25 % issuers, 20 % people, 5 % coins
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from bench.dunning_truth import EVER, Reaction, Truth
from carryover.dunning.declines import DAY, HOUR, Decline
from carryover.kernel.clock import Seconds

HORIZON: Final = 60
"""Days that are drawn."""
YEAR: Final = datetime(2026, 1, 1, tzinfo=UTC)
PLACES: Final = (
    ("PL", "Europe/Warsaw", "pln"), ("DE", "Europe/Berlin", "eur"),
    ("GB", "Europe/London", "gbp"), ("US", "America/Chicago", "usd"),
    ("BR", "America/Sao_Paulo", "brl"), ("JP", "Asia/Tokyo", "jpy"),
)  # fmt: skip

type Windows = tuple[tuple[Seconds, Seconds], ...]


class Draw:
    """One invoice being drawn."""

    def __init__(self, dice: Random, number: int) -> None:
        self.dice = dice
        self.name = f"in_{number:05}"
        self.country, zone, self.currency = dice.choice(PLACES)
        self.zone = ZoneInfo(zone)
        self.failed = YEAR + timedelta(seconds=dice.randrange(365 * DAY))
        self.amount = max(1, round(dice.lognormvariate(3.3, 0.8))) * 100

    def truth(self, code: str, works: Windows = (), **more: str) -> Truth:
        """Lay down its life; every tenth customer acts on messages anyway."""
        return Truth(
            invoice=self.name,
            failed_at=int(self.failed.timestamp()),
            amount=self.amount,
            currency=self.currency,
            network=more.get("network") or self.dice.choice(("visa", "mastercard", "amex")),
            country=self.country,
            decline=Decline(
                code="card_declined",
                decline_code=code,
                network_advice_code=more.get("advice"),
            ),
            works=tuple((max(a, HOUR), b) for a, b in works if b > HOUR),
            reaction=self.reaction(0.1 if works else 0.0),
        )

    def reaction(self, share: float) -> Reaction | None:
        """Draw whether messages move them, and how many it takes: each next one moves fewer."""
        if self.dice.random() >= share:
            return None
        after = self.dice.choices((1, 2, 3, 4, 5, 6), (40, 25, 15, 10, 6, 4))[0]
        delay = round(self.dice.lognormvariate(2.0, 1.2) * HOUR)
        return Reaction(after, delay, "card" if self.dice.random() < 0.7 else "pays")


def paydays(draw: Draw) -> Truth:
    """Employees."""
    dice = draw.dice
    kind = dice.choice((1, 10, 15, 25, "last", "friday"))
    odd = dice.randrange(2)
    works: list[tuple[Seconds, Seconds]] = []
    for n in range(HORIZON):
        day = (draw.failed.astimezone(draw.zone) + timedelta(days=n)).replace(
            hour=0, minute=0, second=0
        )
        booked = day + timedelta(minutes=dice.randrange(8 * 60))
        if not _pays(kind, day, odd) or dice.random() >= 0.75:
            continue
        begin = int((booked - draw.failed).total_seconds())
        works.append((begin, begin + round(max(12 * HOUR, dice.expovariate(1 / 6) * DAY))))
    return draw.truth("insufficient_funds", tuple(one for one in works if one[1] > 0))


def _pays(kind: int | str, day: datetime, odd: int) -> bool:
    """Salaries due at a weekend are paid before it by one half of employers, after by the other."""
    if kind == "friday":
        return day.weekday() == 4 and day.isocalendar().week % 2 == odd
    if day.weekday() > 4:
        return False
    if kind == "last":
        month = (day + timedelta(days=3 if day.weekday() == 4 else 1)).month
        return month != day.month
    days = [day]
    if day.weekday() == 0 and odd:
        days += [day - timedelta(days=1), day - timedelta(days=2)]
    if day.weekday() == 4 and not odd:
        days += [day + timedelta(days=1), day + timedelta(days=2)]
    return any(one.day == kind for one in days)


def balances(draw: Draw) -> Truth:
    """Irregular income."""
    dice = draw.dice
    income, balance = draw.amount * dice.uniform(0.5, 3.0), 0.0
    spends = dice.uniform(0.3, 0.95)
    works: list[tuple[Seconds, Seconds]] = []
    for n in range(HORIZON * 4):
        if dice.random() < 1 / 20:
            balance += income * dice.expovariate(1.0)
        balance -= min(balance, spends * income / 20 * dice.expovariate(1.0))
        if balance >= draw.amount:
            works.append((n * 6 * HOUR, (n + 1) * 6 * HOUR))
    return draw.truth("insufficient_funds", _joined(works))


def returns(draw: Draw) -> Truth:
    """Money comes back once, and stays; with one in five it never does."""
    if draw.dice.random() < 0.2:
        return draw.truth("insufficient_funds")
    return draw.truth("insufficient_funds", ((round(draw.dice.uniform(0, 30) * DAY), EVER),))


def issuers(draw: Draw) -> Truth:
    """Machines and moods of banks."""
    dice = draw.dice
    kind = dice.choices(("outage", "limit", "mood", "advice"), (25, 15, 45, 15))[0]
    if kind == "outage":
        code = dice.choice(("issuer_not_available", "processing_error", "reenter_transaction"))
        return draw.truth(code, ((round(dice.lognormvariate(1.6, 1.1) * HOUR), EVER),))
    if kind == "limit":
        code = dice.choice(("card_velocity_exceeded", "withdrawal_count_limit_exceeded"))
        return draw.truth(code, ((round(dice.uniform(2, 30) * HOUR), EVER),))
    if kind == "advice":
        advice, days = dice.choice((("24", 1 / 24), ("25", 1), ("26", 2), ("27", 4), ("28", 6)))
        works = ((round(days * dice.uniform(0.5, 1.0) * DAY), EVER),)
        return draw.truth("do_not_honor", works, advice=advice, network="mastercard")
    return draw.truth(dice.choice(("do_not_honor", "generic_decline")), _moods(dice))


def _moods(dice: Random) -> Windows:
    """No for some days, yes for some days; with one in three no for good."""
    if dice.random() < 1 / 3:
        return ()
    works, at = [], 0
    while at < HORIZON * DAY:
        at += round(dice.expovariate(1 / 5) * DAY)
        until = at + round(dice.expovariate(1 / 8) * DAY)
        works.append((at, until))
        at = until
    return tuple(works)


PEOPLE: Final = {
    "expired_card": 40, "authentication_required": 25, "incorrect_number": 5, "lost_card": 8,
    "stolen_card": 5, "pickup_card": 3, "invalid_account": 6, "transaction_not_allowed": 4,
    "do_not_try_again": 4,
}  # fmt: skip


def people(draw: Draw) -> Truth:
    """Only the customer can mend it."""
    code = draw.dice.choices(tuple(PEOPLE), tuple(PEOPLE.values()))[0]
    told = draw.truth(code)
    reaction = draw.reaction(0.55)
    if reaction and code == "authentication_required":
        reaction = Reaction(reaction.after, reaction.delay, "pays")
    return replace(told, reaction=reaction)


def coins(draw: Draw) -> Truth:
    """Every day by itself."""
    chance = draw.dice.uniform(0.05, 0.5)
    days = [n for n in range(1, HORIZON) if draw.dice.random() < chance]
    code = draw.dice.choice(("insufficient_funds", "do_not_honor", "generic_decline"))
    return draw.truth(code, _joined([(n * DAY, (n + 1) * DAY) for n in days]))


def mixed(draw: Draw) -> Truth:
    """Something of everything."""
    kinds = (paydays, balances, returns, issuers, people, coins)
    return draw.dice.choices(kinds, (20, 15, 15, 25, 20, 5))[0](draw)


WORLDS: Final[dict[str, Callable[[Draw], Truth]]] = {
    "paydays": paydays,
    "balances": balances,
    "returns": returns,
    "issuers": issuers,
    "people": people,
    "coins": coins,
    "mixed": mixed,
}


def drawn(world: str, count: int, seed: int) -> list[Truth]:
    """Draw so many lives; the same seed draws the same ones."""
    dice = Random(f"{world} {seed}")  # noqa: S311 - to be repeated, not to be secret
    return [WORLDS[world](Draw(dice, number)) for number in range(count)]


def _joined(works: list[tuple[Seconds, Seconds]]) -> Windows:
    joined: list[tuple[Seconds, Seconds]] = []
    for begin, end in works:
        if joined and joined[-1][1] == begin:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((begin, end))
    return tuple(joined)
