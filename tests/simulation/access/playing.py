"""KAJ: lets members live for months, and asks the book of truth what was broken."""

import heapq
import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import Any, Final

from carryover.access.messages import AccessMessage, Audit, Poll
from tests.simulation.access.lives import Folk
from tests.simulation.access.river import River, Weather
from tests.simulation.access.town import Town
from tests.simulation.access.truth import PERIOD, Person, Truth

DAY: Final = 86_400
HOUR: Final = 3_600
BETWEEN: Final = 25
"""Days between two deeds of a person, on average."""
QUIET: Final = 4
"""Days between polls while nothing happens at the sites: those in between would find nothing."""


@dataclass
class Play:
    """One seed."""

    seed: int = 1
    members: int = 85
    days: int = 182
    weather: Weather = field(default_factory=Weather)
    drops: Callable[[AccessMessage], bool] = lambda _: False
    dressed: Callable[[Any], Any] = lambda port: port

    def __post_init__(self) -> None:
        self.dice = Random(self.seed)
        self.town = Town(self.seed)
        dice = Random(self.seed + 1)
        self.river = River(self.town, dice, self.weather, self.drops, self.dressed)
        self.truth = Truth(self.town)
        self.serial: Iterator[int] = itertools.count()
        self.plans: list[tuple[int, int, Callable[[], None]]] = []
        begin = self.town.now + self.days * DAY // 2 + self.dice.randrange(DAY)
        self.outage = (begin, begin + DAY)
        self.folk = Folk(
            self.town,
            self.truth,
            self.river,
            self.dice,
            self.later,
            self._somebody_left,
            (self.outage,),
        )

    @property
    def member_months(self) -> float:
        """How much life there was, from everybody's arrival on."""
        return sum(each.months_until(self.town.now) for each in self.truth.people)

    def later(self, seconds: int, deed: Callable[[], None]) -> None:
        heapq.heappush(self.plans, (self.town.now + seconds, next(self.serial), deed))

    def run(self) -> "Play":
        """Live all lives."""
        self._appoint()
        end = self.town.now + self.days * DAY
        while (at := self._next()) <= end:
            self.town.it_is(max(at, self.town.now))
            while self.plans and self.plans[0][0] <= self.town.now:
                heapq.heappop(self.plans)[2]()
                self.river.carries_letters()
            self.river.flows()
            self.river.carries_letters()
        self.truth.judge_ends([*self.river.doubts, *self._filed()])
        self.truth.judge_mail()
        return self

    def _filed(self) -> list[str]:
        return [f"{each.subject}: {each.sentence}" for each in self.river.reviews.doubts.values()]

    def _next(self) -> int:
        due = self.river.due()
        return min(self.plans[0][0], due) if due is not None else self.plans[0][0]

    def _appoint(self) -> None:
        """Everything that is known in advance."""
        self._poll()
        for number in range(self.members):
            self.later(self.dice.randrange(30 * DAY), partial(self._arrives, number))
        self.later(self.outage[0] - self.town.now, lambda: self.town.goes_down(24))
        ends = self.outage[1] - self.town.now
        for after in (1, 1 + PERIOD, 1 + 2 * PERIOD):
            self.later(ends + after, self._poll)
        self.later(ends + 600, self.river.redrives)
        self.later(ends - 20 * HOUR, self._rush)
        for day in range(1, self.days + 1, QUIET):
            self.later(day * DAY, self._poll)
            self.later(day * DAY + 7 * HOUR, self._is_named)
        for month in range(28, self.days, 28):
            self.later(month * DAY + 5 * HOUR, self._audits)

    def _arrives(self, number: int) -> None:
        person = self.folk.appears(number)
        self.later(HOUR, lambda: self._does(person, Folk.begins))

    def _does(self, person: Person, deed: Callable[[Folk, Person], None]) -> None:
        deed(self.folk, person)
        after = round(self.dice.expovariate(1 / BETWEEN) * DAY) + self.dice.randrange(1, DAY)
        self.later(after, lambda: self._does(person, Folk.does_something))

    def _somebody_left(self) -> None:
        for turn in (1, 2):
            self.later(turn * PERIOD, self._poll)

    def _is_named(self) -> None:
        """Somebody in a forged hook."""
        if self.truth.people:
            Folk.forges(self.folk, self.dice.choice(self.truth.people))

    def _rush(self) -> None:
        """While nothing can be asked, those leave whose next period begins before it can be."""
        for person in self.truth.people:
            for sub in filter(self.truth.lives, person.subs):
                ends = self.truth.raw(sub)["items"]["data"][0]["current_period_end"]
                if ends < self.outage[1]:
                    Folk.fills_the_form(self.folk, person)

    def _poll(self) -> None:
        self.river.tells(Poll(), f"poll:{self.town.now}:{next(self.serial)}")

    def _audits(self) -> None:
        """Everything is compared and mended, and compared once more by the book of truth."""
        for site in self.town.places:
            self.river.tells(Audit(site=site, repair=True), f"audit:{site}:{self.town.now}")
        self.later(HOUR, partial(self.truth.judge_access, self.town.now))
