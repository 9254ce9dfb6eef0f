"""Issue 6, "How it is judged", one sentence each: month ends, changes of clocks, yen, parts of a
debt, invoices settled elsewhere, a HighLevel that is away for days, a key whose renewal is lost.
Every story is played by everybody (``town``) and judged by every law (DUN-1, DUN-2, CRM-1, CRM-3).
"""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.outage import Outage
from tests.contract.highlevel_office import ALIAS
from tests.simulation.dunning.judge import heard, judged
from tests.simulation.dunning.town import DAY, Person, Town
from tests.unit.dunning.office import US
from tests.unit.migration.moving.stage import Object

FIRST_NOTE = [{"step": "first", "channel": "email", "day": 0, "template": "card"}]
TEXT = [{"step": "text", "channel": "sms", "day": 5, "template": "soon"}]


def failed(town: Town, word: str, down: int = 0, **how: Any) -> tuple[Person, Object]:
    """Somebody's renewal is refused, while HighLevel is down for so many days."""
    ann = town.moves_in("ann", **how)
    town.works()
    town.bank_says(ann, word)
    town.sleeps(31.1)
    if down:
        town.office.agency.highlevel.order_outage(Outage(town.clock + down * DAY))
    town.works()
    (owed,) = town.owed(ann)
    return ann, owed


def texts(town: Town) -> list[str]:
    return [letter.text for letter in town.mailbox.state.letters.values()]


def hours(town: Town, zone: str) -> list[str]:
    clocks = (datetime.fromtimestamp(at, ZoneInfo(zone)) for _, _, at in heard(town))
    return [f"{clock:%d %b %H}" for clock in clocks]


def test_yen_have_no_cents_in_letters_nor_in_charges() -> None:
    town = Town(rules={"messages": FIRST_NOTE})
    ann, owed = failed(town, "expired_card", currency="jpy")

    town.days_pass(1.5)
    town.gives_card(ann.customer)
    town.works()

    (text,) = texts(town)
    assert "¥2,900" in text
    assert "29.00" not in text
    paid = [one["amount"] for one in town.account.all("charge") if one["paid"]]
    assert paid == [2900, 2900]
    assert town.case(owed["id"]).amount == 2900
    assert judged(town) == {}


def test_of_a_debt_that_was_settled_in_part_only_the_rest_is_asked_for_and_taken() -> None:
    town = Town(rules={"messages": FIRST_NOTE})
    ann, owed = failed(town, "expired_card")
    town.mailbox.state.letters.clear()
    town.stripes.post(US, "credit_notes", invoice=owed["id"], amount=900)

    town.days_pass(1)
    town.gives_card(ann.customer)
    town.works()

    charges = [one["amount"] for one in town.account.all("charge") if one["paid"]]
    assert charges == [2900, 2000]
    assert all("$20.00" in text for text in texts(town))
    assert judged(town) == {}


@pytest.mark.parametrize(
    ("how", "outcome"), [("void", "voided"), ("mark_uncollectible", "uncollectible")]
)
def test_what_somebody_settled_elsewhere_is_followed_by_silence(how: str, outcome: str) -> None:
    town = Town()
    _, owed = failed(town, "insufficient_funds")
    said = len(list(heard(town)))

    town.stripes.post(US, f"invoices/{owed['id']}/{how}")
    town.days_pass(20)

    closed = town.case(owed["id"]).closed
    assert closed is not None
    assert closed.outcome == outcome
    assert len(list(heard(town))) == said
    assert judged(town) == {}


@pytest.mark.parametrize(
    ("start", "zone"),
    [
        ("2026-02-26T01:00:00", "Europe/Berlin"),
        ("2026-02-05T05:30:00", "America/New_York"),
        ("2026-09-24T22:00:00", "Europe/Berlin"),
        ("2026-08-26T12:00:00", "Pacific/Auckland"),
        ("2026-01-31T20:00:00", "Asia/Kolkata"),
    ],
)
def test_in_the_week_clocks_change_and_at_months_ends_nine_is_nine(start: str, zone: str) -> None:
    """The renewal a month later fails in the night before, or near, a change of clocks."""
    town = Town(start=start)
    failed(town, "expired_card", zone=zone)

    town.days_pass(9)

    assert hours(town, zone)
    assert judged(town) == {}


def test_days_without_highlevel_lose_nothing_and_double_nothing() -> None:
    town = Town(rules={"messages": FIRST_NOTE + TEXT})
    ann, owed = failed(town, "expired_card", down=6, zone="Europe/Berlin")

    town.days_pass(5.9)
    silent, shown = list(heard(town)), town.contact(ann)
    town.days_pass(1.5)

    assert silent == []
    assert "payment failed" not in shown["tags"]
    assert sorted(channel for _, channel, _ in heard(town)) == ["email", "sms"]
    assert sorted(told.step for told in town.case(owed["id"]).told) == ["first", "text"]
    assert judged(town) == {}


def test_a_renewed_key_whose_answer_was_lost_costs_a_persons_consent_and_no_message() -> None:
    """A refresh token works once: after a lost answer only somebody's new consent opens the door
    again. Until then attempts go on, and words wait."""
    town = Town(rules={"messages": FIRST_NOTE + TEXT})
    town.office.installs()
    ann, _ = failed(town, "do_not_honor", zone="Europe/Berlin")
    lost = Fault(Kind.TIMEOUT, "POST", "/oauth/token", after_effect=True)
    town.office.agency.highlevel.faults.orders = [lost]

    town.days_pass(7)
    silent = [channel for _, channel, _ in heard(town)]
    questions = [one.sentence for one in town.reviews.doubts.values()]
    town.office.installs()
    town.days_pass(2)
    said = [channel for _, channel, _ in heard(town)]
    town.bank_says(ann, None)
    town.days_pass(15)

    assert silent == ["email"]
    assert any("Authorise the app again" in question for question in questions)
    assert said == ["email", "sms"]
    assert town.owed(ann) == []
    assert judged(town) == {}


def test_two_workers_with_one_old_key_renew_it_once() -> None:
    town = Town()
    grant = town.office.installs()
    first, second = town.office.worker(), town.office.worker()
    town.sleeps(1.1)

    first.fields(ALIAS)
    second.fields(ALIAS)

    assert town.office.pairs.rows[grant].number == 2
