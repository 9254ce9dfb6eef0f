"""The two addresses of an offer, and the texts Kajabi documents for them (KAJ-1, KAJ-4)."""

import pytest
import requests

from sandbox.kajabi.core.records import Offer
from tests.unit.sandbox.kajabi.school import ADDRESS, School

ADA = {"name": "Ada", "email": "ada@example.com", "external_user_id": "cus_A"}


def call(
    school: School, offer: Offer, verb: str, query: str = "", **said: str
) -> requests.Response:
    url = f"{ADDRESS}/webhooks/offers/{offer.secret}/{offer.id}/{verb}{query}"
    return requests.Session.post(school.session, url, json={**ADA, **said})


def test_activation_grants_without_a_letter_unless_asked(school: School) -> None:
    offer = school.offer()

    assert call(school, offer, "activate").ok
    letter = "?send_offer_grant_email=true"
    eve = {"email": "eve@example.com", "external_user_id": "cus_E"}
    assert call(school, offer, "activate", letter, **eve).ok

    assert school.holds(school.known().id) == [offer.id]
    assert [each.to for each in school.world.state.emails] == ["eve@example.com"]


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ({"name": ""}, "Name: can't be blank"),
        ({"email": ""}, "Email: can't be blank"),
        ({"email": "nonsense"}, "Email: is invalid"),
    ],
)
def test_what_is_wrong_is_told_in_the_documented_words(
    school: School, said: dict[str, str], text: str
) -> None:
    answer = call(school, school.offer(), "activate", **said)

    assert (answer.status_code, answer.text) == (422, text)


def test_a_second_activation_is_told_apart(school: School) -> None:
    offer = school.offer()
    call(school, offer, "activate")

    again = call(school, offer, "activate", email="ADA@example.com")

    assert again.text == "The offer has already been granted to this member"


def test_an_email_under_another_id_is_taken(school: School) -> None:
    call(school, school.offer("A"), "activate")

    other = call(school, school.offer("B"), "activate", external_user_id="cus_a")

    assert other.text == "Email: is already taken"


def test_deactivation_needs_the_same_id_to_the_letter(school: School) -> None:
    offer = school.offer()
    call(school, offer, "activate")

    assert call(school, offer, "deactivate", external_user_id="cus_a").text == "Base: not found"
    assert call(school, offer, "deactivate").ok
    nothing = call(school, offer, "deactivate")

    assert nothing.text == "Offer grant not found for offer on member"
    assert [each.result for each in school.world.state.inbound_log][1:] == [
        "Base: not found",
        "ok",
        "Offer grant not found for offer on member",
    ]


def test_a_wrong_address_opens_nothing(school: School) -> None:
    right, other = school.offer("A"), school.offer("B")
    url = f"{ADDRESS}/webhooks/offers/{other.secret}/{right.id}/activate"

    assert school.session.post(url, json=ADA).status_code == 404
    assert school.world.state.accesses == {}


def test_a_call_without_an_id_is_not_guessed_at(school: School) -> None:
    answer = call(school, school.offer(), "activate", external_user_id="")

    school.refused(answer, 501)
