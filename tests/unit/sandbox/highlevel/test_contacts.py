"""Contacts: who is found, what is overwritten, what is refused (CRM-1)."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.unit.sandbox.highlevel.agency import ADDRESS, Agency


def test_an_upsert_makes_somebody_once_and_finds_them_whatever_the_case(agency: Agency) -> None:
    first = agency.upsert(email="Ada@Example.com", firstName="Ada", lastName="Lovelace")
    second = agency.upsert(email="ada@example.COM", companyName="Engines")

    assert (first["new"], second["new"]) == (True, False)
    assert second["contact"]["id"] == first["contact"]["id"]
    assert second["contact"]["name"] == "Ada Lovelace"
    assert second["contact"]["companyName"] == "Engines"


def test_tags_in_an_upsert_or_update_take_every_other_tag_away(agency: Agency) -> None:
    ada = agency.person(tags=["VIP", "Speaker"])
    agency.upsert(email="ada@example.com", tags=["billing"])
    assert agency.truth(ada)["tags"] == ["billing"]

    agency.done("PUT", f"/contacts/{ada}", {"tags": []})
    assert agency.truth(ada)["tags"] == []


def test_the_tag_endpoints_leave_other_tags_alone(agency: Agency) -> None:
    ada = agency.person(tags=["VIP"])

    added = agency.ask("POST", f"/contacts/{ada}/tags", {"tags": ["Past Due", "vip"]})
    left = agency.done("DELETE", f"/contacts/{ada}/tags", {"tags": ["PAST DUE", "never there"]})

    assert added.status_code == 201
    assert added.json()["tags"] == ["vip", "past due"]
    assert left["tags"] == ["vip"]


def test_the_first_field_of_the_setting_decides_between_two_matches(agency: Agency) -> None:
    by_email = agency.person(email="ada@example.com")
    by_phone = agency.upsert(phone="+48 600-100-200")["contact"]["id"]

    both = {"email": "ada@example.com", "phone": "+48600100200", "firstName": "Ada"}
    assert agency.upsert(**both)["contact"]["id"] == by_email
    assert agency.known(by_email).phone == ""

    agency.location.matched_by = ["phone", "email"]
    assert agency.upsert(**both)["contact"]["id"] == by_phone
    assert agency.known(by_phone).email == ""


def test_duplicates_are_made_only_where_setting_and_request_agree(agency: Agency) -> None:
    ada = agency.person()
    wish = {"email": "ada@example.com", "createNewIfDuplicateAllowed": True}
    assert agency.upsert(**wish)["contact"]["id"] == ada

    agency.location.allow_duplicates = True
    assert agency.upsert(email="ada@example.com")["contact"]["id"] == ada
    assert agency.upsert(**wish)["new"]


def test_a_creation_or_update_that_would_double_somebody_names_who_is_there(agency: Agency) -> None:
    ada, eve = agency.person(), agency.person("eve@example.com")
    said = {"locationId": agency.location.id, "email": "ADA@example.com"}

    answer = agency.ask("POST", "/contacts/", said)

    assert agency.refused(answer, 400) == "This location does not allow duplicated contacts."
    assert answer.json()["meta"]["contactId"] == ada
    agency.refused(agency.ask("PUT", f"/contacts/{eve}", {"email": "ada@example.com"}), 400)
    assert agency.known(eve).email == "eve@example.com"


def test_a_plus_address_is_found_only_when_the_plus_is_encoded(agency: Agency) -> None:
    ada = agency.person("ada+school@example.com", phone="+48600100200")
    place = f"{ADDRESS}/contacts/search/duplicate?locationId={agency.location.id}"
    headers = {"version": "2021-07-28"}

    def found(query: str) -> object:
        answer = agency.session.get(f"{place}&{query}", headers=headers).json()["contact"]
        return answer and answer["id"]

    assert found("email=ada%2Bschool@example.com") == ada
    assert found("email=ada+school@example.com") is None
    assert found("number=%2B48600100200") == ada
    assert found("number=+48600100200") is None


def test_custom_fields_are_written_by_id_and_cleared_by_an_empty_text(agency: Agency) -> None:
    status = agency.field("Stripe status")
    ada = agency.person(customFields=[{"id": status, "field_value": "past_due"}])

    assert agency.get(f"/contacts/{ada}")["contact"]["customFields"] == [
        {"id": status, "value": "past_due"}
    ]
    change = {"customFields": [{"id": status, "field_value": ""}]}
    assert agency.done("PUT", f"/contacts/{ada}", change)["contact"]["customFields"] == []


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"fullName": "Ada"}, "property fullName should not exist"),
        ({"locationId": "elsewhere"}, "property locationId should not exist"),
        ({"customFields": [{"id": "x", "fieldValue": "1"}]}, "fieldValue should not exist"),
        ({"customFields": [{"id": "unknown", "field_value": "1"}]}, "no field of this location"),
        ({"dnd": "yes"}, "dnd is invalid"),
        ({"dndSettings": {"Fax": {"status": "active"}}}, "dndSettings.Fax should not exist"),
    ],
)
def test_what_nobody_documented_is_refused_and_changes_nothing(
    agency: Agency, change: dict[str, object], complaint: str
) -> None:
    ada = agency.person()
    before = agency.truth(ada)

    answer = agency.ask("PUT", f"/contacts/{ada}", {"firstName": "Eve", **change})

    assert complaint in agency.refused(answer, 422)
    assert agency.truth(ada) == before


def test_what_is_documented_and_left_out_says_so(agency: Agency) -> None:
    ada = agency.person()
    change = {"inboundDndSettings": {"all": {"status": "active"}}}

    assert "not implemented here" in agency.refused(
        agency.ask("PUT", f"/contacts/{ada}", change), 501
    )
    agency.refused(agency.ask("POST", "/contacts/bulk/business", {}), 501)


def test_somebody_who_is_gone_is_a_400_or_if_told_so_a_404(agency: Agency) -> None:
    ada = agency.person()
    assert agency.done("DELETE", f"/contacts/{ada}") == {"succeded": True}

    assert "not found" in agency.refused(agency.ask("GET", f"/contacts/{ada}"), 400)
    agency.world.state.settings.missing = 404
    agency.refused(agency.ask("GET", f"/contacts/{ada}"), 404)


def test_what_the_person_closed_nobody_else_opens(agency: Agency) -> None:
    ada = agency.person(dndSettings={"SMS": {"status": "permanent"}})
    change = {"dndSettings": {"SMS": {"status": "inactive"}}}

    complaint = agency.refused(agency.ask("PUT", f"/contacts/{ada}", change), 400)

    assert complaint == "Not authorized to update permanent dnd setting for SMS"


def search(agency: Agency, *filters: Mapping[str, object], **more: object) -> list[str]:
    body = {"locationId": agency.location.id, "filters": [*filters], **more}
    return [each["id"] for each in agency.done("POST", "/contacts/search", body)["contacts"]]


def test_people_are_searched_by_filters(agency: Agency) -> None:
    status = agency.field("Status")
    ada = agency.person(tags=["vip"], customFields=[{"id": status, "field_value": "active"}])
    eve = agency.person("eve@example.com")

    assert search(agency) == [ada, eve]
    assert search(agency, {"field": "email", "operator": "eq", "value": "ADA@example.com"}) == [ada]
    assert search(agency, {"field": "tags", "operator": "contains", "value": "vip"}) == [ada]
    custom = {"field": f"customFields.{status}", "operator": "eq", "value": "active"}
    assert search(agency, custom) == [ada]
    assert search(agency, {"field": "phone", "operator": "exists"}) == []
    assert search(agency, {"field": "tags", "operator": "not_exists"}) == [eve]


def test_every_page_of_a_search_leads_to_the_next(agency: Agency) -> None:
    people = [agency.person(f"{n}@example.com") for n in range(5)]
    place = {"locationId": agency.location.id, "pageLimit": 2}

    seen: list[str] = []
    after: list[Any] = []
    for _ in range(3):
        more: dict[str, object] = {"searchAfter": after} if after else {}
        page = agency.done("POST", "/contacts/search", {**place, **more})
        seen += [each["id"] for each in page["contacts"]]
        after = page["contacts"][-1]["searchAfter"]

    assert seen == people
    assert page["total"] == 5
    assert search(agency, pageLimit=2, page=3) == people[4:]
    body = {**place, "page": 1, "searchAfter": after}
    agency.refused(agency.ask("POST", "/contacts/search", body), 422)
    agency.refused(agency.ask("POST", "/contacts/search", {**place, "pageLimit": 501}), 422)


def test_a_search_may_know_somebody_only_later(agency: Agency) -> None:
    agency.world.state.settings.search_lag = 30
    ada = agency.person()

    assert search(agency) == []
    agency.days_pass(1)
    assert search(agency) == [ada]


def test_tasks_and_notes_stay_with_the_contact(agency: Agency) -> None:
    ada = agency.person()
    task = {"title": "Call her", "dueDate": "2025-02-01T10:00:00Z", "completed": False}

    made = agency.done("POST", f"/contacts/{ada}/tasks", task)["task"]
    agency.done("PUT", f"/contacts/{ada}/tasks/{made['id']}/completed", {"completed": True})
    agency.done("POST", f"/contacts/{ada}/notes", {"body": "Prefers mail"})

    (task,) = agency.get(f"/contacts/{ada}/tasks")["tasks"]
    (note,) = agency.get(f"/contacts/{ada}/notes")["notes"]
    assert task["completed"] is True
    assert note["body"] == "Prefers mail"
    agency.refused(agency.ask("POST", f"/contacts/{ada}/tasks", {"title": "No date"}), 422)
