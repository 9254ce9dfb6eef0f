"""Tokens, JSON:API, pages, filters, limits and accidents (KAJ-3)."""

import pytest
import requests

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.outage import Outage
from sandbox.kajabi.http.endpoints import ELSEWHERE
from sandbox.kajabi.http.rate_limit import Limit
from tests.unit.sandbox.kajabi.school import ADDRESS, DAY, SECRETS, School


def test_a_token_expires_by_the_clock_and_can_be_refreshed_once(school: School) -> None:
    told = school.log_in()
    school.world.advance(school.world.now + told["expires_in"])

    school.refused(school.ask("GET", "/v1/me"), 401)
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}

    assert school.token(**form).ok
    assert school.token(**form).status_code == 401


def test_a_wrong_secret_is_told_in_plain_json(school: School) -> None:
    form = {"grant_type": "client_credentials", **SECRETS, "client_secret": "wrong"}
    answer = school.token(**form)

    assert answer.status_code == 401
    assert list(answer.json()) == ["error"]
    assert school.token(grant_type="magic").status_code == 400


def test_rotating_a_key_kills_its_tokens(school: School) -> None:
    school.world.open_key("school", "another")

    school.refused(school.ask("GET", "/v1/me"), 401)


def test_revoking_either_token_ends_both(school: School) -> None:
    told = school.log_in()

    said = {"token": told["refresh_token"]}
    assert school.session.post(f"{ADDRESS}/v1/oauth/revoke", data=said).ok

    school.refused(school.ask("GET", "/v1/me"), 401)


def test_the_version_needs_no_token() -> None:
    school = School()
    del school.session.headers["authorization"]

    assert school.get("/v1/version")["meta"]["version"] == "1.1.0"
    school.refused(school.ask("GET", "/v1/contacts"), 401)


def test_a_limited_key_may_do_what_is_documented_for_it(school: School) -> None:
    school.world.open_key("school", "opensesame", ["view:contacts"])
    school.log_in()

    assert school.get("/v1/contacts")["data"] == []
    school.refused(school.ask("GET", "/v1/purchases"), 403)
    school.refused(school.hook("purchase"), 403)
    school.done(school.hook("tag_added"))
    school.refused(school.add("ada@example.com", "Ada"), 501)


def test_every_page_leads_to_the_next(school: School) -> None:
    people = [school.person(f"{n}@example.com") for n in range(7)]

    pages = list(school.pages("/v1/contacts", **{"page[size]": 3, "sort": "created_at"}))

    assert [each["id"] for page in pages for each in page["data"]] == people
    assert [page["meta"]["current_page"] for page in pages] == [1, 2, 3]
    assert pages[-1]["meta"]["total_count"] == 7
    assert pages[0]["links"]["prev"] is None


def test_people_are_found_whatever_the_case_and_by_part(school: School) -> None:
    ada, _ = school.person("Ada+Plus@Example.com"), school.person("eve@example.com", "Eve")

    found = school.get("/v1/contacts", **{"filter[email_contains]": "ada+plus@"})["data"]

    assert [each["id"] for each in found] == [ada]
    assert len(school.get("/v1/contacts", **{"filter[search]": "eve"})["data"]) == 1


def test_people_are_found_by_what_they_hold(school: School) -> None:
    ada, eve, offer = school.person(), school.person("eve@example.com"), school.offer()
    school.grant(ada, offer)

    def found(name: str, value: str) -> list[str]:
        return [each["id"] for each in school.get("/v1/contacts", **{name: value})["data"]]

    assert found("filter[has_offer_id]", offer.id) == [ada]
    assert found("filter[has_no_offer_id]", offer.id) == [eve]
    assert found("filter[has_active_product_id]", offer.products[0]) == [ada]


def test_with_several_sites_lists_ask_which(school: School) -> None:
    ada = school.person()
    school.world.open_site("Another")

    school.refused(school.ask("GET", "/v1/contacts"), 400)
    found = school.get("/v1/contacts", **{"filter[site_id]": school.site.id})["data"]

    assert [each["id"] for each in found] == [ada]


def test_sparse_fields_leave_the_rest_out(school: School) -> None:
    school.person()

    (shown,) = school.get("/v1/contacts", **{"fields[contacts]": "email"})["data"]

    assert shown["attributes"] == {"email": "ada@example.com"}
    assert shown["relationships"] == {}


def test_what_is_wrong_with_a_new_contact_is_pointed_at(school: School) -> None:
    school.person()

    taken = school.refused(school.add("ADA@example.com", "Ada"), 422)

    assert taken["source"] == {"pointer": "/data/attributes/email"}
    assert school.refused(school.add("no address", "Ada"), 422)["title"] == "is invalid"
    school.refused(school.add("eve@example.com", "Eve", external_user_id="1"), 422)
    school.refused(school.add("eve@example.com", "Eve", favourite="blue"), 501)


def test_another_id_can_be_noted_once_there_is_an_offer(school: School) -> None:
    ada = school.person()
    attributes = {"external_user_id": "cus_1"}
    body = {"data": {"id": ada, "type": "contacts", "attributes": attributes}}

    school.refused(school.ask("PATCH", f"/v1/contacts/{ada}", body), 422)
    school.grant(ada, school.offer())
    shown = school.done(school.ask("PATCH", f"/v1/contacts/{ada}", body))

    assert shown["data"]["attributes"]["external_user_id"] == "cus_1"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        *(("GET", f"/v1/{each}") for each in ELSEWHERE),
        ("GET", "/v1/hooks/purchase_sample"),
        ("POST", "/v1/offers"),
        ("GET", "/v1/contacts?filter[is_hidden]=true"),
        ("GET", "/v1/transactions?sort=-created_at"),
    ],
)
def test_what_is_not_implemented_says_so(school: School, method: str, path: str) -> None:
    error = school.refused(school.ask(method, path), 501)

    assert error["detail"].startswith("not implemented here: ")


@pytest.mark.parametrize("kind", [Kind.TIMEOUT, Kind.SERVER_ERROR])
def test_a_grant_may_have_worked_though_nobody_said_so(school: School, kind: Kind) -> None:
    ada, offer = school.person(), school.offer()
    school.kajabi.faults.orders = [Fault(kind, method="POST", after_effect=True)]

    try:
        assert school.grant(ada, offer).status_code == 500
    except requests.ReadTimeout:
        assert kind is Kind.TIMEOUT

    assert school.holds(ada) == [offer.id]


def test_a_client_that_asks_too_often_is_told_when_to_come_back(school: School) -> None:
    school.kajabi.limiter.enforce(Limit(per_second=1, burst=2, retry_after=3, clock="sandbox"))

    answers = [school.ask("GET", "/v1/me") for _ in range(3)]
    school.world.advance(school.world.now + 1)

    assert [each.status_code for each in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "3"
    assert school.ask("GET", "/v1/me").ok


def test_in_an_outage_nothing_answers_until_it_is_over(school: School) -> None:
    school.world.state.outage = Outage(school.world.now + DAY)
    school.refused(school.ask("GET", "/v1/version"), 503)

    school.world.state.outage = Outage(school.world.now + DAY, unreachable=True)
    with pytest.raises(requests.ConnectionError):
        school.ask("GET", "/v1/version")

    school.world.advance(school.world.now + DAY)
    assert school.ask("GET", "/v1/version").ok
