"""Versions, private integrations, OAuth with refresh tokens of a single use, agencies (CRM-3)."""

import pytest

from sandbox.highlevel.http.endpoints import ENDPOINTS
from sandbox.highlevel.people import granting
from tests.unit.sandbox.highlevel.agency import (
    ADDRESS,
    CLIENT,
    CONVERSATIONS,
    CURRENT,
    DAY,
    Agency,
)


def test_every_endpoint_but_the_token_one_asks_for_a_version(agency: Agency) -> None:
    place = f"{ADDRESS}/locations/{agency.location.id}"

    nothing = agency.session.get(place)
    unknown = agency.session.get(place, headers={"version": "2020-01-01"})

    assert agency.refused(nothing, 401) == "version header was not found."
    assert agency.refused(unknown, 401) == "version header is invalid"
    assert [each.path for each in ENDPOINTS if each.version is None] == ["/oauth/token"]


@pytest.mark.parametrize(
    ("path", "version"),
    [("/contacts/x", CONVERSATIONS), ("/contacts/x", "v3"), ("/conversations/search", CURRENT)],
)
def test_another_published_version_is_refused_instead_of_mixed(
    agency: Agency, path: str, version: str
) -> None:
    answer = agency.ask("GET", path, version=version)

    assert "not implemented here" in agency.refused(answer, 501)


def test_a_token_nobody_knows_is_refused_in_words_that_tell_its_kind(agency: Agency) -> None:
    agency.shows("pit-stolen")
    private = agency.refused(agency.ask("GET", "/contacts/x"), 401)
    agency.shows("eyJ")
    app = agency.refused(agency.ask("GET", "/contacts/x"), 401)

    assert (private, app) == ("Invalid Private Integration token", "Invalid JWT")


def test_a_missing_permission_looks_like_a_bad_token(agency: Agency) -> None:
    ada = agency.person()
    agency.highlevel.open_pit("pit-academy", agency.location, ["contacts.readonly"])

    agency.get(f"/contacts/{ada}")
    answer = agency.ask("PUT", f"/contacts/{ada}", {"firstName": "Ada"})

    assert agency.refused(answer, 401) == "The token is not authorized for this scope."


def test_a_key_opens_its_own_location_only(agency: Agency) -> None:
    ada = agency.person()
    agency.highlevel.open_pit("pit-other", agency.highlevel.open_location("Other"))
    agency.shows("pit-other")

    sentence = "The token does not have access to this location."
    assert agency.refused(agency.ask("GET", f"/contacts/{ada}"), 403) == sentence
    body = {"locationId": agency.location.id, "email": "eve@example.com"}
    assert agency.refused(agency.ask("POST", "/contacts/upsert", body), 403) == sentence


def test_an_installation_brings_a_code_that_is_exchanged_once(agency: Agency) -> None:
    code = agency.install()

    told = agency.token(grant_type="authorization_code", code=code).json()
    again = agency.token(grant_type="authorization_code", code=code)

    assert told["expires_in"] == 86_399
    assert (told["userType"], told["locationId"]) == ("Location", agency.location.id)
    assert again.status_code == 400
    assert again.json()["error"] == "invalid_grant"


def test_a_code_is_good_for_minutes_and_for_its_own_app(agency: Agency) -> None:
    code = agency.install()
    wrong = agency.token(grant_type="authorization_code", code=code, client_secret="guessed")
    agency.days_pass(1)

    assert wrong.status_code == 401
    late = agency.token(grant_type="authorization_code", code=code)
    assert late.json()["error"] == "invalid_grant"


def test_a_refresh_token_works_once_and_the_old_access_token_until_its_day_is_over(
    agency: Agency,
) -> None:
    told = agency.log_in()
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    place = f"/locations/{agency.location.id}"

    fresh = agency.token(**form).json()
    used = agency.token(**form)

    assert used.status_code == 400
    assert fresh["refresh_token"] != told["refresh_token"]
    agency.get(place)
    agency.days_pass(1)
    agency.refused(agency.ask("GET", place), 401)


def test_a_refresh_may_end_the_old_access_token_too(agency: Agency) -> None:
    agency.world.state.settings.refresh_ends_access = True
    told = agency.log_in()

    agency.token(grant_type="refresh_token", refresh_token=told["refresh_token"])

    agency.refused(agency.ask("GET", f"/locations/{agency.location.id}"), 401)


def test_a_refresh_token_is_good_for_a_year(agency: Agency) -> None:
    told = agency.log_in()
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    agency.days_pass(364)
    second = agency.token(**form).json()
    agency.days_pass(366)

    late = agency.token(grant_type="refresh_token", refresh_token=second["refresh_token"])

    assert late.status_code == 400


def test_an_answer_that_is_lost_has_used_the_refresh_token_up(agency: Agency) -> None:
    told = agency.log_in()
    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    agency.token(**form)

    assert agency.token(**form).json()["error_description"] == "This refresh token is invalid"


def test_an_agency_exchanges_its_token_for_one_of_a_location(agency: Agency) -> None:
    ada = agency.person()
    told = agency.log_in(agency_wide=True)
    agency_only = agency.ask("GET", f"/contacts/{ada}")

    form = {"companyId": told["companyId"], "locationId": agency.location.id}
    headers = {"version": CURRENT}
    place = f"{ADDRESS}/oauth/locationToken"
    narrow = agency.session.post(place, data=form, headers=headers).json()
    agency.shows(narrow["access_token"])

    assert agency.refused(agency_only, 401) == "Token's user type mismatch!"
    assert told["userType"] == "Company"
    assert "refresh_token" not in narrow
    assert agency.get(f"/contacts/{ada}")["contact"]["id"] == ada


def test_an_agency_sees_where_its_app_may_work(agency: Agency) -> None:
    other = agency.highlevel.open_location("Another agency's")
    other.company = "elsewhere"
    told = agency.log_in(agency_wide=True)

    query = {"companyId": told["companyId"], "appId": agency.app.id}
    shown = agency.get("/oauth/installedLocations", **query)

    assert [each["_id"] for each in shown["locations"]] == [agency.location.id]
    assert shown["locations"][0]["isInstalled"] is True
    form = {"companyId": told["companyId"], "locationId": other.id}
    headers = {"version": CURRENT}
    refused = agency.session.post(f"{ADDRESS}/oauth/locationToken", data=form, headers=headers)
    assert refused.status_code == 400


def test_taking_an_app_away_ends_its_tokens(agency: Agency) -> None:
    agency.log_in()
    granting.uninstall(agency.world, agency.app, agency.location.company, agency.location.id)

    agency.refused(agency.ask("GET", f"/locations/{agency.location.id}"), 401)


def test_a_location_that_is_not_active_refuses_work_and_refreshing(agency: Agency) -> None:
    told = agency.log_in()
    agency.location.active = False

    form = {"grant_type": "refresh_token", "refresh_token": told["refresh_token"]}
    assert agency.refused(agency.token(**form), 400) == "Location is not active"
    agency.location.active = True
    assert agency.token(**form).ok


def test_the_shapes_of_v3_are_refused_where_they_would_be_mixed_in(agency: Agency) -> None:
    said = {"clientId": CLIENT["client_id"], "grantType": "refresh_token"}

    v3 = agency.session.post(f"{ADDRESS}/oauth/token", json=said)
    path = agency.ask("POST", "/oauth/location-token", {})
    other = agency.token(grant_type="client_credentials")

    assert [each.status_code for each in (v3, path, other)] == [501, 501, 501]


def test_forms_and_json_are_not_confused(agency: Agency) -> None:
    form = agency.session.post(
        f"{ADDRESS}/contacts/upsert", data={"locationId": "x"}, headers={"version": CURRENT}
    )
    json = agency.session.post(f"{ADDRESS}/oauth/token", json={**CLIENT, "grant_type": "x"})

    assert (form.status_code, json.status_code) == (415, 415)
    assert agency.refused(agency.token(grant_type="magic"), 422)


def test_tokens_nothing_can_be_done_with_are_forgotten(agency: Agency) -> None:
    told = agency.log_in()
    agency.days_pass(800)
    agency.log_in()

    assert told["access_token"] not in agency.world.state.tokens
    assert agency.world.now % DAY == agency.world.state.start % DAY
