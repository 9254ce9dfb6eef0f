"""Letters and text messages to contacts, and channels they closed (CRM-1, DUN-2)."""

import pytest

from sandbox.highlevel.control import deeds
from sandbox.highlevel.control.messages import Closing
from sandbox.highlevel.people import messaging
from tests.unit.sandbox.highlevel.agency import Agency

PATH = "/conversations/messages"


def letter(contact: str, **more: object) -> dict[str, object]:
    said = {"type": "Email", "contactId": contact, "subject": "Your card", "html": "<p>Hi</p>"}
    return {**said, "emailFrom": "billing@example.com", **more}


def sms(contact: str, **more: object) -> dict[str, object]:
    return {"type": "SMS", "contactId": contact, "message": "Your card", **more}


def test_a_letter_and_a_text_message_reach_the_contact_in_one_conversation(agency: Agency) -> None:
    ada = agency.person(phone="+48600100200")

    mailed = agency.done("POST", PATH, letter(ada))
    texted = agency.done("POST", PATH, sms(ada, status="pending"))

    assert mailed["conversationId"] == texted["conversationId"]
    assert mailed["emailMessageId"]
    assert "emailMessageId" not in texted
    sent = agency.world.state.messages.values()
    assert [(each.kind, each.to, each.status) for each in sent] == [
        ("Email", "ada@example.com", "delivered"),
        ("SMS", "+48600100200", "delivered"),
    ]


def test_the_same_request_twice_is_two_messages(agency: Agency) -> None:
    ada = agency.person()

    first, second = (agency.done("POST", PATH, letter(ada)) for _ in range(2))

    assert first["messageId"] != second["messageId"]


@pytest.mark.parametrize("channel", ["Email", "SMS"])
def test_a_closed_channel_is_refused(agency: Agency, channel: str) -> None:
    ada = agency.person(phone="+48600100200", dndSettings={channel: {"status": "active"}})
    body = letter(ada) if channel == "Email" else sms(ada)
    other = sms(ada) if channel == "Email" else letter(ada)

    answer = agency.ask("POST", PATH, body)

    sentence = f"Cannot send message as DND is active for {channel}."
    assert agency.refused(answer, 400) == sentence
    assert answer.json()["status"] == 400
    assert agency.ask("POST", PATH, other).ok


def test_or_it_is_taken_and_reaches_nobody(agency: Agency) -> None:
    agency.world.state.settings.dnd = "dropped"
    ada = agency.person(dnd=True)

    agency.done("POST", PATH, letter(ada))

    (message,) = agency.world.state.messages.values()
    assert message.status == "undelivered"


def test_stop_closes_text_messages_for_good_but_not_letters(agency: Agency) -> None:
    ada = agency.person(phone="+48600100200")
    messaging.receive(agency.world, agency.known(ada), " stop ")

    agency.refused(agency.ask("POST", PATH, sms(ada)), 400)
    agency.done("POST", PATH, letter(ada))
    lift = {"dndSettings": {"SMS": {"status": "inactive"}}}
    agency.refused(agency.ask("PUT", f"/contacts/{ada}", lift), 400)


def test_staff_can_close_and_open_a_channel_again(agency: Agency) -> None:
    ada = agency.known(agency.person())

    deeds.close(agency.world, ada, Closing(channel="Email", status="active"))
    agency.refused(agency.ask("POST", PATH, letter(ada.id)), 400)
    deeds.close(agency.world, ada, Closing(channel="Email", status="inactive"))

    agency.done("POST", PATH, letter(ada.id))


@pytest.mark.parametrize(
    ("change", "status", "complaint"),
    [
        ({"type": "WhatsApp"}, 501, "messages of the type WhatsApp"),
        ({"scheduledTimestamp": 1}, 501, "scheduledTimestamp of a message"),
        ({"templateId": "t"}, 501, "templateId of a message"),
        ({"type": "Pigeon"}, 422, "type is invalid"),
        ({"body": "Hi"}, 422, "property body should not exist"),
        ({"html": ""}, 422, "message or html should not be empty"),
        ({"contactId": "nobody"}, 400, "not found"),
    ],
)
def test_a_message_that_cannot_be_sent_says_why(
    agency: Agency, change: dict[str, object], status: int, complaint: str
) -> None:
    answer = agency.ask("POST", PATH, {**letter(agency.person()), **change})

    assert complaint in agency.refused(answer, status)


def test_without_a_number_there_is_no_text_message(agency: Agency) -> None:
    answer = agency.ask("POST", PATH, sms(agency.person()))

    assert agency.refused(answer, 400) == "Missing phone number"


def test_the_schema_may_be_meant_seriously(agency: Agency) -> None:
    agency.world.state.settings.status_required = True
    ada = agency.person()

    agency.refused(agency.ask("POST", PATH, letter(ada)), 422)
    agency.done("POST", PATH, letter(ada, status="pending"))


def test_what_was_said_can_be_read_again_newest_first(agency: Agency) -> None:
    ada = agency.person()
    sent = [agency.done("POST", PATH, letter(ada))["messageId"] for _ in range(3)]

    (thread,) = agency.get("/conversations/search", locationId=agency.location.id, contactId=ada)[
        "conversations"
    ]
    first = agency.get(f"/conversations/{thread['id']}/messages", limit=2)["messages"]
    rest = agency.get(
        f"/conversations/{thread['id']}/messages", lastMessageId=first["lastMessageId"]
    )["messages"]

    assert first["nextPage"] is True
    assert [each["id"] for each in (*first["messages"], *rest["messages"])] == sent[::-1]
    assert agency.get(f"{PATH}/{sent[0]}")["status"] == "delivered"
