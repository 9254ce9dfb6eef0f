"""Whole towns, by seed: declines, new cards, payments elsewhere, credit notes, disputes,
cancellations; webhooks lost, late, twice and out of order; workers that die at any effect or meet
another one in the middle of it; a HighLevel that is down for a day and loses answers. Whatever
happens, no law of ``judge`` is broken — and whoever breaks one is caught (DUN-1 … DUN-4, CRM-1)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Final

import pytest

from carryover.dunning.declines import Decline
from carryover.dunning.facts import Sight
from carryover.dunning.model import Case
from carryover.dunning.store import Due
from carryover.dunning.world import Attempt
from carryover.ports.mail import Letter
from tests.simulation.dunning.judge import charged_twice, judged
from tests.simulation.dunning.lives import HARD, SOFT, ZONES, Life
from tests.simulation.dunning.town import Person, Town

SEEDS: Final = (2, 4)
STARTS: Final = ("2026-01-31T10:00:00", "2026-02-14T23:30:00", "2026-09-30T05:00:00")
"""The first renewal of January's last day is in February; of the others, in the weeks in which
clocks change in Europe, America and New Zealand."""
ENDS: Final = ("cancel", "unpaid", "pause", "nothing")


def founded(seed: int) -> Town:
    """Three people, who pay once and whose banks then refuse, for three reasons; one of them comes
    to owe twice."""
    dice = Random(seed)
    end = {"what": dice.choice(ENDS), "late_payment": dice.choice(["restore", "keep", "review"])}
    town = Town(seed, dice.choice(STARTS), {"end": end}, smart=dice.random() < 0.3)
    town.late, town.twice, town.lost = 0.3, 0.2, 0.1
    for name in ("ann", "bob", "cyd"):
        town.moves_in(name, dice.choice(ZONES), dice.choice(["usd", "jpy", "eur"]))
    town.subscribes_again(town.people["ann"], after=dice.randint(10, 20))
    town.works()
    for person in town.people.values():
        town.bank_says(person, dice.choice((*SOFT, *HARD, "authenticate")))
    return town


@pytest.mark.parametrize("seed", SEEDS)
def test_no_town_breaks_a_law(seed: int) -> None:
    town = founded(seed)
    life = Life(town)

    life.happens(60)
    life.rests(30)

    assert life.words_after_payment == []
    assert judged(town) == {}
    assert town.cases


@dataclass
class Broken:
    """A port of which one method is done otherwise."""

    port: Any
    method: str
    otherwise: Callable[..., Any]

    def __getattr__(self, name: str) -> Any:
        real = getattr(self.port, name)
        if name != self.method:
            return real
        return lambda *args, **more: self.otherwise(real, *args, **more)


SOFTENED: Final = Decline(decline_code="do_not_honor")


def deaf(look: Callable[..., Sight | None], *said: Any, **more: Any) -> Sight | None:
    """Hears that the bank refuses, and not why."""
    sight = look(*said, **more)
    if sight is None:
        return None

    def muffled(one: Attempt) -> Attempt:
        return one if one.decline is None else replace(one, decline=SOFTENED)

    attempts = tuple(muffled(one) for one in sight.world.attempts)
    return replace(sight, world=replace(sight.world, attempts=attempts))


@dataclass
class Credulous:
    """Believes for ever what it saw first."""

    seen: dict[str, Sight] = field(default_factory=dict)

    def __call__(self, look: Callable[..., Sight | None], *said: Any, **more: Any) -> Sight | None:
        sight = look(*said, **more)
        if sight is None or said[1] not in self.seen:
            return sight if sight is None else self.seen.setdefault(said[1], sight)
        return replace(self.seen[said[1]], at=sight.at)


def stammering(send: Callable[[Letter], Any], letter: Letter) -> Any:
    """Sends everything twice."""
    send(letter)
    return send(letter)


def asleep(_: object, *__: object, **___: object) -> Due:
    """No alarm clock rings."""
    return Due((), None)


def narrow(_: object, *__: object) -> Sequence[Case]:
    """Sees one debt at a time."""
    return ()


def sloppy(_: object, *__: object) -> None:
    """Leaves every tag where it is."""


def found(
    port: str,
    method: str,
    otherwise: Callable[..., Any],
    *,
    pays: bool = True,
    rules: dict[str, Any] | None = None,
) -> Any:
    """Let a broken machine loose on a peaceful town whose only customer has a stolen card, and
    two subscriptions."""
    town = Town(3, "2026-01-31T23:30:00", rules or {})
    town.dressed = lambda name, real: Broken(real, method, otherwise) if name == port else real
    ann = town.moves_in("ann", "Europe/Berlin")
    town.subscribes_again(ann, after=30)
    town.works()
    town.bank_says(ann, "stolen_card")
    life = Life(town, frail=0)
    town.days_pass(45)
    if pays:
        _pays_all(town, ann)
    town.days_pass(20 if pays else 65)
    said = {"said_after_payment": life.words_after_payment} if life.words_after_payment else {}
    return judged(town) | said


def _pays_all(town: Town, person: Person) -> None:
    town.bank_says(person, None)
    for one in town.owed(person):
        town.stripes.post("us", f"invoices/{one['id']}/pay")


def test_a_machine_that_is_whole_breaks_nothing() -> None:
    assert found("nothing", "", sloppy) == {}


def test_who_does_not_hear_why_a_bank_refuses_breaks_the_networks_limits() -> None:
    assert "beyond_limits" in found("collection", "look", deaf)


def test_who_does_not_look_again_before_writing_writes_after_payment() -> None:
    assert "said_after_payment" in found("collection", "look", Credulous())


def test_who_stammers_is_heard() -> None:
    assert {"said_twice", "said_too_often"} <= set(found("mail", "send", stammering))


def test_who_sees_one_debt_at_a_time_writes_too_often() -> None:
    assert "said_too_often" in found("cases", "of_customer", narrow)


def test_who_writes_at_night_is_seen() -> None:
    never_quiet = {"quiet": {"begins": "12:00", "ends": "12:01"}}

    assert "said_at_night" in found("nothing", "", sloppy, rules=never_quiet)


def test_money_that_comes_twice_is_counted() -> None:
    town = Town()
    town.moves_in("ann")
    (invoice,) = town.account.all("invoice")
    assert list(charged_twice(town)) == []

    town.cash[invoice["id"]] = 1

    assert list(charged_twice(town)) == [f"{invoice['id']}: 2901 for 2900"]


def test_who_is_never_woken_leaves_cases_open() -> None:
    assert "unfinished" in found("cases", "due", asleep, pays=False)


def test_who_takes_no_tag_off_leaves_contacts_wrong() -> None:
    assert "contacts_wrong" in found("highlevel", "untag", sloppy)
