"""One person in two sources is recognised; two people under one id are never mixed (MIG-13)."""

from carryover.migration.cards.model import customer, method
from carryover.migration.cards.people import Kind, Meeting, disputed, meetings
from carryover.migration.model import Old

US, EU = customer("us", "cus_1"), customer("eu", "cus_1")


def test_one_person_in_both_sources_becomes_one_customer() -> None:
    (found,) = meetings({US: "cus_1", EU: "cus_1"}, {US: "ann@x.com", EU: "Ann@X.com "})

    assert found.kind is Kind.ONE_PERSON
    assert not found.stops


def test_different_people_under_one_new_id_stop() -> None:
    (found,) = meetings({US: "cus_1", EU: "cus_1"}, {US: "ann@x.com", EU: "bob@x.com"})

    assert found.kind is Kind.DISPUTED
    assert "one would be charged for the other" in found.sentence
    assert "@" not in found.sentence
    assert disputed([found]) == {US, EU}


def test_without_an_address_nobody_guesses_and_a_person_may_say() -> None:
    known, emails = {US: "cus_1", EU: "cus_1"}, {US: "ann@x.com"}

    (found,) = meetings(known, emails)
    (said,) = meetings(known, emails, confirmed=["cus_1"])

    assert (found.kind, found.stops) == (Kind.UNKNOWN, True)
    assert (said.kind, said.stops) == (Kind.ONE_PERSON, False)


def test_the_same_old_id_of_different_people_is_told_and_harmless() -> None:
    (found,) = meetings({US: "cus_1", EU: "cus_9"}, {US: "ann@x.com", EU: "bob@x.com"})

    assert found.kind is Kind.COLLISION
    assert not found.stops


def test_one_person_with_a_customer_each_is_told() -> None:
    other = customer("eu", "cus_2")

    (found,) = meetings({US: "cus_1", other: "cus_2"}, {US: "ann@x.com", other: "ann@x.com"})

    assert found.kind is Kind.TWICE
    assert found.new == ("cus_2", "cus_1")


def test_cards_and_people_of_one_source_meet_nobody() -> None:
    known: dict[Old, str] = {US: "cus_1", method("us", "pm_1"): "x", method("eu", "pm_1"): "x"}

    found: list[Meeting] = meetings(known, {})

    assert found == []
