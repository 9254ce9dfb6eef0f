"""Who owes twice is one person: written to as often as if they owed once, about the older debt
first (DUN-2). The road of one invoice overlaps the customer's next one."""

from itertools import pairwise
from typing import Any

import pytest

from carryover.dunning.declines import DAY, HOUR
from carryover.dunning.messages import DunningEnvelope, Look
from carryover.dunning.model import Case, ToldState
from carryover.dunning.steps import Tell, Wait
from carryover.dunning.world import Heard
from carryover.kernel.errors import Retryable
from tests.unit.dunning.invoices import MONDAY, Story, said
from tests.unit.dunning.office import US, Office

BETWEEN = 20 * HOUR
"""Of the shipped schedule."""


def test_a_message_about_another_debt_keeps_this_one_waiting() -> None:
    free = Story(said("expired_card"))
    busy = Story(said("expired_card")).shows(heard=(Heard("email", MONDAY - HOUR),))

    step = busy.decides()

    assert isinstance(free.decides(), Tell)
    assert isinstance(step, Wait)
    assert step.until is not None
    assert step.until >= MONDAY - HOUR + BETWEEN


def test_a_message_by_another_channel_keeps_nobody_waiting() -> None:
    story = Story(said("expired_card")).shows(heard=(Heard("sms", MONDAY),))

    assert isinstance(story.decides(), Tell)


def test_the_younger_debt_leaves_an_hour_to_the_older_one() -> None:
    story = Story(said("expired_card")).shows(second=True)

    assert story.decides() == Wait(MONDAY + HOUR, "the message card-1")
    story.now += HOUR
    assert isinstance(story.decides(), Tell)


def test_the_hour_of_the_older_debt_does_not_end_at_night() -> None:
    evening = MONDAY + 8 * HOUR + 30 * 60
    story = Story(said("expired_card"), failed_at=evening).shows(second=True)

    step = story.decides()

    assert isinstance(step, Wait)
    assert step.until is not None
    assert (step.until - evening) // HOUR in (13, 14)


def owes_twice() -> tuple[Office, list[str]]:
    """A second subscription of the same customer fails two weeks after the first one."""
    office = Office()
    first = office.fails("expired_card")
    office.days_pass(14)
    second = office.stripes.subscribe(
        US,
        customer=office.customer,
        payment_behavior="allow_incomplete",
        trial_period_days=1,
    )
    office.days_pass(1.2)
    name = str(office.stripes.get(US, f"subscriptions/{second['id']}")["latest_invoice"])
    office.stripes.post(US, f"invoices/{name}", auto_advance=False)
    office.hears(office.seen(name))
    return office, [first, name]


def letters(cases: list[Case]) -> list[tuple[int, str]]:
    return sorted((told.at, case.invoice) for case in cases for told in case.told)


def test_over_all_debts_together_the_distance_is_kept_and_nothing_is_lost() -> None:
    office, names = owes_twice()

    office.days_pass(26)

    sent = letters([office.case(name) for name in names])
    assert {invoice for at, invoice in sent if at > office.case(names[1]).failed_at} == set(names)
    assert len(office.mail.letters) == len(sent)
    gaps = [after - before for (before, _), (after, _) in pairwise(sent)]
    assert min(gaps) >= BETWEEN
    assert all(office.case(name).closed is None for name in names[1:])


class Meddled:
    """A memory in whose first writing of an intent another worker gets its turn."""

    def __init__(self, port: Any, other: list[Any]) -> None:
        self.port, self.other = port, other

    def __getattr__(self, name: str) -> Any:
        return getattr(self.port, name)

    def save(self, case: Case) -> Case:
        begins = case.told and case.told[-1].state is ToldState.BEGUN
        if begins and self.other:
            self.other.pop()()
        saved: Case = self.port.save(case)
        return saved


@pytest.mark.parametrize("first", [0, 1])
def test_two_workers_who_write_about_two_debts_at_once_write_once(first: int) -> None:
    office, names = owes_twice()
    about = [names[first], names[1 - first]]
    later = office.stripes.world.clock + 10 * DAY
    office.stripes.it_is(later // DAY * DAY + 18 * HOUR)
    before = len(office.mail.letters)

    def other() -> None:
        dressed, office.dressed = office.dressed, lambda _, port: port
        look = Look(account=US, invoice=about[1])
        letter = DunningEnvelope(id="other", cause="test", occurred_at=office.now(), body=look)
        office.worker().handle(letter)
        office.dressed = dressed

    waiting = [other]
    office.dressed = lambda name, port: Meddled(port, waiting) if name == "cases" else port
    look = Look(account=US, invoice=about[0])
    letter = DunningEnvelope(id="one", cause="test", occurred_at=office.now(), body=look)
    with pytest.raises(Retryable):
        office.worker().handle(letter)

    assert waiting == []
    assert len(office.mail.letters) == before + 1
