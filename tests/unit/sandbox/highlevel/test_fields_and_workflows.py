"""What people add to a location, and whom it holds: custom fields and workflows (CRM-1)."""

from tests.unit.sandbox.highlevel.agency import Agency


def test_fields_of_a_location_keep_their_key_when_renamed(agency: Agency) -> None:
    place = f"/locations/{agency.location.id}/customFields"
    said = {"name": "Stripe status!", "dataType": "TEXT", "model": "contact"}
    made = agency.done("POST", place, said)["customField"]

    renamed = agency.done("PUT", f"{place}/{made['id']}", {"name": "State"})["customField"]

    assert made["fieldKey"] == renamed["fieldKey"] == "contact.stripe_status"
    assert agency.get(place, model="contact")["customFields"] == [renamed]
    assert agency.get(place, model="opportunity")["customFields"] == []
    agency.refused(agency.ask("POST", place, said), 400)
    agency.refused(agency.ask("POST", place, {**said, "dataType": "POEM"}), 422)
    agency.done("DELETE", f"{place}/{made['id']}")
    assert agency.get(place)["customFields"] == []


def test_a_workflow_is_entered_once_unless_it_allows_more(agency: Agency) -> None:
    ada, once, again = agency.person(), agency.workflow(), agency.workflow("Again", re_entry=True)

    for workflow in (once, once, again, again):
        told = agency.done("POST", f"/contacts/{ada}/workflow/{workflow.id}", {})
        assert told == {"succeded": True}

    entered = [each.entered for each in agency.world.state.enrolments]
    assert entered == [True, False, True, True]
    agency.done("DELETE", f"/contacts/{ada}/workflow/{once.id}")
    assert agency.truth(ada)["workflows"] == ["Again", "Again"]


def test_a_draft_takes_nobody_and_workflows_are_listed(agency: Agency) -> None:
    ada, draft = agency.person(), agency.workflow(draft=True)

    agency.refused(agency.ask("POST", f"/contacts/{ada}/workflow/{draft.id}", {}), 400)
    wrong = {"eventStartTime": "tomorrow"}
    agency.refused(agency.ask("POST", f"/contacts/{ada}/workflow/{draft.id}", wrong), 422)

    (shown,) = agency.get("/workflows/", locationId=agency.location.id)["workflows"]
    assert (shown["name"], shown["status"]) == ("Billing", "draft")
