"""What becomes of letters, and how it is told: inside SNS, inside SQS (DUN-2)."""

import json

from sandbox.mailbox.notifications import sns, sqs
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


def test_an_event_is_handed_out_once(sender: Sender) -> None:
    sender.sends()

    assert kinds(sender) == ["Send", "Delivery"]
    assert kinds(sender) == []
