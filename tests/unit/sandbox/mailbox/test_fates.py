"""What becomes of letters, and how it is told: inside SNS, inside SQS (DUN-2)."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sandbox.mailbox.errors import Refused
from sandbox.mailbox.leaving import leave
from sandbox.mailbox.notifications import eventbridge, sns, sqs
from tests.unit.sandbox.mailbox.sender import Sender, letter


def kinds(sender: Sender) -> list[str]:
    return [each["eventType"] for each in sender.told()]


def test_a_letter_that_arrives_is_sent_and_delivered(sender: Sender) -> None:
    sent = sender.sends()

    send, delivery = sender.told()

    assert (send["eventType"], delivery["eventType"]) == ("Send", "Delivery")
    assert delivery["mail"]["messageId"] == sent.id
    assert delivery["delivery"]["recipients"] == ["ada@example.org"]


def test_without_a_configuration_set_nobody_hears(sender: Sender) -> None:
    request = letter()
    del request["ConfigurationSetName"]

    sender.bounces(sender.sends(request))

    assert kinds(sender) == []


def test_a_hard_bounce_is_told_and_closes_the_address(sender: Sender) -> None:
    sender.bounces(sender.sends(letter("Ada <ada@example.org>")))
    bounce = sender.told()[-1]["bounce"]

    again = sender.sends()

    assert (bounce["bounceType"], bounce["bounceSubType"]) == ("Permanent", "General")
    assert bounce["bouncedRecipients"][0]["emailAddress"] == "ada@example.org"
    assert again.fate == "suppressed"
    assert sender.told()[-1]["bounce"]["bounceSubType"] == "OnAccountSuppressionList"


def test_a_soft_bounce_closes_nothing(sender: Sender) -> None:
    sender.bounces(sender.sends(), permanent=False)

    assert sender.told()[-1]["bounce"]["bounceType"] == "Transient"
    assert sender.sends().fate == "delivered"


def test_a_complaint_comes_after_delivery_and_closes_the_address(sender: Sender) -> None:
    sender.complains(sender.sends())

    assert kinds(sender) == ["Send", "Delivery", "Complaint"]
    assert sender.sends().fate == "suppressed"


def test_suppression_can_be_off(sender: Sender) -> None:
    sender.settings.suppression = False
    sender.complains(sender.sends())

    assert sender.sends().fate == "delivered"


def test_the_simulators_addresses_play_what_they_say(sender: Sender) -> None:
    played = {}
    for name in ("success", "bounce+label", "complaint", "suppressionlist"):
        played[name] = sender.sends(letter(f"{name}@simulator.amazonses.com")).fate

    assert list(played.values()) == ["delivered", "bounced", "complained", "suppressed"]
    assert sender.state.suppressed == {}


def test_an_event_reaches_a_lambda_in_two_envelopes(sender: Sender) -> None:
    request = letter()
    request["EmailTags"] = [{"Name": "case", "Value": "c1"}]
    sender.bounces(sender.sends(request))
    event = sender.mailbox.take()[-1]

    record = sqs(sender.mailbox, event)
    envelope = json.loads(record["body"])
    told = json.loads(envelope["Message"])

    assert record["eventSource"] == "aws:sqs"
    assert envelope == sns(sender.mailbox, event)
    assert envelope["Type"] == "Notification"
    assert told["mail"]["tags"]["case"] == ["c1"]


def test_an_event_comes_over_the_bus_by_its_own_name(sender: Sender) -> None:
    sender.complains(sender.sends())
    event = sender.mailbox.take()[-1]

    told = eventbridge(sender.mailbox, event)

    assert (told["source"], told["detail-type"]) == ("aws.ses", "Email Complaint Received")
    assert told["detail"]["mail"]["tags"]["ses:configuration-set"] == ["carryover"]
    assert told["id"] != eventbridge(sender.mailbox, replace(event, number=9))["id"]


def test_an_event_is_handed_out_once(sender: Sender) -> None:
    sender.sends()

    assert kinds(sender) == ["Send", "Delivery"]
    assert kinds(sender) == []


def of_topic(topic: str = "billing") -> dict[str, Any]:
    belongs = {"ContactListName": "customers", "TopicName": topic}
    link = {"Data": "Leave: {{amazonSESUnsubscribeUrl}}"}
    return {**letter(Body={"Text": link}), "ListManagementOptions": belongs}


def test_who_left_a_topic_gets_no_more_of_it_but_of_others(sender: Sender) -> None:
    sender.settings.contact_lists = {"customers": ["billing", "news"]}
    sent = sender.sends(of_topic())
    assert f"/unsubscribe/{sent.id}" in sent.text
    assert ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") in sent.headers

    leave(sender.state, sent)
    leave(sender.state, sent)

    told = sender.told()
    assert [each["eventType"] for each in told] == ["Send", "Delivery", "Subscription"]
    (status,) = told[-1]["subscription"]["newTopicPreferences"]["topicSubscriptionStatus"]
    assert status == {"topicName": "billing", "subscriptionStatus": "OptOut"}
    assert sender.sends(of_topic()).fate == "suppressed"
    assert sender.told()[-1]["bounce"]["bounceSubType"] == "UnsubscribedRecipient"
    assert sender.sends(of_topic("news")).fate == "delivered"
    assert sender.sends().fate == "delivered"


def test_a_list_or_topic_nobody_made_is_refused(sender: Sender) -> None:
    assert sender.refused(of_topic())[0] == "NotFoundException"
    sender.settings.contact_lists = {"customers": []}
    assert sender.refused(of_topic())[0] == "NotFoundException"
    assert sender.state.letters == {}


def test_a_letter_of_no_list_keeps_its_placeholder(sender: Sender) -> None:
    request = of_topic()
    del request["ListManagementOptions"]

    sent = sender.sends(request)

    assert "{{amazonSESUnsubscribeUrl}}" in sent.text
    with pytest.raises(Refused, match="no list"):
        leave(sender.state, sent)
