"""A worker may die at any moment: nobody pays twice, hears twice or is ended twice (DUN-1, -2, -4).

Two moments per effect: just before it, and just after.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from carryover.dunning.model import Outcome
from tests.fakes.memory import Mortal
from tests.unit.dunning.office import US, Office

EFFECTS: Final[Mapping[str, tuple[str, ...]]] = {
    "stripe": ("post", "delete"),
    "cases": ("save",),
    "mail": ("send",),
}


def killed(at: int) -> tuple[Office, Mortal]:
    death = Mortal(dies_at=at)
    office = Office()
    office.dressed = lambda name, port: death.wrap(port, EFFECTS[name])
    return office, death


def recovers(office: Office) -> str:
    """Refused twice, then the bank gives in."""
    failed = office.fails("do_not_honor")
    office.days_pass(5)
    office.bank_says(None)
    office.days_pass(10)
    return failed


def new_card(office: Office) -> str:
    """The old card is gone for good; a new one is charged."""
    failed = office.fails("expired_card")
    office.days_pass(1)
    office.new_card()
    office.hears(office.seen(failed))
    return failed


def two_cards(office: Office) -> str:
    """The first new card is refused, the second one of the same day is taken: a number that was
    used and not written down would be sent again, with another card."""
    failed = office.fails("expired_card")
    refused = office.new_card()
    office.bank_says("do_not_honor", refused)
    office.hears(office.seen(failed))
    office.new_card("visa")
    office.hears(office.seen(failed))
    return failed


def ends(office: Office) -> str:
    """Nothing helps."""
    letter = {"step": "card", "channel": "email", "day": 0, "template": "card"}
    end = {"what": "unpaid", "late_payment": "restore", "day": 2, "notice_hours": 24}
    office.ruled(messages=[letter], retries={"until_day": 1}, end=end)
    failed = office.fails("expired_card")
    office.days_pass(4)
    return failed


def pays_late(office: Office) -> str:
    """The road has ended, and then they pay."""
    failed = ends(office)
    office.stripes.post(US, f"invoices/{failed}/pay", paid_out_of_band=True)
    office.hears(office.seen(failed))
    return failed


STORIES: Final[Mapping[Callable[[Office], str], Outcome]] = {
    recovers: Outcome.RECOVERED,
    new_card: Outcome.RECOVERED,
    two_cards: Outcome.RECOVERED,
    pays_late: Outcome.RECOVERED_LATE,
}


def told(office: Office, failed: str) -> list[str]:
    return [one.step for one in office.case(failed).told]


def ours(office: Office, failed: str) -> list[Any]:
    return [*office.charges(paid=True, invoice=failed), *office.charges(paid=False, invoice=failed)]


@pytest.mark.parametrize("story", STORIES, ids=lambda story: str(story.__name__))
def test_whenever_the_worker_dies_the_end_is_the_same(story: Callable[[Office], str]) -> None:
    peaceful, watch = killed(at=-1)
    peace = story(peaceful)

    for moment in range(watch.moment):
        office, _ = killed(at=moment)
        failed = story(office)

        closed = office.case(failed).closed
        assert closed is not None, moment
        assert closed.outcome is STORIES[story], moment
        assert len(office.charges(paid=True, invoice=failed)) <= 1, moment
        assert len(ours(office, failed)) == len(ours(peaceful, peace)), moment
        assert told(office, failed) == told(peaceful, peace), moment
        missed = len(peaceful.mail.letters) - len(office.mail.letters)
        assert 0 <= missed <= 1, moment
