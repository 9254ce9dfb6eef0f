"""Who may get in, as the spec tells it: grants, revocations, purchases (KAJ-1, KAJ-2, KAJ-4)."""

import pytest

from sandbox.kajabi.core.state import Settings
from sandbox.kajabi.people.catalogue import Terms, make_offer
from tests.unit.sandbox.kajabi.school import MONTHLY, School


def test_a_grant_makes_a_customer_and_sends_a_letter_unless_told_otherwise(school: School) -> None:
    loud, quiet = school.person("loud@example.com"), school.person("quiet@example.com")
    offer = school.offer()

    school.done(school.grant(loud, offer))
    school.done(school.grant(quiet, offer, letter=False))

    assert [each.to for each in school.world.state.emails] == ["loud@example.com"]
    assert len(school.get("/v1/customers")["data"]) == 2


def test_a_second_grant_gives_nothing_more_but_sends_the_letter_again(school: School) -> None:
    ada, offer = school.person(), school.offer()

    school.grant(ada, offer)
    again = school.grant(ada, offer)

    assert [each["id"] for each in school.done(again)["data"]] == [offer.id]
    assert len(school.known().accesses) == 1
    assert len(school.world.state.emails) == 2


def test_a_second_grant_may_be_refused_since_nobody_knows(school: School) -> None:
    school.world.state.settings = Settings(repeated_grant=422)
    ada, offer = school.person(), school.offer()

    school.done(school.grant(ada, offer))

    school.refused(school.grant(ada, offer), 422)


def test_a_revoked_offer_is_gone_and_can_be_granted_anew(school: School) -> None:
    ada, offer = school.person(), school.offer()
    path, body = f"/v1/contacts/{ada}/relationships/offers", {"type": "offers", "id": offer.id}
    school.grant(ada, offer)

    school.done(school.ask("DELETE", path, {"data": [body]}))
    assert school.holds(ada) == []

    school.done(school.grant(ada, offer))
    assert school.holds(ada) == [offer.id]
    assert school.known().accesses == [each.id for each in school.world.state.accesses.values()]


def test_replacing_takes_away_what_is_not_named(school: School) -> None:
    ada, old, new = school.person(), school.offer("Old"), school.offer("New")
    school.grant(ada, old)

    body = {"data": [{"type": "offers", "id": new.id}]}
    school.done(school.ask("PATCH", f"/v1/contacts/{ada}/relationships/offers", body))

    assert school.holds(ada) == [new.id]


def test_a_customer_takes_grants_too_but_no_word_about_letters(school: School) -> None:
    ada, first, second = school.person(), school.offer("A"), school.offer("B")
    school.grant(ada, first, letter=False)
    path = f"/v1/customers/{school.known().customer}/relationships/offers"
    body = {"data": [{"type": "offers", "id": second.id}]}

    school.refused(school.ask("POST", path, {**body, "meta": {}}), 501)
    school.done(school.ask("POST", path, body))

    assert [each["id"] for each in school.get(path)["data"]] == [first.id, second.id]
    assert school.world.state.emails == []


def test_deactivating_a_purchase_closes_the_door_and_goes_on_charging(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    school.done(school.ask("POST", f"/v1/purchases/{bought.id}/deactivate"))
    school.days_pass(40)

    assert not bought.active
    assert [each["attributes"]["action"] for each in school.get("/v1/transactions")["data"]] == [
        "subscribe",
        "subscription_charge",
    ]


def test_cancelling_ends_both_and_reactivating_brings_back_access_only(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    school.done(school.ask("POST", f"/v1/purchases/{bought.id}/cancel_subscription"))
    assert not bought.active
    school.done(school.ask("POST", f"/v1/purchases/{bought.id}/reactivate"))
    school.days_pass(400)

    assert bought.active
    assert len(school.world.state.transactions) == 1
    again = school.ask("POST", f"/v1/purchases/{bought.id}/cancel_subscription")
    school.refused(again, 422)


def test_revoking_a_purchase_closes_it_too(school: School) -> None:
    bought = school.buys(school.offer(terms=MONTHLY))

    school.cancels("revocation")

    assert bought.reason == "revoked"
    assert bought.billed


@pytest.mark.parametrize("listed", [False, True])
def test_a_grant_is_no_purchase_unless_the_settings_say_so(school: School, listed: bool) -> None:
    school.world.state.settings = Settings(grants_are_purchases=listed)
    ada = school.person()

    school.grant(ada, school.offer())

    grant = school.known().accesses[0]
    assert bool(school.get("/v1/purchases")["data"]) is listed
    assert school.ask("GET", f"/v1/purchases/{grant}").ok is listed


def test_a_deactivated_purchase_is_found_by_whoever_asks_for_it(school: School) -> None:
    early, late = (school.buys(school.offer(terms=MONTHLY), f"{n}@example.com") for n in "ab")
    school.days_pass(1)
    school.cancels("deactivation", "a@example.com")
    school.days_pass(1)
    school.cancels("deactivation", "b@example.com")

    asked = {"filter[deactivated]": "true", "sort": "-deactivated_at"}
    found = school.get("/v1/purchases", **asked)["data"]
    since = {"filter[deactivated_at_gt]": found[1]["attributes"]["deactivated_at"]}

    assert [each["id"] for each in found] == [late.id, early.id]
    assert [each["id"] for each in school.get("/v1/purchases", **since)["data"]] == [late.id]
    assert school.get("/v1/purchases", **{"filter[active]": "true"})["data"] == []


def test_an_offer_of_another_site_is_not_granted_nor_any_beside_it(school: School) -> None:
    ada, own = school.person(), school.offer()
    strange = make_offer(school.world, school.world.open_site("Other"), "Strange", Terms(), [])
    body = {"data": [{"type": "offers", "id": each.id} for each in (own, strange)]}

    school.refused(school.ask("POST", f"/v1/contacts/{ada}/relationships/offers", body), 404)

    assert school.holds(ada) == []
