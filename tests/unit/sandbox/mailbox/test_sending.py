"""What SES accepts and what it refuses, by its own service model (DUN-2)."""

from email.message import EmailMessage
from typing import Any

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from sandbox.ground.accidents import Fault, Kind
from sandbox.ground.outage import Outage
from sandbox.mailbox.errors import Refused
from sandbox.mailbox.inside import put_inside
from tests.unit.sandbox.mailbox.sender import DAY, ONCE, Sender, letter, session


def header(name: str, value: str = "x") -> dict[str, str]:
    return {"Name": name, "Value": value}


def test_a_letter_is_kept_as_it_was_sent(sender: Sender) -> None:
    request = letter(Headers=[header("List-Unsubscribe", "<https://a.example/u>")])
    request["EmailTags"] = [{"Name": "step", "Value": "dunning_1"}]
    request["ReplyToAddresses"] = ["help@example.com"]

    sent = sender.sends(request)

    assert (sent.subject, sent.text, sent.html) == ("Your card", "Hello", "<p>Hello</p>")
    assert (sent.to, sent.reply_to) == (["ada@example.org"], ["help@example.com"])
    assert sent.headers == [("List-Unsubscribe", "<https://a.example/u>")]
    assert sent.tags == [("step", "dunning_1")]
    assert sent.at == sender.mailbox.now


def test_the_same_request_twice_is_two_letters(sender: Sender) -> None:
    assert sender.sends().id != sender.sends().id


def test_a_letter_in_one_piece_is_taken_apart(sender: Sender) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "billing@example.com", "Ada <ada@example.org>"
    message["Subject"], message["List-Unsubscribe-Post"] = "Żółw", "List-Unsubscribe=One-Click"
    message.set_content("Hello")
    message.add_alternative("<p>Hello</p>", subtype="html")

    sent = sender.sends({"Content": {"Raw": {"Data": message.as_bytes()}}})

    assert (sent.subject, sent.to) == ("Żółw", ["ada@example.org"])
    assert (sent.text.strip(), sent.html.strip()) == ("Hello", "<p>Hello</p>")
    assert ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click") in sent.headers


def test_fifteen_headers_are_taken_and_sixteen_refused(sender: Sender) -> None:
    headers = [header(f"X-{number}") for number in range(16)]

    assert len(sender.sends(letter(Headers=headers[:15])).headers) == 15
    code, message = sender.refused(letter(Headers=headers))
    assert code == "BadRequestException"
    assert "content.simple.headers" in message


@pytest.mark.parametrize("strange", [header("No spaces"), header("X-Tall", "żółw")])
def test_a_header_is_plain_ascii(sender: Sender, strange: dict[str, str]) -> None:
    code, message = sender.refused(letter(Headers=[strange]))

    assert (code, "pattern" in message) == ("BadRequestException", True)


@pytest.mark.parametrize(
    ("change", "code", "word"),
    [
        ({"FromEmailAddress": "who@elsewhere.example"}, "MessageRejected", "not verified"),
        ({"ConfigurationSetName": "other"}, "NotFoundException", "does not exist"),
        ({"EmailTags": [{"Name": "a b", "Value": "1"}]}, "BadRequestException", "Invalid tag"),
        ({"EmailTags": [{"Name": "a", "Value": "1"}] * 2}, "BadRequestException", "Duplicate"),
        ({"Destination": {}}, "BadRequestException", "recipient"),
        ({"Destination": {"ToAddresses": ["ada"]}}, "BadRequestException", "Invalid address"),
        ({"Destination": {"BccAddresses": ["a@b.example"] * 51}}, "MessageRejected", "exceeds 50"),
        ({"Content": {"Template": {"TemplateName": "t"}}}, "NotImplemented", "templates"),
        ({"TenantName": "t"}, "NotImplemented", "TenantName"),
        ({"Content": {}}, "BadRequestException", "exactly one"),
    ],
)
def test_what_cannot_be_sent_is_refused_by_its_code(
    sender: Sender, change: dict[str, Any], code: str, word: str
) -> None:
    told = sender.refused({**letter(), **change})

    assert told[0] == code
    assert word in told[1]
    assert sender.state.letters == {}


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ({}, "not null"),
        ({"Content": {"Simple": {}}}, "content.simple.subject"),
        ({"Content": {"Simple": {"Subject": {"Data": 1}, "Body": {}}}}, "must be a string"),
        ({"Content": {"Simple": []}}, "must be a structure"),
        ({"Content": {}, "Colour": "red"}, "no member"),
        ({"Content": {}, "EmailTags": {}}, "must be a list"),
        ({"Content": {}, "TenantName": ""}, "greater than or equal to 1"),
        (
            {"Content": {}, "ConfigurationOverrides": {"Tracking": {"OpenTrackingEnabled": "NO"}}},
            "enum value set",
        ),
    ],
)
def test_a_client_that_does_not_check_itself_is_checked(
    sender: Sender, body: dict[str, Any], word: str
) -> None:
    with pytest.raises(Refused, match="validation error") as refused:
        sender.mailbox.send(body)

    assert word in str(refused.value)


def test_a_domain_stands_for_its_addresses_and_subdomains(sender: Sender) -> None:
    sender.settings.senders = ["Example.com", "one@exact.example"]

    for address in ("a@example.com", "A@mail.EXAMPLE.com", "one@exact.example"):
        sender.sends({**letter(), "FromEmailAddress": address})
    for address in ("a@notexample.com", "two@exact.example"):
        code, _ = sender.refused({**letter(), "FromEmailAddress": address})
        assert code == "MessageRejected"


def test_a_new_account_writes_to_verified_people_and_the_simulator_only(sender: Sender) -> None:
    sender.settings.in_sandbox = True
    sender.settings.recipients = ["eve@example.org"]

    sender.sends(letter("eve@example.org"))
    sender.sends(letter("success@simulator.amazonses.com"))
    code, message = sender.refused(letter("ada@example.org"))

    assert (code, "ada@example.org" in message) == ("MessageRejected", True)
    assert sender.client.get_account()["ProductionAccessEnabled"] is False


def test_quotas_count_recipients(sender: Sender) -> None:
    sender.settings.a_day = 3
    two = {**letter(), "Destination": {"ToAddresses": ["a@b.example", "c@b.example"]}}
    sender.sends(two)

    code, message = sender.refused(two)
    assert (code, "Daily" in message) == ("TooManyRequestsException", True)
    assert sender.client.get_account()["SendQuota"]["SentLast24Hours"] == 2
    sender.mailbox.advance(sender.mailbox.now + DAY)
    sender.sends(two)


def test_a_rate_is_kept_by_the_clock(sender: Sender) -> None:
    sender.settings.a_second = 1
    sender.sends()

    code, message = sender.refused(letter())
    assert (code, "rate" in message) == ("TooManyRequestsException", True)
    sender.mailbox.advance(sender.mailbox.now + 1)
    sender.sends()


def test_an_account_that_is_paused_sends_nothing(sender: Sender) -> None:
    sender.settings.paused = True

    assert sender.refused(letter())[0] == "SendingPausedException"


@pytest.mark.parametrize("kind", [Kind.TIMEOUT, Kind.RESET])
def test_a_letter_may_be_accepted_though_nobody_said_so(sender: Sender, kind: Kind) -> None:
    sender.mailbox.faults.orders = [Fault(kind, after_effect=True)]

    with pytest.raises((ReadTimeoutError, ConnectionClosedError)):
        sender.sends()

    assert len(sender.state.letters) == 1


def test_boto3_left_to_itself_sends_again_what_was_accepted(sender: Sender) -> None:
    """The reason why whoever sends letters must tell boto3 to try once."""
    careless = ONCE.merge(type(ONCE)(retries={"mode": "standard", "total_max_attempts": 2}))
    sender.mailbox.faults.orders = [Fault(Kind.TIMEOUT, after_effect=True)]
    client = session().client("sesv2", config=careless)
    put_inside(client, sender.mailbox)
    client.send_email(**letter())

    assert len(sender.state.letters) == 2


def test_throttling_and_failures_have_no_effect(sender: Sender) -> None:
    sender.mailbox.faults.orders = [Fault(Kind.RATE_LIMIT), Fault(Kind.SERVER_ERROR)]

    codes = [sender.refused(letter())[0] for _ in range(2)]

    assert codes == ["TooManyRequestsException", "InternalFailure"]
    assert sender.state.letters == {}


def test_an_outage_ends_with_the_clock(sender: Sender) -> None:
    sender.mailbox.order_outage(Outage(sender.mailbox.now + DAY))
    assert sender.refused(letter())[0] == "ServiceUnavailable"
    sender.mailbox.order_outage(Outage(sender.mailbox.now + DAY, unreachable=True))
    with pytest.raises(ConnectionClosedError):
        sender.sends()

    sender.mailbox.advance(sender.mailbox.now + DAY)

    sender.sends()


def test_other_operations_say_that_they_are_not_here(sender: Sender) -> None:
    with pytest.raises(sender.client.exceptions.ClientError, match="not implemented here"):
        sender.client.list_email_identities()
